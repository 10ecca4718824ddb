import { getRequestHeader, type H3Event } from 'h3'
import type { z, ZodObject } from 'zod'
import { ProblemError } from '#shared/problem.ts'
import { callOf } from './house.ts'
import { toOwnPath } from './own-path.ts'
import { readFields, readJson } from './read-body.ts'
import { readUpload, type Upload } from './read-upload.ts'

/** What came with a change: JSON, or a form whose `_` fields are about the post itself. */
export interface Input {
  json: Record<string, unknown> | null
  fields: [string, string][]
  /** Version that the sender saw, null for none. */
  version: number | null
  key: string | null
  file: Upload['file']
}

export const contentType = (event: H3Event): string => (getRequestHeader(event, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()
const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data']

/** A plain form of a page: it is answered by leading the browser on, not by a body. */
export const isPlainForm = (event: H3Event): boolean =>
  event.method === 'POST' && event.context.call?.route?.rule.token !== false && formTypes.includes(contentType(event)) && !(getRequestHeader(event, 'accept') ?? '').includes('application/json')

/** Reads what a change brings. `admit` gets the token of the form before the rest is believed. @throws ProblemError */
export async function readInput(event: H3Event, admit: (token: string | null) => void): Promise<Input> {
  const header = getRequestHeader(event, 'x-csrf-token') ?? null
  const idempotency = getRequestHeader(event, 'idempotency-key') ?? null
  const type = contentType(event)
  if (type === 'multipart/form-data') {
    if (callOf(event).route?.rule.body !== 'file') throw new ProblemError('input-invalid')
    let admitted = false
    const check = (fields: [string, string][]) => {
      if (!admitted) admit(header ?? lastOf(fields, '_csrf'))
      admitted = true
    }
    const { fields, file } = await readUpload(event, check)
    check(fields)
    return toInput(event, { fields, file, idempotency })
  }
  if (type === 'application/x-www-form-urlencoded') {
    const fields = await readFields(event)
    callOf(event).posted = fields
    const input = toInput(event, { fields, file: null, idempotency })
    admit(header ?? lastOf(fields, '_csrf'))
    return input
  }
  admit(header)
  if (type !== '' && type !== 'application/json') throw new ProblemError('input-invalid')
  return { json: await readJson(event), fields: [], version: null, key: idempotency, file: null }
}

function toInput(event: H3Event, { fields, file, idempotency }: Pick<Upload, 'fields' | 'file'> & { idempotency: string | null }): Input {
  const version = lastOf(fields, '_version')
  callOf(event).next = toOwnPath(lastOf(fields, '_next'))
  return { json: null, fields: fields.filter(([name]) => !name.startsWith('_')), version: version !== null && /^\d{1,9}$/.test(version) ? Number(version) : null, key: idempotency ?? lastOf(fields, '_key'), file }
}

/** Of a name that comes twice the last counts: the button that was pressed stands behind the hidden field. */
const lastOf = (fields: readonly (readonly [string, string])[], name: string): string | null => fields.findLast(([given]) => given === name)?.[1] ?? null

/**
 * The input as `schema` wants it. JSON must have exactly its keys; of a form they are picked. `version` of a form is `_version`.
 * @throws ProblemError `input-invalid` with the paths, never the values
 */
export function parseInput<S extends ZodObject>({ json, fields, version }: Input, schema: S): z.infer<S> {
  const raw = json ?? Object.fromEntries([...fields, ...(version === null ? [] : [['version', version]])].filter(([name]) => Object.hasOwn(schema.shape, name as string)))
  return parseWith(schema.strict(), raw) as z.infer<S>
}

/** @throws ProblemError `input-invalid` with the paths, never the values */
export function parseWith<T>(schema: { safeParse(value: unknown): { success: true, data: T } | { success: false, error: { issues: { path: PropertyKey[], code?: string }[] } } }, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ProblemError('input-invalid', { errors: parsed.error.issues.slice(0, 20).map(({ path, code }) => ({ path: path.join('.').slice(0, 100), code: (code ?? 'invalid').replaceAll('_', '-') })) })
}

/** A place in the ledger, as it stands in a path; anything else names nothing. @throws ProblemError `not-found` */
export function toSeq(part: string): number {
  const seq = Number(part)
  if (!/^[1-9]\d{0,15}$/.test(part) || !Number.isSafeInteger(seq)) throw new ProblemError('not-found')
  return seq
}
