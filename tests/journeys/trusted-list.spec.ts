import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPortal, readConfig, type LogEntry } from '../../server/portal.ts'
import { crowd, openCorridor, prepare, sign, type Corridor } from '../support/corridor.ts'
import { listedService, listSigner, pemOf, signList, unsignedList } from '../support/trusted-lists.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-list-'))
const at = (name: string): string => join(folder, name)
const log: LogEntry[] = []
let corridor: Corridor

/** A trust file that names nobody but the list. */
function trustList(name: string, certificates: readonly Uint8Array[], nextUpdate: string): string {
  writeFileSync(at(`${name}.xml`), signList(unsignedList(certificates.map(certificate => listedService({ certificate })).join(''), { nextUpdate })))
  writeFileSync(at('operator.pem'), pemOf(listSigner))
  writeFileSync(at(`${name}.json`), JSON.stringify([{ trustedListFile: at(`${name}.xml`), signersFile: at('operator.pem') }]))
  return at(`${name}.json`)
}
const rootsOf = ({ PORTAL_TRUST_FILE = '' }: Record<string, string>): Uint8Array[] =>
  (JSON.parse(readFileSync(PORTAL_TRUST_FILE, 'utf8')) as { pem: string }[]).map(({ pem }) => new Uint8Array(new X509Certificate(pem).raw))

beforeAll(async () => {
  corridor = await openCorridor({
    settings: environment => ({ PORTAL_TRUST_FILE: trustList('sound', rootsOf(environment), '2999-01-01T00:00:00Z') }),
    log: entry => log.push(entry),
  })
})
afterAll(async () => {
  await corridor?.remove()
  rmSync(folder, { recursive: true })
})

describe('a portal that trusts a signed list', () => {
  it('takes what people sign below it to the agency', async () => {
    const person = crowd(corridor.world)()
    const { actor, draft } = await prepare(corridor, person)
    expect(await sign(corridor, person, { actor, draft })).toBeNull()
    expect((await corridor.portal.dossiers.submit(actor, draft, `key-${draft}`)).created).toBe(true)
  })

  it('says at start when the next one is due', () => {
    expect(log).toContainEqual({ level: 'info', event: 'trusted-list-read', file: at('sound.xml'), sequenceNumber: 7, nextUpdate: new Date('2999-01-01T00:00:00Z'), anchors: 2, unreadable: 0 })
  })

  it('does not start when the list is overdue', async () => {
    const config = readConfig({ ...corridor.environment, PORTAL_DATA_DIR: at('data'), PORTAL_TRUST_FILE: trustList('overdue', [listSigner], '2026-03-02T00:00:00Z') })
    await expect(createPortal(config)).rejects.toMatchObject({ name: 'TrustSettingsError', message: `Trust file: the trusted list ${at('overdue.xml')} cannot be relied on`, cause: { code: 'trusted-list-invalid' } })
  })
})
