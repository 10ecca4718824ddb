import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Portal } from '../../server/portal.ts'
import { ProblemError, type ProblemCode } from '../../shared/problem.ts'
import type { ChildMessage, ChildReply } from './portal-child.ts'

/** The answer was lost with the process; nobody knows what it did. */
export class LostAnswer extends Error {
  override name = 'LostAnswer'
}

/** What a client sees of a portal that may die at any moment; errors come as problems, lost answers as `LostAnswer`. */
export interface CrashingPortal {
  portal: Portal
  /** Dies by itself when it next passes this point (see `portal-child.ts`). */
  arm(point: string): void
  /** Moves its clock ahead. */
  skip(seconds: number): void
  /** How often it has died. */
  deaths(): number
  isAlive(): boolean
  kill(): Promise<void>
  /** Waits for the death that was armed, at most so long. */
  untilDead(seconds?: number): Promise<void>
  start(): Promise<void>
}

/** Addresses cannot travel as they are; `portal-child.ts` makes them again. */
function toMessage(value: unknown): unknown {
  if (value instanceof URL || value instanceof URLSearchParams) return String(value)
  return typeof value === 'object' && value !== null && 'query' in value && value.query instanceof URLSearchParams ? { ...value, query: String(value.query) } : value
}

export function createCrashingPortal(environment: Record<string, string>): CrashingPortal {
  let child: ChildProcess | null = null
  let deaths = 0
  let calls = 0
  let skipped = 0
  const waiting = new Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>()

  const tell = (message: ChildMessage): void => {
    child?.send(message)
  }
  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, [join(import.meta.dirname, 'portal-child.ts')], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], serialization: 'advanced', env: { ...process.env, ...environment } })
    const errors: string[] = []
    started.stderr!.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
    child = started
    const ready = new Promise<void>((resolve, reject) => {
      started.on('message', (reply: ChildReply) => {
        if ('ready' in reply) return resolve()
        const call = waiting.get(reply.call)
        waiting.delete(reply.call)
        if ('problem' in reply) call?.reject(reply.problem.startsWith('not a problem') ? new Error(`${reply.problem}\n${errors.join('')}`) : new ProblemError(reply.problem as ProblemCode))
        else call?.resolve(reply.value)
      })
      started.once('exit', (code, signal) => {
        child = null
        deaths += 1
        for (const call of waiting.values()) call.reject(new LostAnswer())
        waiting.clear()
        if (signal !== 'SIGKILL') process.stderr.write(errors.join(''))
        reject(new Error(`the portal ended with ${code ?? signal} before it was ready:\n${errors.join('')}`))
      })
    })
    await ready
    if (skipped > 0) tell({ skip: skipped })
  }
  const call = (room: string, verb: string, args: unknown[]): Promise<unknown> => {
    if (child === null) return Promise.reject(new LostAnswer())
    calls += 1
    const number = calls
    return new Promise((resolve, reject) => {
      waiting.set(number, { resolve, reject })
      tell({ call: number, room, verb, args: args.map(toMessage) })
    })
  }
  const roomOf = (room: string): object => new Proxy({}, { get: (_target, verb) => (...args: unknown[]) => call(room, String(verb), args) })

  return {
    portal: new Proxy({}, { get: (_target, room) => roomOf(String(room)) }) as Portal,
    arm: point => tell({ arm: point }),
    skip: (seconds) => {
      skipped += seconds
      tell({ skip: seconds })
    },
    deaths: () => deaths,
    isAlive: () => child !== null,
    kill: async () => {
      if (child === null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    untilDead: async (seconds = 30) => {
      for (const end = Date.now() + seconds * 1000; child !== null; await new Promise(resolve => setTimeout(resolve, 20)))
        if (Date.now() > end) throw new Error('it lives on')
    },
    start,
  }
}
