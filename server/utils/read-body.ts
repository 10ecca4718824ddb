import { getRequestHeader, type H3Event } from 'h3'
import { ProblemError } from '#shared/problem.ts'
import { isInner, useHouse } from './house.ts'

/** RELIABILITY's limits of one JSON or form body. */
export const bodyLimits = { bytes: 1024 * 1024, depth: 32, keys: 5_000, fields: 2_000 } as const

/** Bytes of files that all calls together may hold in memory while they arrive. */
const mostInFlight = 512 * 1024 * 1024
let inFlight = 0

/**
 * Feeds the body to `take` as it comes and stops at `most` bytes, whatever the head said. A sender that falls silent is cut off.
 * The rest of a body that is too large is read and thrown away, so that the browser hears the answer.
 * @throws ProblemError `body-too-large`, `too-many-requests` when too much is on its way already
 */
export function streamBody(event: H3Event, { most, take }: { most: number, take: (chunk: Buffer) => void }): Promise<void> {
  const { req } = event.node
  if (isInner(event)) return Promise.resolve(takeWhole(req, take))
  if (Number(getRequestHeader(event, 'content-length') ?? 0) > most) return Promise.reject(new ProblemError('body-too-large'))
  return new Promise((resolve, reject) => {
    let size = 0
    let last = 0
    // A busy server hears late: what has arrived meanwhile is read before anybody is cut off.
    const silence = setTimeout(() => {
      const before = last
      setTimeout(() => before === last && req.destroy(), 200)
    }, useHouse().config.patience * 1000)
    const end = (error?: unknown) => {
      clearTimeout(silence)
      last += 1
      inFlight -= size
      size = 0
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      req.resume()
      if (error === undefined) resolve()
      else reject(error instanceof Error ? error : new Error('body'))
    }
    const onData = (chunk: Buffer) => {
      silence.refresh()
      last += 1
      size += chunk.length
      inFlight += chunk.length
      if (size > most) return end(new ProblemError('body-too-large'))
      if (inFlight > mostInFlight) return end(new ProblemError('too-many-requests'))
      try {
        take(chunk)
      }
      catch (error) {
        end(error)
      }
    }
    const onEnd = () => end()
    const onClose = () => end(new ProblemError('input-invalid', { detail: 'the body ended early' }))
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}

/** A call of this server to itself has its body at hand. */
function takeWhole(req: object, take: (chunk: Buffer) => void): void {
  if ('body' in req && (typeof req.body === 'string' || req.body instanceof Uint8Array)) take(Buffer.from(req.body as string))
}

/** A whole body of at most `most` bytes. */
export async function collectBody(event: H3Event, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  await streamBody(event, { most, take: chunk => chunks.push(chunk) })
  return Buffer.concat(chunks)
}

/** An object out of a JSON body; an absent body is an empty one. @throws ProblemError `input-invalid` */
export async function readJson(event: H3Event): Promise<Record<string, unknown>> {
  const text = (await collectBody(event, bodyLimits.bytes)).toString('utf8')
  if (text.trim() === '') return {}
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProblemError('input-invalid')
  requireModest(value)
  return value as Record<string, unknown>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    // Without its cause: the parser quotes what was sent.
    throw new ProblemError('input-invalid')
  }
}

/** Depth and number of keys, without recursion. */
function requireModest(root: object): void {
  const waiting: [object, number][] = [[root, 1]]
  let keys = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, depth] = next
    const inner = Object.values(value)
    keys += inner.length
    if (depth > bodyLimits.depth || keys > bodyLimits.keys) throw new ProblemError('input-invalid')
    for (const one of inner) if (typeof one === 'object' && one !== null) waiting.push([one, depth + 1])
  }
}

/** Names and values of a plain form post, in the order of the page. */
export async function readFields(event: H3Event): Promise<[string, string][]> {
  const text = (await collectBody(event, bodyLimits.bytes)).toString('utf8')
  const fields = [...new URLSearchParams(text)]
  if (fields.length > bodyLimits.fields) throw new ProblemError('input-invalid')
  return fields
}
