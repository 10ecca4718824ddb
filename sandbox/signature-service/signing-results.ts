import { randomBytes } from 'node:crypto'

interface Result { client: string, credentialId: string, signatures: string[] | null, error: unknown, expiresAt: number }

/** What asynchronous calls of `signatures/signHash` made, to be fetched with `signatures/signPolling` as often as needed. */
export class SigningResults {
  readonly #results = new Map<string, Result>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** @param work started already; its failure is kept like its success */
  keep({ client, credentialId, validForMs }: { client: string, credentialId: string, validForMs: number }, work: Promise<string[]>): { id: string, finished: Promise<void> } {
    const now = this.#now().getTime()
    for (const [id, { expiresAt }] of this.#results) if (expiresAt <= now) this.#results.delete(id)
    const id = randomBytes(24).toString('base64url')
    const result: Result = { client, credentialId, signatures: null, error: null, expiresAt: now + validForMs }
    this.#results.set(id, result)
    const finished = work.then((signatures) => {
      result.signatures = signatures
    }, (error: unknown) => {
      result.error = error
    })
    return { id, finished }
  }

  find(id: string, client: string): Result | undefined {
    const result = this.#results.get(id)
    return result !== undefined && result.client === client && result.expiresAt > this.#now().getTime() ? result : undefined
  }
}
