import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import { assetsDir, loadSampleProcedures } from '../../../support/procedure-samples.ts'
import { checkFolder } from './check-folder.ts'

const procedures = loadSampleProcedures()
const folders = readdirSync(join(assetsDir, 'procedures'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)

describe.each(folders)('procedure folder %s', (folder) => {
  checkFolder(folder, procedures)
})
