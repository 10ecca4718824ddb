import { createHash, randomBytes, verify } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCscProvider, Secret } from '#signing/providers'
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { openPkcs11MasterKey } from '../../../sandbox/signature-service/pkcs11-master-key.ts'
import type { MasterKey } from '../../../sandbox/signature-service/master-key.ts'
import { directNetwork } from '../../support/direct-network.ts'
import { createSoftHsm, whyNoSoftHsm, type SoftHsm } from '../../support/soft-hsm.ts'

const missing = await whyNoSoftHsm()
if (missing !== null) console.warn(`\n  ! The PKCS#11 tests are SKIPPED: ${missing}\n`)

const sha256 = '2.16.840.1.101.3.4.2.1'
const digestOf = (text: string) => ({ digest: createHash('sha256').update(text).digest('base64'), hashOid: sha256 })

describe.skipIf(missing !== null)('a master key in a PKCS#11 token', () => {
  let hsm: SoftHsm
  let masterKey: MasterKey
  beforeAll(async () => {
    hsm = createSoftHsm()
    masterKey = await openPkcs11MasterKey(hsm.settings)
  })
  afterAll(() => hsm.remove())

  it('makes user keys that sign, and never leave the token open', async () => {
    const { wrapped, publicKey } = await masterKey.generateKey('key of one', 2048)
    const [first, second] = masterKey.sign(wrapped, 'key of one', [digestOf('a'), digestOf('b')])
    expect(verify('sha256', Buffer.from('a'), publicKey, first!)).toBe(true)
    expect(verify('sha256', Buffer.from('b'), publicKey, second!)).toBe(true)
    // The OID of RSA keys stands in every PKCS#8 that is not wrapped.
    expect(Buffer.from(wrapped, 'base64').includes(Buffer.from('2a864886f70d010101', 'hex'))).toBe(false)
  })

  it('leaves nothing of a user key in the token', async () => {
    const count = () => readdirSync(hsm.folder, { recursive: true }).length
    const { wrapped } = await masterKey.generateKey('key of two', 2048)
    const before = count()
    for (let n = 0; n < 20; n += 1) masterKey.sign(wrapped, 'key of two', [digestOf(String(n))])
    expect(count()).toBe(before)
  })

  it('opens a key only for its own purpose, and only unchanged', async () => {
    const { wrapped } = await masterKey.generateKey('key of three', 2048)
    expect(() => masterKey.sign(wrapped, 'key of four', [digestOf('a')])).toThrow('another purpose')
    const bytes = Buffer.from(wrapped, 'base64')
    for (const at of [0, 40, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      expect(() => masterKey.sign(changed.toString('base64'), 'key of three', [digestOf('a')])).toThrow('another purpose')
    }
    expect(() => masterKey.sign('', 'key of three', [digestOf('a')])).toThrow('another purpose')
  })

  it('wraps secrets so that they open for the same purpose only', () => {
    const secret = randomBytes(20)
    const wrapped = masterKey.wrap(secret, 'one-time codes of one')
    expect(masterKey.unwrap(wrapped, 'one-time codes of one')).toEqual(secret)
    expect(() => masterKey.unwrap(wrapped, 'one-time codes of two')).toThrow()
    const changed = Buffer.from(wrapped, 'base64')
    changed[changed.length - 1]! ^= 1
    expect(() => masterKey.unwrap(changed.toString('base64'), 'one-time codes of one')).toThrow()
    expect(masterKey.wrap(secret, 'one-time codes of one')).not.toBe(wrapped)
  })

  it('finds its keys again, so that what was wrapped before still opens', async () => {
    const { wrapped, publicKey } = await masterKey.generateKey('key of five', 2048)
    const again = await openPkcs11MasterKey(hsm.settings)
    expect(verify('sha256', Buffer.from('a'), publicKey, again.sign(wrapped, 'key of five', [digestOf('a')])[0]!)).toBe(true)
  })

  it('serves the whole service: enrolled, authorised, signed, and again after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'motlan-hsm-sandbox-'))
    const start = () => startSandbox({ dataDir, ports: { identity: 0, registries: 0, signature: 0, agency: 0 }, people: 100, pkcs11: hsm.settings })
    const signOnce = async (sandbox: Sandbox): Promise<string> => {
      const environment = sandbox.portalEnvironment('http://localhost:3994')
      const provider = createCscProvider({ baseUrl: `${sandbox.urls.signature}/typed/csc/v2`, clientId: environment.PORTAL_CSC_CLIENT_ID ?? '', clientSecret: new Secret(environment.PORTAL_CSC_CLIENT_SECRET ?? ''), network: directNetwork, now: () => new Date() })
      const person = sandbox.people.find(({ storyId }) => storyId === 'marital-status')!
      const [credential] = await provider.listCredentials(person.personalId)
      await provider.requestCode(credential!)
      const order = { credential: credential!, hash: 'SHA-256', data: [{ data: Buffer.from('a form'), label: 'Tờ khai' }] } as const
      const activation = await provider.authorise({ ...order, factors: { PIN: new Secret(person.pin ?? ''), OTP: new Secret(await sandbox.control.oneTimeCode(person.personalId, 'typed')) } })
      expect(await provider.sign({ ...order, activation, algorithm: 'RSA-PKCS1' })).toHaveLength(1)
      return credential!.certificate.fingerprint
    }
    try {
      const first = await start()
      const fingerprint = await signOnce(first)
      await first.stop()
      // So that the pool of this process's fetch sees that its connections are gone.
      await new Promise(resolve => setTimeout(resolve, 50))
      const second = await start()
      expect(await signOnce(second)).toBe(fingerprint)
      await second.stop()
    }
    finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  })

  it('says no word of the PIN when the token refuses it or is not there', async () => {
    const refused = await openPkcs11MasterKey({ ...hsm.settings, tokenLabel: 'another' }).catch((error: unknown) => error)
    expect(String(refused)).toContain('no such token')
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused as object))).not.toContain(hsm.settings.pin)
  })

  it('keeps its PIN and the keys’ values out of the token’s files', () => {
    for (const path of readdirSync(hsm.folder, { recursive: true, withFileTypes: true }).filter(one => one.isFile())) {
      expect(readFileSync(join(path.parentPath, path.name)).includes(hsm.settings.pin)).toBe(false)
    }
  })
})
