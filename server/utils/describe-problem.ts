import { getRequestHeader, type H3Event } from 'h3'
import { problems, ProblemError, type Problem, type ProblemCode } from '#shared/problem.ts'
import en from '../../i18n/locales/en.json'
import vi from '../../i18n/locales/vi.json'

type Words = Record<ProblemCode, { title: string, advice: string }>
const words: Record<'vi' | 'en', Words> = { vi: vi.problem, en: en.problem }

const isCode = (code: unknown): code is ProblemCode => typeof code === 'string' && Object.hasOwn(problems, code)

/** The code that an error, or what it was caused by, carries; null for everything that nobody foresaw. */
export function problemCodeOf(error: unknown): ProblemCode | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 4; one = one.cause, depth += 1) {
    if (one instanceof ProblemError) return one.code
    const { code, data } = one as { code?: unknown, data?: { code?: unknown } }
    if (isCode(code)) return code
    if (isCode(data?.code)) return data.code
  }
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return status === 404 ? 'not-found' : status === 405 ? 'method-not-allowed' : status === 413 ? 'body-too-large' : null
}

/** The body of an error answer (RFC 9457) in the reader's language; nothing of the error itself but code and fields. */
export function describeProblem(error: unknown, event: H3Event): Problem & { language: 'vi' | 'en' } {
  const code = problemCodeOf(error) ?? 'internal-error'
  const language = languageOf(event)
  const { title, advice } = words[language][code]
  const errors = thrownByRoom(error)?.errors
  return { type: `urn:motlan:problem:${code}`, code, status: problems[code], title, detail: advice, instance: event.context.call?.id ?? '', ...(errors === undefined ? {} : { errors }), language }
}

/** Seconds after which the same may be asked again, where the room that refused knows. */
export const retryAfterOf = (error: unknown): number | undefined => thrownByRoom(error)?.retryAfter

function thrownByRoom(error: unknown): ProblemError | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 4; one = one.cause, depth += 1) if (one instanceof ProblemError) return one
  return null
}

/** The page says the language; calls without a page say it by Accept-Language; otherwise Vietnamese. */
function languageOf(event: H3Event): 'vi' | 'en' {
  if (/^\/en(?:\/|$)/.test(event.path.split('?')[0] ?? '')) return 'en'
  const wanted = (getRequestHeader(event, 'accept-language') ?? '').split(',').map((one, order) => {
    const [tag = '', ...parameters] = one.trim().toLowerCase().split(';')
    const quality = parameters.map(parameter => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(value => value !== undefined)
    return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality), order }
  }).filter(({ language, quality }) => (language === 'vi' || language === 'en') && quality > 0)
  return wanted.sort((a, b) => b.quality - a.quality || a.order - b.order)[0]?.language === 'en' ? 'en' : 'vi'
}
