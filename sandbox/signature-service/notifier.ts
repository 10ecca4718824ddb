import { pause, type Fault } from '../faults.ts'
import type { SignatureFault } from '../types.ts'

interface NotifierDependencies {
  takeFault: (credentialId: string, at: string, kinds: readonly SignatureFault[]) => Fault<SignatureFault> | null
  onFailure: (error: Error) => void
}

export interface Notification { url: string, body: unknown, credentialId: string }

/** Between attempts, in milliseconds; about half a minute of trying. */
const waits = [500, 1000, 2000, 4000, 8000, 16_000]

/** Calls that the service makes to its clients. Addresses must have been checked before. */
export class Notifier {
  readonly #deps: NotifierDependencies

  constructor(deps: NotifierDependencies) {
    this.#deps = deps
  }

  /** Exactly once, whatever becomes of it. */
  once(notification: Notification): void {
    void this.#send(notification)
  }

  /** Until somebody answers with success, or patience ends. */
  untilTaken(notification: Notification): void {
    void (async () => {
      for (const wait of [0, ...waits]) {
        await pause(wait)
        if (await this.#send(notification)) return
      }
    })()
  }

  async #send({ url, body, credentialId }: Notification): Promise<boolean> {
    const fault = this.#deps.takeFault(credentialId, 'notification', ['callback-lost', 'callback-twice', 'slow'])
    if (fault?.kind === 'callback-lost') return false
    if (fault?.kind === 'slow') await pause(fault.delayMs)
    const post = () => fetch(url, { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(10_000), headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    try {
      const { ok } = await post()
      if (fault?.kind === 'callback-twice') await post()
      return ok
    }
    catch {
      // A client that is away is no failure of ours.
      return false
    }
  }
}
