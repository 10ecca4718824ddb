import { createHash, randomInt, timingSafeEqual } from 'node:crypto'

interface SentCode { digest: Buffer, expiresAt: number }

const lifetimeMs = 5 * 60_000

/** Codes that are sent to the phone when somebody asks for them: one at a time for a credential, five minutes, used once. */
export class SentCodes {
  readonly #codes = new Map<string, SentCode>()
  /** What the phones received, for the page that stands for them. */
  readonly #inbox = new Map<string, { code: string, expiresAt: number }>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  send(credentialId: string): void {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const expiresAt = this.#now().getTime() + lifetimeMs
    this.#codes.set(credentialId, { digest: digestOf(code), expiresAt })
    this.#inbox.set(credentialId, { code, expiresAt })
  }

  /** The last message on the phone, as long as its code works. */
  received(credentialId: string): string | null {
    const message = this.#inbox.get(credentialId)
    return message !== undefined && message.expiresAt > this.#now().getTime() ? message.code : null
  }

  accept(credentialId: string, code: string): boolean {
    const sent = this.#codes.get(credentialId)
    if (sent === undefined || sent.expiresAt <= this.#now().getTime()) return false
    return timingSafeEqual(sent.digest, digestOf(code))
  }

  forget(credentialId: string): void {
    this.#codes.delete(credentialId)
    this.#inbox.delete(credentialId)
  }
}

const digestOf = (code: string): Buffer => createHash('sha256').update(code).digest()
