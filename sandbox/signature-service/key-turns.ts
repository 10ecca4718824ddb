import type { ActivationEntry, ActivationLog } from './activation-log.ts'
import { keyPurpose, type StoredCredential } from './credential.ts'
import type { DigestToSign, MasterKey } from './master-key.ts'

interface Waiting { digests: DigestToSign[], entry: ActivationEntry, resolve: (signatures: string[]) => void, reject: (error: unknown) => void }

/**
 * Signatures that wait for the same key are made in one turn: the key is unwrapped once, used, and forgotten before
 * anything else runs. What was signed is in the log, on disk, before a signature leaves.
 */
export class KeyTurns {
  readonly #deps: { masterKey: MasterKey, log: ActivationLog }
  readonly #waiting = new Map<StoredCredential, Waiting[]>()
  #scheduled = false

  constructor(deps: { masterKey: MasterKey, log: ActivationLog }) {
    this.#deps = deps
  }

  sign(credential: StoredCredential, digests: DigestToSign[], entry: ActivationEntry): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(credential) ?? []
      queue.push({ digests, entry, resolve, reject })
      this.#waiting.set(credential, queue)
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(() => this.#turn())
    })
  }

  #turn(): void {
    this.#scheduled = false
    const turns = [...this.#waiting]
    this.#waiting.clear()
    const made = turns.flatMap(([credential, queue]) => this.#use(credential, queue))
    if (made.length === 0) return
    this.#deps.log.addSoon(...made.map(({ waiting }) => waiting.entry)).then(
      () => made.forEach(({ waiting, signatures }) => waiting.resolve(signatures)),
      (error: unknown) => made.forEach(({ waiting }) => waiting.reject(error)),
    )
  }

  #use(credential: StoredCredential, queue: Waiting[]): { waiting: Waiting, signatures: string[] }[] {
    try {
      const signatures = this.#deps.masterKey.sign(credential.key, keyPurpose(credential.id), queue.flatMap(({ digests }) => digests)).map(one => one.toString('base64'))
      return queue.map(waiting => ({ waiting, signatures: signatures.splice(0, waiting.digests.length) }))
    }
    catch (error) {
      for (const { reject } of queue) reject(error)
      return []
    }
  }
}
