import { z } from 'zod'
import type { RegistryAttribute, RegistryDeclaration } from '#domain/procedures'
import { isDay, isPartialDate } from '../../../shared/forms/dates.ts'

/** A value's shape follows from its declaration; null is "has none" everywhere. */
function shapeOf(attribute: RegistryAttribute): z.ZodType {
  switch (attribute.type) {
    case 'text': case 'person-name': case 'phone': case 'email': return line
    case 'personal-id': return z.string().regex(/^\d{12}$/)
    case 'date': return z.string().refine(isDay)
    case 'partial-date': return z.string().refine(isPartialDate)
    case 'code': return attribute.codes === undefined ? z.string().regex(/^[\w.-]{1,40}$/) : z.enum(attribute.codes as [string, ...string[]])
    case 'address': return z.object({ province: z.string().regex(/^\d{2}$/), commune: z.string().regex(/^\d{5}$/), detail: line })
    case 'number': return z.number()
    case 'flag': return z.boolean()
    case 'record': return partsOf(attribute.parts ?? {})
    case 'records': return z.array(partsOf(attribute.parts ?? {})).max(mostRows)
  }
}

const line = z.string().max(300)
const mostRows = 100

/** Parts and attributes nobody declared or asked for are dropped. */
const partsOf = (parts: Readonly<Record<string, RegistryAttribute>>) => z.object(Object.fromEntries(Object.entries(parts).map(([id, part]) => [id, shapeOf(part).nullish()])))

const instant = z.string().min(10).max(40).refine(text => !Number.isNaN(Date.parse(text)))

const cache = new WeakMap<RegistryDeclaration, Map<string, ReturnType<typeof build>>>()

function build(declaration: RegistryDeclaration, asked: readonly string[]) {
  return z.object({
    recordId: z.string().min(1).max(100),
    /** What the record is about, by the keys it was asked by. */
    subject: z.record(z.string(), z.string()),
    updatedAt: instant.nullish().transform(value => value ?? null),
    /** When the copy that was answered from was the register; missing: now. */
    asOf: instant.nullish(),
    attributes: partsOf(Object.fromEntries(Object.entries(declaration.attributes).filter(([id]) => asked.includes(id)))),
  })
}

export type RawRecord = z.infer<ReturnType<typeof build>>

/** The schema of an answer with exactly these attributes. */
export function recordShape(declaration: RegistryDeclaration, asked: readonly string[]): ReturnType<typeof build> {
  const known = cache.get(declaration) ?? new Map<string, ReturnType<typeof build>>()
  cache.set(declaration, known)
  const key = [...asked].sort().join()
  const shape = known.get(key) ?? build(declaration, asked)
  known.set(key, shape)
  return shape
}
