import type { StateFile } from '../state-file.ts'
import type { ActivationEvent } from './activation-log.ts'
import { isLocked, lineOf, mostTries, otpPurpose, waitAfter, type StoredCredential } from './credential.ts'
import { acceptCode, isPhoneProof, isPin, type PhoneChallenge } from './factors.ts'
import type { MasterKey } from './master-key.ts'
import { usePasskey, type PasskeyAssertion, type RelyingParty } from './passkey.ts'
import type { SentCodes } from './sent-codes.ts'

export type FactorVerdict = 'accepted' | 'refused' | 'wait' | 'locked'

export interface Factors {
  pin: string
  /** A code that was typed. */
  otp?: string | null
  /** The phone's own answer instead of a code. */
  phone?: { proof: string, challenge: PhoneChallenge }
  /** A passkey's answer instead of a code. */
  passkey?: { assertion: PasskeyAssertion, challenge: PhoneChallenge, relyingParty: RelyingParty }
}

/** What the factors are given for, for the log. */
interface About { credentialId: string, client: string, hashes: string[] }

interface JudgeDependencies {
  credentials: StateFile<Record<string, StoredCredential>>
  masterKey: MasterKey
  sentCodes: SentCodes
  now: () => Date
  record: (event: ActivationEvent, about: About, detail: string | null) => void
}

/** Judges PIN and second factor together, counts wrong tries, makes people wait, locks. Only the activation module asks it. */
export class FactorJudge {
  readonly #deps: JudgeDependencies
  /** One try at a time per credential: parallel guesses must not slip past the counter. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(deps: JudgeDependencies) {
    this.#deps = deps
  }

  /** The verdict never tells which of the two was wrong. */
  verify(credential: StoredCredential, factors: Factors, about: About): Promise<FactorVerdict> {
    const turn = (this.#turns.get(credential.id) ?? Promise.resolve()).then(() => this.#judge(credential, factors, about))
    const settled = turn.catch(() => undefined)
    this.#turns.set(credential.id, settled)
    void settled.then(() => {
      if (this.#turns.get(credential.id) === settled) this.#turns.delete(credential.id)
    })
    return turn
  }

  async #judge(credential: StoredCredential, factors: Factors, about: About): Promise<FactorVerdict> {
    const { credentials, now, record } = this.#deps
    if (isLocked(credential, now())) return 'locked'
    if (credential.waitUntil !== null && new Date(credential.waitUntil) > now()) return 'wait'
    // Counted before it is judged: a crash in between must not give a free try.
    credential.wrongTries += 1
    credentials.save()
    const pinRight = await isPin(factors.pin, credential.pin)
    const use = this.#secondFactor(credential, factors)
    if (pinRight && use !== null) {
      use()
      Object.assign(credential, { wrongTries: 0, waitUntil: null })
      credentials.save()
      record('factors-accepted', about, null)
      return 'accepted'
    }
    const wait = waitAfter(credential.wrongTries)
    credential.waitUntil = wait === 0 ? null : new Date(now().getTime() + wait).toISOString()
    credentials.save()
    const locked = credential.wrongTries >= mostTries
    record(locked ? 'credential-locked' : 'factors-refused', about, `try ${credential.wrongTries}`)
    return locked ? 'locked' : 'refused'
  }

  /** What must happen when the factor is used; null when it is wrong. */
  #secondFactor(credential: StoredCredential, { otp, phone, passkey }: Factors): (() => void) | null {
    const { masterKey, sentCodes, now } = this.#deps
    const nothingToDo = () => undefined
    if (credential.otpSecret === null) return nothingToDo
    if (passkey !== undefined) return usePasskey(credential.passkeys ?? [], passkey)
    if (phone !== undefined) return isPhoneProof(phone.proof, masterKey.unwrap(credential.otpSecret, otpPurpose(credential.id)), phone.challenge) ? nothingToDo : null
    if (lineOf(credential.id) === 'typed') return sentCodes.accept(credential.id, otp ?? '') ? () => sentCodes.forget(credential.id) : null
    const step = acceptCode(otp ?? '', masterKey.unwrap(credential.otpSecret, otpPurpose(credential.id)), { now: now(), lastStep: credential.lastOtpStep })
    return step === null
      ? null
      : () => {
          credential.lastOtpStep = step
        }
  }
}
