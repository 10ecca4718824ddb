import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { pause, type FaultBoard } from '../faults.ts'
import type { RegistryFault } from '../types.ts'
import { accountOf } from './records/accounts.ts'
import type { World } from './records/world.ts'
import type { Question, RegistryService } from './services.ts'

export interface RegistryDependencies {
  world: World
  faults: FaultBoard<RegistryFault>
  dataDir: string
  now: () => Date
}

/** What a registry says, before anybody writes it down in a protocol's words. */
export type Reply = { kind: 'down' } | { kind: 'unknown' } | { kind: 'nonsense' } | { kind: 'record', record: LookupRecord, half: boolean }

export interface LookupRecord {
  recordId: string
  /** The keys that the record is about. */
  subject: Record<string, string>
  updatedAt: string
  /** When the copy that answers was the register. */
  asOf: string
  attributes: Record<string, unknown>
}

const longAgo = '2019-03-04T02:10:00Z'

/** Looks up, says no, or goes wrong as ordered. */
export async function answerQuestion(service: RegistryService, question: Question, deps: RegistryDependencies): Promise<Reply> {
  const fault = deps.faults.take(question.person?.personalId ?? question.userId.slice(2), { at: service.id })
  if (fault?.kind === 'slow') await pause(fault.delayMs)
  if (fault?.kind === 'down') return { kind: 'down' }
  const about = fault?.kind === 'wrong-person' ? other(service, question, deps.world) : question
  const finding = fault?.kind === 'unknown-person' ? null : service.find(about, deps.world)
  keepQuery(service, question, { found: finding !== null, ...deps })
  if (finding === null) return { kind: 'unknown' }
  if (fault?.kind === 'nonsense') return { kind: 'nonsense' }
  const { recordId, updatedAt, values } = finding
  const given = question.attributes.filter((_, index) => fault?.kind !== 'partial' || index % 2 === 0)
  return {
    kind: 'record',
    half: fault?.kind === 'half-answer',
    record: {
      recordId,
      subject: { ...(about.person === null ? {} : { personalId: about.person.personalId }), ...about.keys },
      updatedAt: fault?.kind === 'stale' ? longAgo : updatedAt,
      asOf: fault?.kind === 'stale' ? longAgo : deps.now().toISOString(),
      attributes: Object.fromEntries(given.map(attribute => [attribute, values[attribute] ?? null])),
    },
  }
}

/** Somebody else whom this registry knows. */
function other(service: RegistryService, asked: Question, world: World): Pick<Question, 'person' | 'keys'> {
  const candidates = asked.person === null
    ? world.businesses().filter(({ code }) => code !== asked.keys.organisation).map(({ code }) => ({ person: null, keys: { organisation: code } }))
    : world.population.people.filter(({ personalId }) => personalId !== asked.person?.personalId)
        .map(({ record }) => ({ person: record, keys: service.askedBy.includes('account') ? { ...accountOf(record, world) } : {} }))
  return candidates.find(candidate => service.find(candidate, world) !== null) ?? asked
}

/** The plain contract: keys, attributes, purpose and procedure; a lookup, not a search. */
export function parseQuestion(service: RegistryService, body: Record<string, unknown> | null): { question: Omit<Question, 'userId' | 'issue'> } | { faults: string[] } {
  const has = (key: (typeof service.askedBy)[number]) => service.askedBy.includes(key)
  const schema = z.strictObject({
    ...(has('person') ? { personalId: z.string().regex(/^\d{12}$/), fullName: z.string().min(1).max(200), dateOfBirth: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/) } : {}),
    ...Object.fromEntries(service.askedBy.filter(key => key !== 'person').map(key => [key, z.string().min(1).max(40)])),
    attributes: z.array(z.enum(service.attributes as [string, ...string[]])).min(1).max(service.attributes.length),
    purpose: z.string().trim().min(1).max(500),
    procedure: z.string().trim().min(1).max(100),
  })
  const parsed = schema.safeParse(body)
  if (!parsed.success) return { faults: parsed.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`) }
  const { attributes, purpose, procedure, ...asked } = parsed.data
  const { personalId = '', fullName = '', dateOfBirth = '', ...keys } = asked as Record<string, string>
  return { question: { person: has('person') ? { personalId, fullName, dateOfBirth } : null, keys, attributes, purpose, procedure } }
}

/** The record in the plain contract. */
export const toPlainAnswer = ({ recordId, subject, updatedAt, asOf, attributes }: LookupRecord): string => JSON.stringify({ recordId, ...subject, updatedAt, asOf, attributes })

/** As the law asks of the registry's owner: who asked, for whom, what for. */
function keepQuery({ id }: RegistryService, { person, keys, attributes, purpose, procedure, userId, issue }: Question, { dataDir, now, found }: RegistryDependencies & { found: boolean }): void {
  const line = { at: now().toISOString(), registry: id, userId, issue, personalId: person?.personalId ?? null, ...keys, attributes, purpose, procedure, found }
  appendFileSync(join(dataDir, 'queries.jsonl'), `${JSON.stringify(line)}\n`, { mode: 0o600 })
}
