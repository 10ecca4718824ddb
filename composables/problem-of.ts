import { problems, type Problem, type ProblemCode } from '#shared/problem.ts'

/** The problem that the server named; without one, what the failure itself tells: no connection, or a fault of ours. */
export function toProblem(error: unknown): Problem {
  const { data, status, statusCode } = (error ?? {}) as { data?: unknown, status?: number, statusCode?: number }
  const given = isProblem(data) ? data : isProblem((data as { data?: unknown } | null | undefined)?.data) ? (data as { data: Problem }).data : null
  if (given !== null) return given
  const known = status ?? statusCode
  const code: ProblemCode = known === 404 ? 'not-found' : known === 401 ? 'sign-in-required' : known === undefined ? 'service-starting' : 'internal-error'
  return { type: `urn:motlan:problem:${code}`, code, status: known ?? problems[code], title: code, instance: '' }
}

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === 'string' && Object.hasOwn(problems, code)

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && isProblemCode(body.code)
}
