import { createHash, randomBytes } from 'node:crypto'
import type { StateFile } from '../state-file.ts'
import type { ActivationEntry, ActivationEvent, ActivationLog } from './activation-log.ts'
import type { StoredCredential } from './credential.ts'
import { invalidRequest } from './csc-error.ts'
import { FactorJudge, type Factors, type FactorVerdict } from './factor-judge.ts'
import { KeyTurns } from './key-turns.ts'
import type { MasterKey } from './master-key.ts'
import type { StoredPasskey } from './passkey.ts'
import { SentCodes } from './sent-codes.ts'

/** What an activation is bound to: one credential and these digests, for this client. */
export interface Binding { credentialId: string, client: string, hashOid: string, /** base64 */ hashes: string[] }

interface IssuedSad extends Binding { expiresAt: number, used: boolean, /** signatures that may still follow by `extend` */ left: number }

export const sadLifetimeSeconds = 300

interface ActivationDependencies { credentials: StateFile<Record<string, StoredCredential>>, masterKey: MasterKey, log: ActivationLog, now: () => Date }

/**
 * The signature activation module: the only place that sees PINs, codes and unwrapped keys. Sole control at level 2
 * (EN 419 241-1): an activation is bound to credential and digests, lives at most five minutes and works once.
 */
export class ActivationModule {
  readonly #deps: ActivationDependencies
  readonly #judge: FactorJudge
  readonly #turns: KeyTurns
  /** Codes that were sent to phones. */
  readonly sentCodes: SentCodes
  /** By SHA-256 of the SAD, so that a memory dump holds none that works. Lost at a restart, as is right. */
  readonly #issued = new Map<string, IssuedSad>()
  #nextSweep = 0

  constructor(deps: ActivationDependencies) {
    this.#deps = deps
    this.sentCodes = new SentCodes(deps.now)
    this.#turns = new KeyTurns(deps)
    this.#judge = new FactorJudge({ ...deps, sentCodes: this.sentCodes, record: (event, about, detail) => this.#record(event, about, detail) })
  }

  /** Judges PIN and code together; the verdict never tells which was wrong. */
  async verify(credentialId: string, factors: Factors, { client, hashes }: Pick<Binding, 'client' | 'hashes'>): Promise<FactorVerdict> {
    return this.#judge.verify(this.#credential(credentialId), factors, { credentialId, client, hashes })
  }

  /** @param count signatures that the person agreed to; more than the digests when further ones follow by `extend` */
  issue(binding: Binding, count = binding.hashes.length): { sad: string, expiresIn: number } {
    const sad = this.#keep(binding, count - binding.hashes.length)
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
    if (issued !== undefined) Object.assign(issued, { used: true, left: 0 })
  }

  /** Signs each digest, in order. Rejects with CscError, after which a SAD that was misused is worth nothing. */
  async sign(sad: string, asked: Binding): Promise<string[]> {
    return this.redeem(sad, asked)()
  }

  /** Spends the SAD. @returns the work that it allows, not begun yet @throws CscError as `sign` rejects */
  redeem(sad: string, asked: Binding): () => Promise<string[]> {
    const issued = this.#issued.get(digestOf(sad))
    const objection = this.#objectionTo(issued, asked)
    if (objection !== null) {
      this.withdraw(sad)
      this.#record('sad-refused', asked, objection)
      throw invalidRequest(objection)
    }
    // Before anything is awaited: of two calls with one SAD only the first may pass.
    if (issued !== undefined) issued.used = true
    const digests = asked.hashes.map(digest => ({ digest, hashOid: asked.hashOid }))
    return () => this.#turns.sign(this.#credential(asked.credentialId), digests, this.#entry('signed', asked))
  }

  /** The next SAD of a transaction whose signatures depend on one another (CSC API 11.9): for these digests, out of the number agreed to. */
  extend(sad: string, asked: Binding): { sad: string, expiresIn: number } {
    const issued = this.#issued.get(digestOf(sad))
    const objection = issued === undefined || issued.client !== asked.client || issued.credentialId !== asked.credentialId
      ? 'Invalid parameter SAD'
      : issued.expiresAt <= this.#deps.now().getTime()
        ? 'SAD expired'
        : asked.hashes.length > issued.left || asked.hashOid !== issued.hashOid ? 'Numbers of signatures is too high' : null
    if (objection !== null || issued === undefined) {
      this.#record('sad-refused', asked, objection)
      throw invalidRequest(objection ?? 'Invalid parameter SAD')
    }
    const next = this.#keep(asked, issued.left - asked.hashes.length)
    Object.assign(issued, { used: true, left: 0 })
    this.#record('sad-extended', asked)
    return { sad: next, expiresIn: sadLifetimeSeconds }
  }

  /** The caller has had PIN and code verified. */
  addPasskey(credentialId: string, passkey: StoredPasskey): void {
    const credential = this.#credential(credentialId)
    credential.passkeys = [...(credential.passkeys ?? []).filter(({ id }) => id !== passkey.id), passkey]
    this.#deps.credentials.save()
    this.#record('passkey-added', { credentialId, client: '', hashes: [] })
  }

  sendCode(credentialId: string): void {
    this.sentCodes.send(credentialId)
    this.#record('code-sent', { credentialId, client: '', hashes: [] })
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

  #keep(binding: Binding, left: number): string {
    const sad = randomBytes(32).toString('base64url')
    const now = this.#deps.now().getTime()
    if (now >= this.#nextSweep) {
      for (const [key, { expiresAt }] of this.#issued) if (expiresAt < now - 60_000) this.#issued.delete(key)
      this.#nextSweep = now + 30_000
    }
    this.#issued.set(digestOf(sad), { ...binding, expiresAt: now + sadLifetimeSeconds * 1000, used: false, left })
    return sad
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

  #credential(id: string): StoredCredential {
    const credential = Object.hasOwn(this.#deps.credentials.value, id) ? this.#deps.credentials.value[id] : undefined
    if (credential === undefined) throw invalidRequest('Invalid parameter credentialID')
    return credential
  }

  #entry(event: ActivationEvent, { credentialId, client, hashes }: Pick<Binding, 'credentialId' | 'client' | 'hashes'>, detail: string | null = null): ActivationEntry {
    return { at: this.#deps.now().toISOString(), event, credential: credentialId, client: client || null, hashes, detail }
  }

  #record(event: ActivationEvent, about: Pick<Binding, 'credentialId' | 'client' | 'hashes'>, detail: string | null = null): void {
    this.#deps.log.add(this.#entry(event, about, detail))
  }
}

const digestOf = (sad: string): string => createHash('sha256').update(sad).digest('hex')
