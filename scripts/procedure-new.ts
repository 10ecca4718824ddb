/**
 * `npm run procedure:new -- <slug> <code> <agency kind>`: a folder that passes the checks of procedure folders, to be filled.
 * `--from <day>`: the day from which its facts hold, today by default. `--into <folder>`: elsewhere than in `server/procedures`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dayInVietnam, isDay } from '../shared/forms/dates.ts'
import { newDefinition, type NewProcedure } from './procedure-new/definition.ts'
import { newForm, newReadme, newResult } from './procedure-new/papers.ts'

const usage = 'npm run procedure:new -- <slug in words, e.g. register-a-marriage> <code, e.g. 1.000894> <commune-police | commune-committee>'

const { positionals: [slug = '', code = '', agency = ''], values: { into, from } } = parseArgs({
  allowPositionals: true,
  options: { into: { type: 'string', default: join(import.meta.dirname, '..', 'server', 'procedures') }, from: { type: 'string', default: dayInVietnam(new Date()) } },
})
const folder = join(into, slug)
if (!/^[a-z][a-z0-9-]{2,60}$/.test(slug)) giveUp('The slug is kebab-case: words in small letters with hyphens.')
if (!/^\d\.\d{6}$/.test(code)) giveUp('The code is one digit, a dot and six digits.')
if (agency !== 'commune-police' && agency !== 'commune-committee') giveUp('The agency is commune-police or commune-committee.')
if (!isDay(from)) giveUp('--from is a day: YYYY-MM-DD.')
if (existsSync(folder)) giveUp(`${slug} is there already.`)

const procedure: NewProcedure = { slug, code, agency: agency as NewProcedure['agency'], day: from }
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'definition.json'), json(newDefinition(procedure)))
writeFileSync(join(folder, 'form.json'), json(newForm()))
writeFileSync(join(folder, 'result.json'), json(newResult(procedure)))
writeFileSync(join(folder, 'README.md'), newReadme(procedure))
console.log(`✓ ${slug}: definition.json, form.json, result.json, README.md. Its README lists what is still to do; then npm test -- unit`)

function giveUp(reason: string): never {
  console.error(`✗ ${reason}\n  ${usage}`)
  process.exit(1)
}
