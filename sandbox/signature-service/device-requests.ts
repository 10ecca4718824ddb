import { randomBytes } from 'node:crypto'
import type { ActivationModule, Binding } from './activation.ts'

export type DeviceState = 'waiting' | 'agreed' | 'declined' | 'expired' | 'locked'

/** Something that a person is asked on their phone. */
export interface DeviceRequest {
  id: string
  binding: Binding
  /** One for each digest, in order. */
  labels: string[]
  /** Makes the phone's answer fit this request only. */
  nonce: string
  state: DeviceState
  expiresAt: number
}

interface Order { binding: Binding, labels: string[], /** Called once, when the state is final. */ onAnswer?: (request: DeviceRequest) => void }

/** The phone asks for the person's answer no longer than this. */
const lifetimeMs = 5 * 60_000

/** Requests that wait on phones. They live in memory: after a restart of the service people are asked again. */
export class DeviceRequests {
  readonly #requests = new Map<string, DeviceRequest & Pick<Order, 'onAnswer'>>()
  readonly #activation: ActivationModule
  readonly #now: () => Date

  constructor(activation: ActivationModule, now: () => Date) {
    this.#activation = activation
    this.#now = now
  }

  add(order: Order): DeviceRequest {
    const now = this.#now().getTime()
    for (const [id, { expiresAt }] of this.#requests) if (expiresAt < now - 60 * 60_000) this.#requests.delete(id)
    const request = { ...order, id: randomBytes(24).toString('base64url'), nonce: randomBytes(24).toString('base64url'), state: 'waiting' as const, expiresAt: now + lifetimeMs }
    this.#requests.set(request.id, request)
    return request
  }

  find(id: string): DeviceRequest | undefined {
    const request = this.#requests.get(id)
    if (request?.state === 'waiting' && request.expiresAt <= this.#now().getTime()) this.#end(request, 'expired')
    return request
  }

  waiting(credentialId: string): DeviceRequest[] {
    return [...this.#requests.keys()].flatMap(id => this.find(id) ?? []).filter(({ state, binding }) => state === 'waiting' && binding.credentialId === credentialId)
  }

  decline(id: string): void {
    const request = this.#open(id)
    if (request === undefined) return
    this.#activation.decline(request.binding)
    this.#end(request, 'declined')
  }

  expire(id: string): void {
    const request = this.#open(id)
    if (request !== undefined) this.#end(request, 'expired')
  }

  /** @returns what to tell the person; `over` when there is nothing to answer any more */
  async agree(id: string, { pin, proof }: { pin: string, proof: string }): Promise<'agreed' | 'refused' | 'wait' | 'locked' | 'over'> {
    const request = this.#open(id)
    if (request === undefined) return 'over'
    const verdict = await this.#activation.verify(request.binding.credentialId, { pin, phone: { proof, challenge: { nonce: request.nonce, hashes: request.binding.hashes } } }, request.binding)
    if (verdict === 'refused' || verdict === 'wait') return verdict
    // Meanwhile another answer may have come.
    if (this.#open(id) === undefined) return 'over'
    this.#end(request, verdict === 'locked' ? 'locked' : 'agreed')
    return verdict === 'locked' ? 'locked' : 'agreed'
  }

  #open(id: string): (DeviceRequest & Pick<Order, 'onAnswer'>) | undefined {
    return this.find(id)?.state === 'waiting' ? this.#requests.get(id) : undefined
  }

  #end(request: DeviceRequest & Pick<Order, 'onAnswer'>, state: Exclude<DeviceState, 'waiting'>): void {
    request.state = state
    request.onAnswer?.(request)
  }
}
