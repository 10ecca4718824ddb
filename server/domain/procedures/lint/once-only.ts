import type { AttachmentSlot, Condition, FormField, FormSection, ProcedureDefinition } from '../../../../shared/forms/definition.ts'
import type { RegistryDeclaration } from '../registry.ts'
import type { LintFinding } from './finding.ts'
import { buildLexicon } from './lexicon.ts'
import { canHold, type Answerable, type Assumption } from './reachability.ts'
import { readLabel, type Books, type Held, type Reading, type Wanted } from './read-label.ts'
import { readTitle, type Whose } from './whose.ts'

/**
 * Declare once: no field and no paper is asked for that a connected registry holds of the person who asks (Decree
 * 118/2025/NĐ-CP, Art. 5). Labels are read in both languages; what is bound is fetched; what is about somebody else is left
 * alone, because registries are asked about nobody but the one who is signed in.
 */
export interface OnceOnlyRule { (definition: ProcedureDefinition, form: Answerable): LintFinding[] }

export function createOnceOnlyRule(registries: readonly RegistryDeclaration[]): OnceOnlyRule {
  const [marked, plain] = [buildLexicon(registries, { marks: true }), buildLexicon(registries, { marks: false })]
  const fieldBooks: Books = { marked: marked.fields, plain: plain.fields }
  const paperBooks: Books = { marked: marked.papers, plain: plain.papers }
  return (definition, form) => {
    const self = selfAssumption(definition)
    const reach = (conditions: (Condition | undefined)[]) => self === null || canHold(conditions.filter(one => one !== undefined), form, self)
    return [
      ...definition.sections.flatMap(section => sectionFindings(section, { reach, books: fieldBooks })),
      ...definition.attachments.flatMap(slot => paperFindings(slot, { reach, books: paperBooks })),
    ]
  }
}

interface SectionContext { reach(conditions: (Condition | undefined)[]): boolean, books: Books }

function sectionFindings(section: FormSection, context: SectionContext): LintFinding[] {
  const whose = readTitle(section.title)
  let current = whose
  return section.fields.flatMap((field) => {
    const reading = readLabel(field.label, context.books, wantedBy(field))
    // A name begins a block: what follows without saying whose it is belongs to that person. Not where the title says whose all of it is.
    if (field.kind === 'person-name' && whose !== 'applicant') current = reading.other ? 'other' : whose
    // Seen only by those who act for somebody else.
    if (field.binding !== undefined || !context.reach([section.visibleIf, field.visibleIf])) return []
    const held = heldBy(field, reading, { whose, current })
    if (held !== null) return [finding('field-held', field.id, held, field.label.vi)]
    return field.kind === 'repeat' ? rowFindings(field, { whose: current, context }) : []
  })
}

function heldBy(field: FormField, { held, applicant, other }: Reading, { whose, current }: { whose: Whose, current: Whose }): Held | null {
  if (field.kind === 'composed' || field.kind === 'agency' || other || held?.kind !== 'held') return null
  if (held.sort === 'list') return whose === 'other' ? null : held
  return applicant || held.ofFirm || current !== 'other' ? held : null
}

/** Rows want a list, free text takes one too, and any other field wants one value. */
const wantedBy = ({ kind }: FormField): Wanted => held => held.kind === 'held' && (kind === 'repeat' ? held.sort === 'list' : held.sort === 'value' || ['text', 'long-text'].includes(kind))

/** Rows are about several people or things; but a list of one, of the applicant, is a group. */
function rowFindings(repeat: FormField, { whose, context }: { whose: Whose, context: SectionContext }): LintFinding[] {
  const about = readTitle(repeat.label)
  if (whose === 'other' || about !== 'applicant' || (repeat.maxItems !== 1 && !readLabel(repeat.label, context.books).applicant)) return []
  return (repeat.fields ?? []).flatMap((field) => {
    const held = heldBy(field, readLabel(field.label, context.books, wantedBy(field)), { whose: about, current: about })
    return held === null ? [] : [finding('field-held', `${repeat.id}.${field.id}`, held, field.label.vi)]
  })
}

function paperFindings(slot: AttachmentSlot, { reach, books }: SectionContext): LintFinding[] {
  const { held } = readLabel(slot.title, books)
  if (held?.kind !== 'paper' || !reach([slot.visibleIf])) return []
  return [finding('paper-held', slot.id, held, slot.title.vi)]
}

const finding = (rule: LintFinding['rule'], at: string, { registry, path }: Held, label: string): LintFinding =>
  ({ rule, at, registry, holds: path, detail: `“${label}” is ${path} of ${registry}` })

/** Forms that ask first for whom one acts: "myself" is the case in which registries may be asked. */
function selfAssumption(definition: ProcedureDefinition): Assumption | null {
  const relation = definition.sections.flatMap(({ fields }) => fields).find(({ kind, codeList, options }) => kind === 'code' && (codeList === 'requester-relations' || options?.some(({ code }) => code === 'self') === true))
  return relation === undefined ? null : new Map([[relation.id, 'self']])
}
