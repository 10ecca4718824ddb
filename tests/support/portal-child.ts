import { randomUUID } from 'node:crypto'
import type { ProviderNotification } from '../../signing/providers/index.ts'
import type { NetworkPort } from '../../signing/types.ts'
import { createGuardedNetwork } from '../../server/adapters/network/index.ts'
import { readConfig } from '../../server/config.ts'
import { createPortal, type PortalPorts } from '../../server/portal.ts'
import { ProblemError } from '../../shared/problem.ts'

/**
 * The portal in a process of its own that can be killed at a named point. Started by `crashing-portal.ts`, spoken to by
 * messages; settings come from the environment.
 *
 * Points: `<port>.<method>` with `:before`, `:after` (the call returned, nothing was done with it yet) or `:<state>` of what
 * it returned; `commit <store>.<method>` for the transaction in which that method was called; `answer <end of a path>` when
 * the outside world has answered and nobody has read it.
 */
export type ChildMessage
  = | { arm: string }
    | { skip: number }
    | { call: number, room: string, verb: string, args: unknown[] }
export type ChildReply = { ready: true } | { call: number, value: unknown } | { call: number, problem: string }

let armed = ''
let skipped = 0

function reach(point: string): void {
  if (point === armed) process.kill(process.pid, 'SIGKILL')
}

/** The same object, whose methods pass their points. */
function watched<T extends object>(name: string, port: T): T {
  return new Proxy(port, {
    get: (target, key, receiver) => {
      const method: unknown = Reflect.get(target, key, receiver)
      if (typeof method !== 'function' || typeof key !== 'string') return method
      // What answers at once goes on answering at once.
      return (...args: unknown[]): unknown => {
        reach(`${name}.${key}:before`)
        const passed = (value: unknown): unknown => {
          reach(`${name}.${key}:after`)
          if (typeof value === 'object' && value !== null && 'state' in value) reach(`${name}.${key}:${String(value.state)}`)
          return value
        }
        const answer: unknown = method.apply(target, args)
        return answer instanceof Promise ? answer.then(passed) : passed(answer)
      }
    },
  })
}

/** Stores that note which of their methods were called. */
const noting = <T extends object>(stores: T, called: Set<string>): T => Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, new Proxy(store as object, {
  get: (target, key, receiver) => {
    called.add(`${name}.${String(key)}`)
    return Reflect.get(target, key, receiver) as unknown
  },
})])) as T

const watchedNetwork = (network: NetworkPort): NetworkPort => ({
  send: async (request) => {
    const response = await network.send(request)
    reach(`answer ${new URL(request.url).pathname.split('/').slice(-2).join('/')}`)
    return response
  },
})

const watchedPorts = (ports: PortalPorts): PortalPorts => ({
  ...ports,
  transact: async (work) => {
    const called = new Set<string>()
    const pass = (when: string): void => called.forEach(one => reach(`commit ${one}:${when}`))
    const value = await ports.transact(async (stores) => {
      const done = await work(noting(stores, called))
      pass('before')
      return done
    })
    pass('after')
    return value
  },
  journal: watched('journal', ports.journal),
  blobs: watched('blobs', ports.blobs),
  seal: watched('seal', ports.seal),
  agencySeal: watched('agencySeal', ports.agencySeal),
  agencySystem: watched('agencySystem', ports.agencySystem),
  signatureProviders: ports.signatureProviders.map(one => ({ ...one, service: watched('signatureProvider', one.service) })),
  signer: watched('signer', ports.signer),
})

if (process.send !== undefined) {
  const reply = (message: ChildReply): boolean => process.send!(message)
  const config = readConfig(process.env)
  const portal = await createPortal(config, {
    network: watchedNetwork(createGuardedNetwork({ allow: config.outgoingAllow })),
    ports: watchedPorts,
    now: () => new Date(Date.now() + skipped * 1000),
    newId: randomUUID,
    log: entry => console.error(JSON.stringify(entry, (_key, value: unknown) => value instanceof Error ? `${value.name}: ${value.message}` : value)),
  })
  const rooms = portal as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>
  /** What cannot travel as a message is made here. */
  const revive = (verb: string, args: unknown[]): unknown[] => {
    switch (verb) {
      case 'answer': return [args[0], new URLSearchParams(args[1] as string)]
      case 'notice': return [args[0], { ...args[1] as ProviderNotification, query: new URLSearchParams((args[1] as { query: string }).query) }]
      case 'completeSignIn': return [new URL(args[0] as string), args[1]]
      default: return args
    }
  }
  process.on('message', async (message: ChildMessage) => {
    if ('arm' in message) armed = message.arm
    else if ('skip' in message) skipped += message.skip
    else {
      try {
        reply({ call: message.call, value: await rooms[message.room]![message.verb]!(...revive(message.verb, message.args)) })
      }
      catch (error) {
        reply({ call: message.call, problem: error instanceof ProblemError ? error.code : `not a problem: ${String(error)}` })
      }
    }
  })
  process.on('disconnect', () => process.exit(0))
  await portal.startWork()
  reply({ ready: true })
}
