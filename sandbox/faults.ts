import { defineEventHandler, type Router } from 'h3'
import { z } from 'zod'
import { hasBearer, readJsonObject, sendJson } from './http/site.ts'
import type { FaultOptions } from './types.ts'

export interface Fault<Kind> { kind: Kind, delayMs: number }

interface Order<Kind> extends FaultOptions { kind: Kind, left: number }

/** Faults that were asked for and not yet used up. */
export class FaultBoard<Kind extends string> {
  readonly kinds: readonly Kind[]
  #orders: Order<Kind>[] = []

  constructor(kinds: readonly Kind[]) {
    this.kinds = kinds
  }

  order(kind: Kind, options: FaultOptions = {}): void {
    this.#orders.push({ ...options, kind, left: options.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#orders = []
  }

  /** The oldest fault among `kinds` that concerns this person and step; counts as used. */
  take(personalId: string | null, { kinds = this.kinds, at }: { kinds?: readonly Kind[], at?: string } = {}): Fault<Kind> | null {
    const order = this.#orders.find(order => kinds.includes(order.kind) && (order.personalId === undefined || order.personalId === personalId) && (order.at === undefined || order.at === at))
    if (order === undefined) return null
    order.left -= 1
    if (order.left <= 0) this.#orders = this.#orders.filter(other => other !== order)
    return { kind: order.kind, delayMs: order.delayMs ?? 30_000 }
  }
}

/** `POST /admin/faults {fault, personalId?, times?, delayMs?}` and `DELETE /admin/faults`, for tools outside this process. */
export function addFaultRoutes<Kind extends string>(router: Router, board: FaultBoard<Kind>, adminToken: string): void {
  const schema = z.strictObject({
    fault: z.enum(board.kinds as [Kind, ...Kind[]]),
    personalId: z.string().regex(/^\d{12}$/).optional(),
    times: z.int().min(1).optional(),
    at: z.string().max(50).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
  })
  router.post('/admin/faults', defineEventHandler(async (event) => {
    if (!hasBearer(event, adminToken)) return sendJson(event, 401, { error: 'unauthorized' })
    const parsed = schema.safeParse(await readJsonObject(event))
    if (!parsed.success) return sendJson(event, 400, { error: 'invalid_request' })
    const { fault, ...options } = parsed.data
    board.order(fault as Kind, options as FaultOptions)
    return sendJson(event, 200, { fault })
  }))
  router.delete('/admin/faults', defineEventHandler((event) => {
    if (!hasBearer(event, adminToken)) return sendJson(event, 401, { error: 'unauthorized' })
    board.clear()
    return sendJson(event, 200, {})
  }))
}

export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds).unref())
