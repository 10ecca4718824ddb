import type { H3Event } from 'h3'
import type { Logger } from 'pino'
import type { Problem, ProblemCode } from '#shared/problem.ts'
import type { ReportView } from '#shared/report/verdict.ts'
import type { OpenSession, Portal, PortalConfig } from '../portal.ts'
import type { HttpMetrics } from './http-metrics.ts'
import type { FoundRoute } from './route-rules.ts'
import type { Spending } from './rate-limiter.ts'

export type { Actor, OpenSession, Portal, PortalConfig } from '../portal.ts'

/** What the process has once: set by the plugin that opens the portal, read by every door. */
export interface House {
  config: PortalConfig
  /** Null until the database is open and the journal is replayed. */
  portal: Portal | null
  log: Logger
  metrics: HttpMetrics
  limits: Record<'session' | 'address' | 'sign-in' | 'files', { most: number, spend(key: string): Spending }>
}

export interface KeptForm { action: string, fields: [string, string][], /** problem code */ problem: string }

/** What one call carries from door to door. */
export interface Call {
  /** What a person may quote to support; also in the log. */
  id: string
  route: FoundRoute | null
  session: OpenSession | null
  /** Where a plain form wants to go on success, once it has been read. */
  next: string | null
  /** Fields of a plain form, once they have been read. */
  posted: [string, string][] | null
  /** A plain form of somebody whose session is over, to be sent again. */
  kept: KeptForm | null
  /** What a door threw, as it was thrown: the web server keeps only the innermost cause. */
  thrown: unknown
  /** What it ended in, for the log. */
  problem: ProblemCode | null
}

declare module 'h3' {
  interface H3EventContext { call?: Call, kept?: KeptForm, posted?: { report: ReportView | null, problem: Problem | null } }
}

let house: House | null = null

export function openHouse(opened: House): void {
  house = opened
}

export function useHouse(): House {
  if (house === null) throw new Error('the portal was not opened')
  return house
}

/** A call that this server makes to itself while it renders a page; nobody outside can make one. */
export const isInner = (event: H3Event): boolean => '__unenv__' in event.node.req

/** The call for whose page this server asks itself. */
export const outerCall = (event: H3Event): Call | undefined => (event.node.req as { __unenv__?: { call?: Call } }).__unenv__?.call

/** The path without query, as the router sees it. */
export const pathOf = (event: H3Event): string => event.path.split('?')[0] ?? '/'

export function callOf(event: H3Event): Call {
  const { call } = event.context
  if (call === undefined) throw new Error('a call that was not admitted')
  return call
}
