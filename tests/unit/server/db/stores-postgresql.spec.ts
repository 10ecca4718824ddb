import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgresStores, type OpenStores } from '../../../support/databases.ts'
import { contracts } from './contracts/index.ts'

describe('stores on PostgreSQL', () => {
  let open: OpenStores
  beforeAll(async () => {
    open = await openPostgresStores()
  })
  afterAll(() => open.remove())

  for (const contract of contracts) contract(() => open)
})
