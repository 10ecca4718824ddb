import { getRequestHeader, type H3Event } from 'h3'
import { z } from 'zod'
import type { AccessDeed, FoundUsage } from '#shared/api/accesses.ts'
import { ProblemError } from '#shared/problem.ts'
import vi from '../../i18n/locales/vi.json'
import type { Portal } from './house.ts'

type Records = Awaited<ReturnType<Portal['insight']['findUsage']>>

const words: Record<AccessDeed, string> = vi.accesses.what

/** An instant of the data tracker's protocol; without a zone it is one of Việt Nam. */
export const instant = z.iso.datetime({ offset: true, local: true }).transform(text => new Date(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}+07:00`))

/** The person who asks about themself: country and personal number, as X-Road writes them. @throws ProblemError `input-invalid` */
export function readUserCode(event: H3Event): string {
  const code = /^VN(\d{12})$/.exec(getRequestHeader(event, 'x-road-userid') ?? '')?.[1]
  if (code === undefined) throw new ProblemError('input-invalid', { errors: [{ path: 'X-Road-UserId', code: 'invalid' }] })
  return code
}

/** Records in the words of the protocol; what was done is said in Vietnamese. */
export const toFoundUsage = ({ totalUsages, usages }: Records): FoundUsage => ({
  totalUsages,
  usages: usages.map(({ deed, registry, ...usage }) => ({ ...usage, action: words[deed].replace('{registry}', registry?.vi ?? '') })),
})
