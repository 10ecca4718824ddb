import { createHash, timingSafeEqual } from 'node:crypto'
import type { Actor } from './actor.ts'

/** A machine that calls us, and the bearer token by which it is known. */
export interface MachineKey { token: string, actor: Extract<Actor, { role: 'machine' | 'data-tracker' }> }

/** Which machine a bearer token belongs to; null when it is nobody's. Takes the same time whichever it is. */
export function createMachineTable(keys: readonly MachineKey[]): (token: string) => MachineKey['actor'] | null {
  const digests = keys.map(({ token, actor }) => ({ actor, digest: digestOf(token) }))
  return (token) => {
    const given = digestOf(token)
    // All are compared, so that time tells nothing.
    const [found] = digests.filter(({ digest }) => timingSafeEqual(digest, given))
    return found?.actor ?? null
  }
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()
