import { defineEventHandler, setResponseHeader, setResponseStatus, type EventHandler, type H3Event } from 'h3'
import { ProblemError } from '#shared/problem.ts'
import { requireOwnOrigin } from './admission.ts'
import { leadOn } from './answers.ts'
import { readCookie } from './cookies.ts'
import { keepForm } from './keep-form.ts'
import { callOf, isInner, useHouse, type Actor, type House, type OpenSession, type Portal } from './house.ts'
import type { FoundRoute } from './route-rules.ts'
import { isPlainForm, readInput, type Input } from './read-input.ts'

/** What a door works with: who acts, on which portal, with what. */
export interface Visit {
  event: H3Event
  portal: Portal
  house: House
  actor: Actor
  session: OpenSession | null
  /** A part of the path. */
  param(name: string): string
  input: Input
}

const nothing: Input = { json: null, fields: [], version: null, key: null, file: null }
const changing = ['POST', 'PATCH', 'DELETE', 'PUT']

/**
 * A door: the rule, the session, the token, the input – then the room. `page` is where a plain form leads when it does not say
 * where. What the room gives back is the body; undefined is 204.
 */
export function door<T>(handle: (visit: Visit) => Promise<T> | T, { page = '/' }: { page?: string } = {}): EventHandler {
  return defineEventHandler(event => enter(event).catch(async (error: unknown) => {
    callOf(event).thrown = error
    await keepForm(event)
    throw error
  }))

  async function enter(event: H3Event): Promise<unknown> {
    const { route } = callOf(event)
    // The router and the table must speak of the same door.
    if (route === null || event.context.matchedRoute?.path !== route.pattern) throw new ProblemError('not-found')
    const house = useHouse()
    const { portal } = house
    if (portal === null) throw new ProblemError('service-starting')
    const { session, actor } = await whoActs(event, portal, route)
    const input = changing.includes(event.method) ? await readChange(event, portal, { route, session }) : nothing
    const made = await handle({ event, portal, house, actor, session, input, param: name => toId(event.context.params?.[name]) })
    if (isPlainForm(event) && !event.handled) return leadOn(event, { next: callOf(event).next, page, made })
    return made === undefined && !event.handled ? null : made
  }
}

/** Ids and names in a path, as this house gives them; anything else names nothing. @throws ProblemError `not-found` */
function toId(part = ''): string {
  if (!/^[\w.:-]{1,200}$/.test(part)) throw new ProblemError('not-found')
  return part
}

/** @throws ProblemError `sign-in-required` or `session-expired` where only people or machines that are known may come */
async function whoActs(event: H3Event, portal: Portal, { rule }: FoundRoute): Promise<{ session: OpenSession | null, actor: Actor }> {
  if (rule.who === 'machine') return { session: null, actor: machineOf(event, portal) }
  const token = readCookie(event, 'session')
  const session = await portal.identity.findSession(token)
  callOf(event).session = session
  if (session === null && rule.who !== 'anyone') throw new ProblemError(token === null ? 'sign-in-required' : 'session-expired')
  return { session, actor: session?.actor ?? { role: 'public' } }
}

function machineOf(event: H3Event, portal: Portal): Actor {
  const token = /^Bearer ([\w.~+/-]{1,500}=*)$/.exec(event.node.req.headers.authorization ?? '')?.[1]
  const machine = token === undefined ? null : portal.identity.machineOf(token)
  if (machine !== null) return machine
  setResponseHeader(event, 'www-authenticate', 'Bearer')
  throw new ProblemError('sign-in-required')
}

/** Own origin, own token, then the body. @throws ProblemError */
function readChange(event: H3Event, portal: Portal, { route, session }: { route: FoundRoute, session: OpenSession | null }): Promise<Input> {
  if (route.rule.token === false) return route.rule.body === 'file' ? Promise.resolve(nothing) : readInput(event, () => undefined)
  if (!isInner(event)) requireOwnOrigin(event)
  const binding = bindingOf(event, session)
  return readInput(event, (token) => {
    if (binding === null || token === null || !portal.identity.isCsrfToken(binding, token)) throw new ProblemError('csrf-token-invalid')
  })
}

/** What a token is good for: this session, or this browser's visit before there is one. */
export function bindingOf(event: H3Event, session: OpenSession | null): string | null {
  const [name, value] = session === null ? ['visit', readCookie(event, 'visit')] as const : ['session', readCookie(event, 'session')] as const
  return value === null ? null : `${name}:${value}`
}

/** 201 for something new, 200 for the same again. */
export function markCreated(event: H3Event, created: boolean): void {
  setResponseStatus(event, created ? 201 : 200)
}
