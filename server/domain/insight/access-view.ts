import { accessDeeds, type AccessDeed, type AccessView, type OpenQuestion } from '../../../shared/api/accesses.ts'
import type { Role } from '../../../shared/api/session.ts'
import type { LocalizedText } from '../../../shared/forms/definition.ts'
import { kindOf, lookupAction, type ChainedEntry } from '#domain/audit'
import type { Agency } from '#domain/procedures'
import type { Case, Question, QuestionedEntry } from './ports.ts'

/** Names that entries know by id only. */
export interface Names {
  agencies: readonly Pick<Agency, 'id' | 'code' | 'title'>[]
  /** Titles of the registries by id. */
  registries: Readonly<Record<string, LocalizedText>>
  /** Title of a procedure by slug; null when it is offered no more. */
  procedure(slug: string): LocalizedText | null
}

export interface Circumstances { case: Case | null, question: Question | null }

/** An entry as the person whose data it was reads it: nobody's number, and nobody's name but the agency's. */
export function toAccessView(entry: ChainedEntry, circumstances: Circumstances, names: Names): AccessView {
  const { question } = circumstances
  return {
    seq: entry.seq,
    ...glance(entry, names),
    case: caseView(circumstances.case, names),
    ground: groundOf(entry, circumstances.case),
    question: question === null ? null : { text: question.text, askedAt: question.askedAt.toISOString() },
    mayQuestion: question === null && mayQuestion(entry),
  }
}

/** Without the case and the ground, which could tell whose data it was. */
export const toOpenQuestion = ({ question: { seq, text, askedAt }, entry }: QuestionedEntry, names: Names): OpenQuestion =>
  ({ seq, askedAt: askedAt.toISOString(), hasText: text !== null, entry: glance(entry, names) })

/** What others did, or asked for in the person's name. */
export const mayQuestion = (entry: ChainedEntry): boolean => ['registry', 'official'].includes(kindOf(entry))

function glance(entry: ChainedEntry, names: Names): OpenQuestion['entry'] {
  const kind = kindOf(entry)
  return { at: entry.at, kind, who: whoOf(entry, names), what: deedOf(entry), registry: kind === 'registry' ? registryOf(entry, names) : null }
}

/** Who signs for a lookup is the person in front of the form, but it is the portal that asks. */
function whoOf(entry: ChainedEntry, { agencies }: Names): AccessView['who'] {
  const role = kindOf(entry) === 'registry' ? 'system' : kindOf(entry) === 'self' ? 'citizen' : entry.role as Role | 'system'
  return { role, agency: entry.agency === null ? null : agencies.find(({ id }) => id === entry.agency)?.title ?? plain(entry.agency) }
}

export function deedOf({ action }: Pick<ChainedEntry, 'action'>): AccessDeed {
  const word = action.split(' ')[0]!.replaceAll('.', '-')
  return accessDeeds.find(deed => deed === word) ?? 'other'
}

export function registryOf({ action }: Pick<ChainedEntry, 'action'>, { registries }: Pick<Names, 'registries'>): NonNullable<AccessView['registry']> {
  const [registry = '', outcome] = action.slice(lookupAction.length + 1).split(' ')
  return { title: registries[registry] ?? plain(registry), answered: outcome === 'answered' }
}

function caseView(found: Case | null, names: Names): AccessView['case'] {
  if (found === null) return null
  if (found.dossier !== null) return { procedure: found.procedure, dossier: found.dossier }
  const procedure = names.procedure(found.slug)
  return procedure === null ? null : { procedure, dossier: null }
}

/** Of a lookup, the ground that the registry was told; of what an official did, the procedure's own. */
function groundOf(entry: ChainedEntry, found: Case | null): LocalizedText | null {
  const grounds = found?.dossier == null ? [] : found.legalBasis
  switch (kindOf(entry)) {
    case 'registry': return entry.ground === null ? null : grounds.find(({ vi }) => vi === entry.ground) ?? plain(entry.ground)
    case 'official': return grounds[0] ?? null
    default: return null
  }
}

const plain = (text: string): LocalizedText => ({ vi: text, en: text })
