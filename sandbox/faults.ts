import { defineEventHandler, type Router } from 'h3'
import { z } from 'zod'
import { hasBearer, readJsonObject, sendJson } from './http/site.ts'
import type { FaultOptions } from './types.ts'

export interface Fault<Kind> { kind: Kind, delayMs: number }

interface Order<Kind> extends FaultOptions { kind: Kind, left: number }

/** Faults that were asked for and not yet used up. */
export class FaultBoard<Kind extends string> {
  readonly kinds: readonly Kind[]
  readonly #random: () => number
  #orders: Order<Kind>[] = []

  /** @param random for orders with a rate; from a seed, the same calls fail every time */
  constructor(kinds: readonly Kind[], random: () => number = Math.random) {
    this.kinds = kinds
    this.#random = random
  }

  order(kind: Kind, options: FaultOptions = {}): void {
    this.#orders.push({ ...options, kind, left: options.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#orders = []
  }

  /** The oldest fault among `kinds` that concerns this person and step, and whose chance it is; counts as used. */
  take(personalId: string | null, { kinds = this.kinds, at }: { kinds?: readonly Kind[], at?: string } = {}): Fault<Kind> | null {
    const concerns = (order: Order<Kind>): boolean => kinds.includes(order.kind) && (order.personalId === undefined || order.personalId === personalId) && (order.at === undefined || order.at === at)
    const order = this.#orders.find(order => concerns(order) && (order.rate === undefined || this.#random() < order.rate))
    if (order === undefined) return null
    order.left -= 1
    if (order.left <= 0) this.#orders = this.#orders.filter(other => other !== order)
    return { kind: order.kind, delayMs: order.delayMs ?? 30_000 }
  }
}

/** A fault for one call, ordered by the call itself: `X-Sandbox-Fault: slow; delay=2000`. Null when it names none of `kinds`. */
export function readFaultHeader<Kind extends string>(header: string | undefined, kinds: readonly Kind[]): Fault<Kind> | null {
  const [name = '', ...options] = (header ?? '').split(';').map(part => part.trim())
  const kind = kinds.find(one => one === name)
  const delay = options.map(option => /^delay=(\d{1,6})$/.exec(option)?.[1]).find(found => found !== undefined)
  return kind === undefined ? null : { kind, delayMs: Number(delay ?? 30_000) }
}

/** `POST /admin/faults {fault, personalId?, times?, at?, delayMs?, rate?}` and `DELETE /admin/faults`, for tools outside this process. */
export function addFaultRoutes<Kind extends string>(router: Router, board: FaultBoard<Kind>, adminToken: string): void {
  const schema = z.strictObject({
    fault: z.enum(board.kinds as [Kind, ...Kind[]]),
    personalId: z.string().regex(/^\d{12}$/).optional(),
    times: z.int().min(1).optional(),
    at: z.string().max(50).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    rate: z.number().gt(0).max(1).optional(),
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
