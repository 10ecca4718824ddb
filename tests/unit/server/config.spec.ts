import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../../server/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(content))
  return join(folder, name)
}

const url = 'https://service.example'
const none = write('none.json', [])
const settings = {
  PORTAL_ORIGIN: url, PORTAL_SESSION_SECRET: 'x'.repeat(32), PORTAL_OIDC_ISSUER: url, PORTAL_OIDC_CLIENT_ID: 'id', PORTAL_OIDC_CLIENT_SECRET: 'secret',
  PORTAL_XROAD_SERVER: url, PORTAL_XROAD_CLIENT: 'I/C/M/S', PORTAL_XROAD_POPULATION: 'I/C/M/S/p', PORTAL_CSC_URL: url, PORTAL_CSC_CLIENT_ID: 'id', PORTAL_CSC_CLIENT_SECRET: 'secret', PORTAL_TSA_URL: url,
  PORTAL_OFFICIALS_FILE: none, PORTAL_AGENCIES_FILE: none, PORTAL_SEAL_KEY_FILE: none, PORTAL_SEAL_CERTIFICATES_FILE: none,
}
const readTrustFile = (entries: unknown) => readConfig({ ...settings, PORTAL_TRUST_FILE: write('trust.json', entries) }).trust
const anchor = { label: 'root', pem: 'PEM' }
const list = { trustedListFile: 'list.xml', signersFile: 'operator.pem' }

describe('the trust file', () => {
  it('names certificates, with conditions or without, and signed lists', () => {
    expect(readTrustFile([anchor, { ...anchor, uses: ['timestamp'], trustedUntil: '2027-01-01T00:00:00+07:00' }, list]))
      .toEqual([anchor, { ...anchor, uses: ['timestamp'], trustedUntil: new Date('2026-12-31T17:00:00Z') }, list])
  })

  it.each<[string, unknown]>([
    ['nothing', []],
    ['a list that nobody must have signed', [{ trustedListFile: 'list.xml' }]],
    ['a misspelt condition', [{ ...anchor, trustedUntill: '2027-01-01T00:00:00Z' }]],
    ['a use that there is not', [{ ...anchor, uses: ['everything'] }]],
    ['no use at all', [{ ...anchor, uses: [] }]],
    ['a day without a time', [{ ...anchor, trustedUntil: '2027-01-01' }]],
    ['conditions on a list, which has its own', [{ ...list, uses: ['timestamp'] }]],
  ])('is refused with %s', (_, entries) => {
    expect(() => readTrustFile(entries)).toThrow(ConfigError)
  })
})
