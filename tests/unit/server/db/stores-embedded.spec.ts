import { afterAll, beforeAll, describe } from 'vitest'
import { openEmbeddedStores, type OpenStores } from '../../../support/databases.ts'
import { contracts } from './contracts/index.ts'

describe('stores on the embedded engine', () => {
  let open: OpenStores
  beforeAll(async () => {
    open = await openEmbeddedStores()
  })
  afterAll(() => open.remove())

  for (const contract of contracts) contract(() => open)
})
