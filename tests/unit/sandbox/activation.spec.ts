import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ActivationLog } from '../../../sandbox/signature-service/activation-log.ts'
import { ActivationModule, type Binding } from '../../../sandbox/signature-service/activation.ts'
import { AddressGuard, mostFailures } from '../../../sandbox/signature-service/address-guard.ts'
import { keyPurpose, otpPurpose, type StoredCredential } from '../../../sandbox/signature-service/credential.ts'
import { CscError } from '../../../sandbox/signature-service/csc-error.ts'
import { hashPin, newOtpSecret, showCode } from '../../../sandbox/signature-service/factors.ts'
import { openMasterKey } from '../../../sandbox/signature-service/master-key.ts'
import { StateFile } from '../../../sandbox/state-file.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const hash = (text: string): string => createHash('sha256').update(text).digest('base64')
const binding: Binding = { credentialId: 'one', client: 'portal', hashOid: '2.16.840.1.101.3.4.2.1', hashes: [hash('a'), hash('b')] }

let folder: string
let clock: number
let module: ActivationModule
let credentials: StateFile<Record<string, StoredCredential>>
const otpSecret = newOtpSecret()
const now = () => new Date(clock)
const pass = (seconds: number) => {
  clock += seconds * 1000
}
const right = () => ({ pin: '246810', otp: showCode(otpSecret, now()).code })
const verify = (factors: { pin: string, otp: string }) => module.verify('one', factors, binding)
const wrong = { pin: '000000', otp: '000000' }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motlan-activation-'))
  clock = Date.UTC(2026, 10, 23, 9)
  const masterKey = openMasterKey(folder)
  const credential = (id: string, pin: StoredCredential['pin']): StoredCredential => ({
    id, userId: id, description: id, mode: 'oauth2code', keyLength: 2048, certificates: [], multisign: 50, pin, wrongTries: 0, waitUntil: null, lastOtpStep: 0,
    key: masterKey.wrap(privateKey.export({ format: 'der', type: 'pkcs8' }), keyPurpose(id)),
    otpSecret: masterKey.wrap(otpSecret, otpPurpose(id)),
  })
  const pin = await hashPin('246810')
  credentials = new StateFile(join(folder, 'credentials.json'), () => ({ one: credential('one', pin), two: credential('two', pin) }))
  module = new ActivationModule({ credentials, masterKey, log: new ActivationLog(join(folder, 'log.jsonl')), now })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'signed', (error: unknown) => {
  if (error instanceof CscError) return error.description
  throw error
})

describe('PIN and one-time code', () => {
  it('are accepted together, and wrong alone with one verdict', async () => {
    expect(await verify({ ...right(), pin: '246811' })).toBe('refused')
    expect(await verify({ ...right(), otp: '000000' })).toBe('refused')
    expect(await verify(right())).toBe('accepted')
  })

  it('a code works once, even when it still shows on the phone', async () => {
    const factors = right()
    expect(await verify(factors)).toBe('accepted')
    expect(await verify(factors)).toBe('refused')
    pass(30)
    expect(await verify(right())).toBe('accepted')
  })

  it('a code of the step before is taken, an older one is not', async () => {
    const factors = right()
    pass(30)
    expect(await verify(factors)).toBe('accepted')
    const older = right()
    pass(90)
    expect(await verify(older)).toBe('refused')
  })

  it('make people wait longer and longer, then lock, whatever is typed then', async () => {
    expect([await verify(wrong), await verify(wrong), await verify(wrong)]).toEqual(['refused', 'refused', 'refused'])
    expect(await verify(right())).toBe('wait')
    pass(2)
    expect(await verify(wrong)).toBe('refused')
    pass(7)
    expect(await verify(right())).toBe('wait')
    pass(1)
    expect(await verify(wrong)).toBe('locked')
    pass(14 * 60)
    expect(await verify(right())).toBe('locked')
    pass(60)
    expect(await verify(wrong)).toBe('locked')
    pass(29 * 60)
    expect(await verify(right())).toBe('locked')
    pass(60)
    expect(await verify(right())).toBe('accepted')
    expect(credentials.value.one).toMatchObject({ wrongTries: 0, waitUntil: null })
  })

  it('lock long before a thousand guesses, and a guesser gets less than thirty looks in a week', async () => {
    let looked = 0
    for (let guess = 0; guess < 1000; guess += 1) {
      const before = credentials.value.one?.wrongTries ?? 0
      await verify({ pin: String(100000 + guess), otp: '123456' })
      looked += (credentials.value.one?.wrongTries ?? 0) - before
      pass(7 * 24 * 3600 / 1000)
    }
    expect(looked).toBeLessThan(30)
  })

  it('are counted per credential', async () => {
    for (let n = 0; n < 3; n += 1) await verify(wrong)
    expect(await module.verify('two', right(), binding)).toBe('accepted')
  })

  it('count a try before it is judged, so that a crash gives none for free', async () => {
    const pending = verify(wrong)
    await Promise.resolve()
    await Promise.resolve()
    expect(new StateFile<Record<string, StoredCredential>>(join(folder, 'credentials.json'), () => ({})).value.one?.wrongTries).toBe(1)
    await pending
  })
})

describe('signature activation data', () => {
  it('signs the digests it was issued for, once', async () => {
    const { sad, expiresIn } = module.issue(binding)
    expect(expiresIn).toBeLessThanOrEqual(300)
    expect(await module.sign(sad, binding)).toHaveLength(2)
    expect(await refusal(module.sign(sad, binding))).toBe('Invalid parameter SAD')
  })

  it.each([
    ['another credential', { credentialId: 'two' }, 'Invalid parameter SAD'],
    ['another client', { client: 'stranger' }, 'Invalid parameter SAD'],
    ['another digest', { hashes: [hash('c')] }, 'Hash is not authorized by the SAD'],
    ['one digest more', { hashes: [...binding.hashes, hash('c')] }, 'Hash is not authorized by the SAD'],
    ['one digest twice', { hashes: [hash('a'), hash('a')] }, 'Hash is not authorized by the SAD'],
    ['another hash algorithm', { hashOid: '2.16.840.1.101.3.4.2.3' }, 'Hash is not authorized by the SAD'],
  ])('refuses %s, and is worth nothing afterwards', async (_what, changed, description) => {
    const { sad } = module.issue(binding)
    expect(await refusal(module.sign(sad, { ...binding, ...changed }))).toBe(description)
    expect(await refusal(module.sign(sad, binding))).toBe('Invalid parameter SAD')
  })

  it('ends after five minutes', async () => {
    const { sad } = module.issue(binding)
    pass(299)
    expect(module.credentialOf(sad)).toBe('one')
    pass(1)
    expect(module.credentialOf(sad)).toBeNull()
    expect(await refusal(module.sign(sad, binding))).toBe('SAD expired')
  })

  it('can be taken back', async () => {
    const { sad } = module.issue(binding)
    module.withdraw(sad)
    expect(await refusal(module.sign(sad, binding))).toBe('Invalid parameter SAD')
  })
})

describe('an address', () => {
  it('that guesses at many people is barred for a while', () => {
    const guard = new AddressGuard(now)
    for (let n = 0; n < mostFailures; n += 1) guard.countFailure('192.0.2.1')
    expect([guard.isBarred('192.0.2.1'), guard.isBarred('192.0.2.2')]).toEqual([true, false])
    pass(601)
    expect(guard.isBarred('192.0.2.1')).toBe(false)
  })
})

describe('the master key', () => {
  it('unwraps only what was wrapped for the same purpose and not changed', () => {
    const masterKey = openMasterKey(folder)
    const wrapped = masterKey.wrap(Buffer.from('secret'), keyPurpose('one'))
    expect(masterKey.unwrap(wrapped, keyPurpose('one')).toString()).toBe('secret')
    expect(() => masterKey.unwrap(wrapped, keyPurpose('two'))).toThrow()
    const changed = Buffer.from(wrapped, 'base64')
    changed[changed.length - 1]! ^= 1
    expect(() => masterKey.unwrap(changed.toString('base64'), keyPurpose('one'))).toThrow()
  })
})
