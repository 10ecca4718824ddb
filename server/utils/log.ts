import { pino, type Logger } from 'pino'

/** One JSON line an event on standard output. What is logged is listed at each call: codes, ids of requests, numbers. */
export const createLog = (): Logger => pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: level => ({ level }) } })

/**
 * An error without its words: messages of databases, parsers and clients quote what people typed. Name, code and the places in
 * the code are enough to find the cause.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' && /^[\w-]{1,60}$/.test(error.code) ? error.code : undefined
  const places = (stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).slice(0, 8).map(line => line.trim().replace(/\(?(?:file:\/\/)?\/\S*\/(?=[^/\s]+\)?$)/, '('))
  return { name, code, places, ...(cause === undefined || depth >= 3 ? {} : { cause: describeError(cause, depth + 1) }) }
}

/** A page's path as it may be logged: words of our own pages stay, everything else is somebody's. */
export const tidyPath = (path: string): string => path.split('/').map(segment => /^[a-z][a-z-]{0,39}$/.test(segment) || segment === '' ? segment : ':x').join('/').slice(0, 120)
