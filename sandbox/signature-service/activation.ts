import { createHash, createPrivateKey, randomBytes } from 'node:crypto'
import type { StateFile } from '../state-file.ts'
import type { ActivationEvent, ActivationLog } from './activation-log.ts'
import { signDigest } from './algorithms.ts'
import { isLocked, keyPurpose, mostTries, otpPurpose, waitAfter, type StoredCredential } from './credential.ts'
import { invalidRequest } from './csc-error.ts'
import { acceptCode, isPin } from './factors.ts'
import type { MasterKey } from './master-key.ts'

/** What an activation is bound to: one credential and these digests, for this client. */
export interface Binding { credentialId: string, client: string, hashOid: string, /** base64 */ hashes: string[] }

export type FactorVerdict = 'accepted' | 'refused' | 'wait' | 'locked'

export interface Factors { pin: string, otp: string | null }

interface IssuedSad extends Binding { expiresAt: number, used: boolean }

export const sadLifetimeSeconds = 300

interface ActivationDependencies { credentials: StateFile<Record<string, StoredCredential>>, masterKey: MasterKey, log: ActivationLog, now: () => Date }

/**
 * The signature activation module: the only place that sees PINs, codes and unwrapped keys. Sole control at level 2
 * (EN 419 241-1): an activation is bound to credential and digests, lives at most five minutes and works once.
 */
export class ActivationModule {
  readonly #deps: ActivationDependencies
  /** By SHA-256 of the SAD, so that a memory dump holds none that works. Lost at a restart, as is right. */
  readonly #issued = new Map<string, IssuedSad>()
  /** One try at a time per credential: parallel guesses must not slip past the counter. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(deps: ActivationDependencies) {
    this.#deps = deps
  }

  /** Judges PIN and code together; the verdict never tells which was wrong. */
  async verify(credentialId: string, factors: Factors, { client, hashes }: Pick<Binding, 'client' | 'hashes'>): Promise<FactorVerdict> {
    const turn = (this.#turns.get(credentialId) ?? Promise.resolve()).then(() => this.#judge(this.#credential(credentialId), factors, { client, hashes }))
    this.#turns.set(credentialId, turn.catch(() => undefined))
    return turn
  }

  issue(binding: Binding): { sad: string, expiresIn: number } {
    const sad = randomBytes(32).toString('base64url')
    const now = this.#deps.now().getTime()
    for (const [key, { expiresAt }] of this.#issued) if (expiresAt < now - 60_000) this.#issued.delete(key)
    this.#issued.set(digestOf(sad), { ...binding, expiresAt: now + sadLifetimeSeconds * 1000, used: false })
    this.#record('sad-issued', binding)
    return { sad, expiresIn: sadLifetimeSeconds }
  }

  /** The credential that this SAD was issued for, as long as the SAD works. */
  credentialOf(sad: string): string | null {
    const issued = this.#issued.get(digestOf(sad))
    return issued !== undefined && !issued.used && issued.expiresAt > this.#deps.now().getTime() ? issued.credentialId : null
  }

  withdraw(sad: string): void {
    const issued = this.#issued.get(digestOf(sad))
    if (issued !== undefined) issued.used = true
  }

  /** Signs each digest, in order. @throws CscError, after which the SAD is worth nothing when it was misused */
  sign(sad: string, asked: Binding): string[] {
    const issued = this.#issued.get(digestOf(sad))
    const objection = this.#objectionTo(issued, asked)
    if (objection !== null) {
      if (issued !== undefined) issued.used = true
      this.#record('sad-refused', asked, objection)
      throw invalidRequest(objection)
    }
    if (issued !== undefined) issued.used = true
    const signatures = this.#useKey(this.#credential(asked.credentialId), asked)
    this.#record('signed', asked)
    return signatures
  }

  decline(binding: Binding): void {
    this.#record('declined', binding)
  }

  /** As the help desk does after it has seen the person's papers. */
  unlock(credentialId: string): void {
    const credential = this.#credential(credentialId)
    Object.assign(credential, { wrongTries: 0, waitUntil: null })
    this.#deps.credentials.save()
    this.#record('credential-unlocked', { credentialId, client: '', hashes: [] })
  }

  #objectionTo(issued: IssuedSad | undefined, { credentialId, client, hashOid, hashes }: Binding): string | null {
    if (issued === undefined || issued.used || issued.client !== client || issued.credentialId !== credentialId) return 'Invalid parameter SAD'
    if (issued.expiresAt <= this.#deps.now().getTime()) return 'SAD expired'
    const left = [...issued.hashes]
    const authorised = issued.hashOid === hashOid && hashes.every((hash) => {
      const index = left.indexOf(hash)
      return index >= 0 && left.splice(index, 1).length === 1
    })
    return authorised ? null : 'Hash is not authorized by the SAD'
  }

  /** The unwrapped key lives for this one call. */
  #useKey(credential: StoredCredential, { hashOid, hashes }: Binding): string[] {
    const der = this.#deps.masterKey.unwrap(credential.key, keyPurpose(credential.id))
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    der.fill(0)
    return hashes.map(hash => signDigest(key, Buffer.from(hash, 'base64'), hashOid).toString('base64'))
  }

  async #judge(credential: StoredCredential, { pin, otp }: Factors, { client, hashes }: Pick<Binding, 'client' | 'hashes'>): Promise<FactorVerdict> {
    const { credentials, masterKey, now } = this.#deps
    const binding = { credentialId: credential.id, client, hashes }
    if (isLocked(credential, now())) return 'locked'
    if (credential.waitUntil !== null && new Date(credential.waitUntil) > now()) return 'wait'
    // Counted before it is judged: a crash in between must not give a free try.
    credential.wrongTries += 1
    credentials.save()
    const secret = credential.otpSecret === null ? null : masterKey.unwrap(credential.otpSecret, otpPurpose(credential.id))
    const pinRight = await isPin(pin, credential.pin)
    const step = secret === null ? credential.lastOtpStep : acceptCode(otp ?? '', secret, { now: now(), lastStep: credential.lastOtpStep })
    if (pinRight && step !== null) {
      Object.assign(credential, { wrongTries: 0, waitUntil: null, lastOtpStep: step })
      credentials.save()
      this.#record('factors-accepted', binding)
      return 'accepted'
    }
    const wait = waitAfter(credential.wrongTries)
    credential.waitUntil = wait === 0 ? null : new Date(now().getTime() + wait).toISOString()
    credentials.save()
    this.#record(credential.wrongTries >= mostTries ? 'credential-locked' : 'factors-refused', binding, `try ${credential.wrongTries}`)
    return credential.wrongTries >= mostTries ? 'locked' : 'refused'
  }

  #credential(id: string): StoredCredential {
    const credential = this.#deps.credentials.value[id]
    if (credential === undefined) throw invalidRequest('Invalid parameter credentialID')
    return credential
  }

  #record(event: ActivationEvent, { credentialId, client, hashes }: Pick<Binding, 'credentialId' | 'client' | 'hashes'>, detail: string | null = null): void {
    this.#deps.log.add({ at: this.#deps.now().toISOString(), event, credential: credentialId, client: client || null, hashes, detail })
  }
}

const digestOf = (sad: string): string => createHash('sha256').update(sad).digest('hex')
