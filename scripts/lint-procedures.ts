/**
 * `npm run lint:procedures`: every procedure folder against the once-only rule and the rest of what must be right before it
 * is published. Without a registries file all declared registries count as connected, so that a procedure is right
 * wherever it is used. `-- --registries FILE` takes those of a portal, `-- --json` prints findings for machines.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRegistries, registryDeclarations, registryNames } from '../server/adapters/registries/index.ts'
import { accountSource } from '../server/domain/prefill/index.ts'
import { createLint, loadProcedures, type LintFinding } from '../server/domain/procedures/index.ts'
import { dayInVietnam } from '../shared/forms/dates.ts'

const { values: { registries, json } } = parseArgs({ options: { registries: { type: 'string' }, json: { type: 'boolean', default: false } } })

const assetsDir = join(import.meta.dirname, '..', 'server')
const folders = readdirSync(join(assetsDir, 'procedures'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name).sort()
const { labels } = loadProcedures({ assetsDir, registries: { ...registryNames(), account: accountSource } })
const lint = createLint({
  connected: registries === undefined ? registryDeclarations : connectedBy(registries),
  declared: registryDeclarations,
  accountAttributes: accountSource.attributes,
  today: dayInVietnam(new Date()),
  codes: list => labels.options(list)?.map(({ code }) => code) ?? null,
})

const findings = folders.flatMap(folder => lintFolder(folder).map(finding => ({ folder, ...finding })))
if (json) console.log(JSON.stringify({ procedures: folders.length, findings }, null, 2))
else report()
process.exit(findings.length > 0 ? 1 : 0)

function connectedBy(file: string): typeof registryDeclarations {
  const network = { send: () => Promise.reject(new Error('nothing is asked here')) }
  const connected = Object.keys(createRegistries(JSON.parse(readFileSync(file, 'utf8')), { network, openNetwork: () => network, now: () => new Date() }))
  return registryDeclarations.filter(({ id }) => connected.includes(id))
}

function lintFolder(folder: string): LintFinding[] {
  const file = join(assetsDir, 'procedures', folder, 'definition.json')
  return existsSync(file) ? lint.source(JSON.parse(readFileSync(file, 'utf8')), folder) : [{ rule: 'not-sound', at: folder, detail: 'definition.json is missing' }]
}

function report(): void {
  for (const { folder, rule, at, detail } of findings) console.error(`✗ ${folder}: ${at}: ${rule}: ${detail}`)
  console.log(findings.length === 0 ? `✓ ${folders.length} procedures ask for nothing that a registry holds.` : `${findings.length} findings in ${folders.length} procedures. An exception needs decree, article and an end: see docs/adding-a-procedure.md.`)
}
