import { createServer, type Server } from 'node:http'
import {
  createCscProvider, createCscV1Provider, createSmartCaProvider, ProviderError, Secret,
  type AnyProvider, type Credential, type ProviderErrorCode, type DataToBeSigned, type GrantStore, type PendingTransaction, type TransactionSigning,
} from '#signing/providers'
import type { SandboxPerson, SigningLine } from '../../../../sandbox/index.ts'
import { directNetwork } from '../../../support/direct-network.ts'
import { locationOf, PlainBrowser } from '../../../support/plain-browser.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../../support/sandbox.ts'

/** What the person does when asked. */
export type Answer = 'agree' | 'decline' | 'wrong-pin' | 'wrong-code'

/** Steps at which faults can be ordered, as this flow's protocol calls them; null where it has no such step. */
export interface FlowSteps { list: string, info: string, begin: string | null, answer: string | null, sign: string, token: string | null }

/** One way of signing with one protocol, from the person to the signatures. */
export interface Flow {
  name: string
  line: SigningLine
  steps: FlowSteps
  /** Does an answer that was lost come back by asking? */
  recovers: boolean
  /** What becomes of these answers. */
  refusals: Partial<Record<Answer, ProviderErrorCode>>
  /** Is the portal called when it is over? */
  notifies: boolean
  open: (world: World, options?: { timeoutMs?: number, patienceMs?: number }) => FlowProvider
}

export interface FlowProvider {
  provider: AnyProvider
  /** What must happen once before anything of this person is shown. */
  prepare: (person: SandboxPerson) => Promise<void>
  sign: (person: SandboxPerson, order: SignOrder) => Promise<Uint8Array[]>
}

export interface SignOrder { credential: Credential, data: readonly DataToBeSigned[], answer?: Answer }

export interface World extends TemporarySandbox {
  origin: string
  /** Notifications that reached the portal's address, oldest first. */
  received: { query: URLSearchParams, body: Uint8Array }[]
  /** Accounts that people have linked. */
  grants: GrantStore
  close: () => Promise<void>
}

/** A sandbox, and an address of the portal's where notifications arrive. */
export async function openWorld(): Promise<World> {
  const received: World['received'] = []
  const portal: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (request.url?.startsWith('/notifications')) received.push({ query: new URL(request.url, 'http://localhost').searchParams, body: Buffer.concat(parts) })
      response.end()
    })
  })
  await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', resolve))
  const address = portal.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const sandbox = await startTemporarySandbox(origin)
  return Object.assign(sandbox, {
    origin,
    received,
    grants: memoryGrants(),
    close: async () => {
      await sandbox.remove()
      await new Promise(resolve => portal.close(resolve))
    },
  })
}

export const redirectOf = (world: World): string => `${world.origin}/signing/callback`
const notificationsOf = (world: World) => ({ url: `${world.origin}/notifications`, key: new Secret('a key that only the portal has') })
const clientOf = ({ environment }: World) => ({ clientId: environment.PORTAL_CSC_CLIENT_ID ?? '', clientSecret: new Secret(environment.PORTAL_CSC_CLIENT_SECRET ?? ''), network: directNetwork, now: () => new Date() })
const pinOf = (person: SandboxPerson, answer: Answer): string => answer === 'wrong-pin' ? '000000' : person.pin ?? ''
const codeOf = async (world: World, person: SandboxPerson, { answer, line }: { answer: Answer, line: SigningLine }): Promise<string> => answer === 'wrong-code' ? '000000' : world.sandbox.control.oneTimeCode(person.personalId, line)
const algorithm = { algorithm: 'RSA-PKCS1', hash: 'SHA-256' } as const
const nothing = async (): Promise<void> => undefined
let references = 0
export const newReference = (): string => `reference-${process.pid}-${references += 1}`

/** The pages of the service, without a script. Gives the query with which the person comes back, or none when the page stays. */
export async function answerPages(url: string, fields: { pin: string, otp: string } | 'decline'): Promise<URLSearchParams> {
  const browser = new PlainBrowser()
  const page = locationOf(await browser.get(url))
  const reply = fields === 'decline' ? await browser.post(`${page}/decline`, {}) : await browser.post(`${page}/sign`, fields)
  if (reply.status === 303) return new URL(locationOf(reply)).searchParams
  const back = /class="button" href="([^"]+)"/.exec(await reply.text())?.[1]?.replaceAll('&#38;', '&')
  return back === undefined ? new URLSearchParams() : new URL(back).searchParams
}

function redirectFlow(name: string, path: string, create: typeof createCscProvider | typeof createCscV1Provider): Flow {
  return {
    name,
    line: 'page',
    recovers: false,
    notifies: false,
    refusals: { decline: 'declined' },
    steps: { list: 'credentials/list', info: 'credentials/info', begin: null, answer: 'oauth2/authorize', sign: 'signatures/signHash', token: 'oauth2/token' },
    open: (world, { timeoutMs = 5000 } = {}) => {
      const provider = create({ ...clientOf(world), baseUrl: world.sandbox.urls.signature + path, timeoutMs })
      return {
        provider,
        prepare: nothing,
        sign: async (person, { credential, data, answer = 'agree' }) => {
          const pending = await provider.beginAuthorisation({ credential, hash: 'SHA-256', data, redirectUri: redirectOf(world) })
          const factors = answer === 'decline' ? answer : { pin: pinOf(person, answer), otp: await codeOf(world, person, { answer, line: 'page' }) }
          const query = await answerPages(pending.url, factors)
          if (query.size === 0) query.set('state', pending.state)
          const activation = await provider.completeAuthorisation({ query, pending, credential })
          return provider.sign({ credential, activation, data, ...algorithm })
        },
      }
    },
  }
}

/** The same pages, but what the person authorised is kept before it signs, and asked for when the answer is lost. */
const keptFlow: Flow = {
  ...redirectFlow('', '', createCscProvider),
  name: 'CSC v2, on the service’s pages, kept as a transaction',
  recovers: true,
  notifies: true,
  open: (world, options) => {
    const provider = createCscProvider({ timeoutMs: 5000, ...clientOf(world), ...options, baseUrl: `${world.sandbox.urls.signature}/csc/v2`, notifications: notificationsOf(world) })
    return {
      provider,
      prepare: nothing,
      sign: async (person, { credential, data, answer = 'agree' }) => {
        const begun = await provider.beginAuthorisation({ credential, hash: 'SHA-256', data, redirectUri: redirectOf(world) })
        const query = await answerPages(begun.url, answer === 'decline' ? answer : { pin: pinOf(person, answer), otp: await codeOf(world, person, { answer, line: 'page' }) })
        const activation = await provider.completeAuthorisation({ query, pending: begun, credential })
        return settle(world, provider, { credential, data, pending: provider.toTransaction(activation, newReference()) })
      },
    }
  },
}

function typedFlow(name: string, path: string, create: (world: World, baseUrl: string, timeoutMs: number) => ReturnType<typeof createCscProvider> | ReturnType<typeof createCscV1Provider>): Flow {
  return {
    name,
    line: 'typed',
    recovers: false,
    notifies: false,
    refusals: { 'wrong-pin': 'pin-or-code-wrong', 'wrong-code': 'pin-or-code-wrong' },
    steps: { list: 'credentials/list', info: 'credentials/info', begin: 'credentials/authorize', answer: null, sign: 'signatures/signHash', token: 'oauth2/token' },
    open: (world, { timeoutMs = 5000 } = {}) => {
      const provider = create(world, `${world.sandbox.urls.signature}/typed${path}`, timeoutMs)
      return {
        provider,
        prepare: nothing,
        sign: async (person, { credential, data, answer = 'agree' }) => {
          await provider.requestCode(credential)
          const factors = { PIN: new Secret(pinOf(person, answer)), OTP: new Secret(await codeOf(world, person, { answer, line: 'typed' })) }
          const activation = await provider.authorise({ credential, hash: 'SHA-256', data, factors })
          return provider.sign({ credential, activation, data, ...algorithm })
        },
      }
    },
  }
}

/** Asks until there is an end, without the waiting between questions that a portal keeps. A transaction whose name was lost is found again when its call arrives. */
export async function settle(world: World, provider: TransactionSigning, { credential, data, pending }: { credential: Credential, data: readonly DataToBeSigned[], pending: PendingTransaction }): Promise<Uint8Array[]> {
  for (let question = 0; question < 4000; question += 1) {
    if (pending.token === null) {
      const { reference } = pending
      const notice = world.received.filter(({ query }) => query.get('reference') === reference).map(call => provider.readNotification(call)).at(-1)
      pending = { ...pending, token: notice?.token ?? null }
    }
    // No answer says nothing about the transaction: it is asked again, with what was known before.
    const answer = await provider.askTransaction({ pending, credential, data, ...algorithm }).catch((error: unknown) => {
      if (error instanceof ProviderError && error.retryable) return null
      throw error
    })
    if (answer?.state === 'signed') return answer.signatures
    pending = answer?.pending ?? pending
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error('it waits for ever')
}

async function onPhone(world: World, person: SandboxPerson, answer: Answer): Promise<void> {
  await world.sandbox.control.answerOnPhone(person.personalId, answer === 'agree' || answer === 'decline' ? answer : { pin: '000000' })
}

const deviceFlow: Flow = {
  name: 'CSC v2, confirmed on the phone',
  line: 'device',
  recovers: true,
  notifies: true,
  refusals: { decline: 'declined' },
  steps: { list: 'credentials/list', info: 'credentials/info', begin: 'credentials/authorize', answer: 'phone', sign: 'signatures/signHash', token: 'oauth2/token' },
  open: (world, options) => {
    const provider = createCscProvider({ timeoutMs: 5000, ...clientOf(world), ...options, baseUrl: `${world.sandbox.urls.signature}/device/csc/v2`, notifications: notificationsOf(world) })
    return {
      provider,
      prepare: nothing,
      sign: async (person, { credential, data, answer = 'agree' }) => {
        const pending = await provider.beginTransaction({ credential, data, ...algorithm, reference: newReference() })
        await onPhone(world, person, answer)
        return settle(world, provider, { credential, data, pending })
      },
    }
  },
}

/** Grants in memory, encrypted by nobody: for tests. */
export function memoryGrants(): GrantStore {
  const kept = new Map<string, Secret>()
  return {
    find: async userId => kept.get(userId) ?? null,
    save: async (userId, grant) => void kept.set(userId, grant),
    remove: async userId => void kept.delete(userId),
  }
}

export const smartCaOf = (world: World, options: Partial<Parameters<typeof createSmartCaProvider>[0]> = {}) => createSmartCaProvider({
  ...clientOf(world), baseUrl: `${world.sandbox.urls.signature}/smartca`, timeoutMs: 5000, grants: world.grants, notifications: notificationsOf(world), ...options,
})

/** What the person does on the gateway's page; gives the query with which they come back. */
export async function answerLink(world: World, url: string, fields: Record<string, string>): Promise<URLSearchParams> {
  const page = await (await fetch(url)).text()
  const path = /action="(\/smartca\/link\/[^"]+)"/.exec(page)?.[1] ?? ''
  const reply = await new PlainBrowser().post(world.sandbox.urls.signature + path, fields)
  return reply.status === 303 ? new URL(locationOf(reply)).searchParams : new URLSearchParams()
}

export async function link(world: World, provider: ReturnType<typeof createSmartCaProvider>, person: SandboxPerson): Promise<void> {
  const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
  const query = await answerLink(world, pending.url, { answer: 'agree', person: person.personalId, pin: person.pin ?? '', otp: await world.sandbox.control.oneTimeCode(person.personalId, 'device') })
  await provider.completeLink({ userId: person.personalId, query, pending })
}

function smartCaFlow(name: string, waitForNotification: boolean): Flow {
  return {
    name,
    line: 'device',
    recovers: true,
    notifies: true,
    refusals: { decline: 'declined' },
    steps: { list: 'credentials/list', info: 'credentials/info', begin: 'signature/signhash', answer: 'phone', sign: 'credentials/gettraninfo', token: null },
    open: (world, options) => {
      const provider = smartCaOf(world, options)
      return {
        provider,
        prepare: async (person) => {
          if (!await provider.isLinked(person.personalId)) await link(world, provider, person)
        },
        sign: async (person, { credential, data, answer = 'agree' }) => {
          const reference = newReference()
          let pending = await provider.beginTransaction({ credential, data, ...algorithm, reference })
          await onPhone(world, person, answer)
          if (waitForNotification && pending.token !== null) {
            const call = await notified(world, reference)
            const notice = provider.readNotification(call)
            pending = { ...pending, token: pending.token ?? notice.token }
          }
          return settle(world, provider, { credential, data, pending })
        },
      }
    },
  }
}

async function notified(world: World, reference: string): Promise<World['received'][number]> {
  for (let wait = 0; wait < 400; wait += 1) {
    const call = world.received.find(({ query }) => query.get('reference') === reference)
    if (call !== undefined) return call
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error('nobody called')
}

export const flows: Flow[] = [
  redirectFlow('CSC v2, on the service’s pages', '/csc/v2', createCscProvider),
  keptFlow,
  redirectFlow('CSC v1, on the service’s pages', '/csc/v1', createCscV1Provider),
  typedFlow('CSC v2, PIN and code', '/csc/v2', (world, baseUrl, timeoutMs) => createCscProvider({ ...clientOf(world), baseUrl, timeoutMs })),
  typedFlow('CSC v1, PIN and code', '/csc/v1', (world, baseUrl, timeoutMs) => createCscV1Provider({ ...clientOf(world), baseUrl, timeoutMs })),
  typedFlow('CSC v1 after a log-in of one person', '/csc/v1', (world, baseUrl, timeoutMs) => createCscV1Provider({ ...clientOf(world), baseUrl, timeoutMs, login: { kind: 'profile', url: `${world.sandbox.urls.signature}/ras/v1/login`, profileId: 'adss:ras:profile:001' } })),
  deviceFlow,
  smartCaFlow('SmartCA, asked', false),
  smartCaFlow('SmartCA, told', true),
]
