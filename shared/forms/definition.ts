/**
 * The language of a procedure file (`server/procedures/<slug>/definition.json`). A procedure is data: everything that a
 * person reads comes in both languages, everything that changes by date carries `effectiveFrom` (and `effectiveTo`) and
 * its source. Dates are ISO `YYYY-MM-DD`, both ends inclusive.
 */

export interface LocalizedText { vi: string, en: string }

/** A fact of law or price that holds for a period. */
export interface Dated { effectiveFrom: string, effectiveTo?: string, source: string, /** how sure we are */ certainty?: 'source' | 'memory' | 'unsure' }

/** Two levels of government: a commune's police or people's committee, or the police of the province. */
export type AgencyKind = 'commune-police' | 'commune-committee' | 'province-police'

export type Duration = { value: number, unit: 'workday' | 'day' | 'hour' }

export interface ProcedureDefinition {
  /** Stable internal key = folder name, e.g. `temporary-residence`. National codes change, slugs do not. */
  slug: string
  /** Pins what a draft and a dossier were filled against, e.g. `2026-11-01`. */
  revision: string
  codes: (Dated & { code: string })[]
  title: LocalizedText
  /** One plain sentence: what the person gets. */
  outcome: LocalizedText
  /** What the person needs at hand that no registry has. */
  needed: LocalizedText[]
  searchTerms: string[]
  /** Life events, e.g. `home`, `family`. */
  lifeEvents: string[]
  sector: string
  agency: {
    kind: AgencyKind
    /** Paths of the address answers whose commune (province, for a province's agency) decides who is competent; the first that is filled wins. */
    by: string[]
  }
  assurance: Assurance
  processing: (Dated & Duration)[]
  fees: (Dated & { id: string, kind: 'fee' | 'charge', title: LocalizedText, online: number, inPerson: number })[]
  legalBasis: (Dated & { title: LocalizedText })[]
  sections: FormSection[]
  attachments: AttachmentSlot[]
  /** Why something is asked although a registry holds it; the once-only lint refuses it otherwise, and again when the exception ends. */
  exceptions?: OnceOnlyException[]
  /** The form as printed, see `layout.json` beside the definition; and the code of the form, e.g. CT01. */
  form: { code: string, title: LocalizedText, layout: string }
  result: { title: LocalizedText, layout: string, /** shown on the result's own line */ validFor?: LocalizedText }
}

export interface FormSection { id: string, title: LocalizedText, intro?: LocalizedText, visibleIf?: Condition, fields: FormField[] }

export type FieldKind
  = | 'text' | 'long-text' | 'person-name' | 'personal-id' | 'partial-date' | 'date' | 'code' | 'checkbox'
    | 'phone' | 'email' | 'address' | 'number' | 'repeat' | 'composed' | 'agency'

export interface FormField {
  /** Key in the answers; nested only through `repeat`. */
  id: string
  kind: FieldKind
  label: LocalizedText
  hint?: LocalizedText
  /** Number of the item on the official form, e.g. "7". */
  item?: string
  /** Source of the field: clause or the ministry's field name. */
  source?: string
  required?: boolean | Condition
  visibleIf?: Condition
  binding?: Binding
  minLength?: number
  maxLength?: number
  min?: number
  max?: number
  /** `partial-date`: which parts may be missing. */
  precision?: 'day' | 'month' | 'year'
  /** `date`, `partial-date`: `past` (not after today) or `future` (not before today). */
  when?: 'past' | 'future'
  /** `code`: the options, either here or a named list in `server/catalogues`. */
  options?: CodeOption[]
  codeList?: string
  /** `code`: shown as radio buttons up to 5 options, as a searchable list beyond. */
  widget?: 'radio' | 'list'
  /** `repeat` */
  fields?: FormField[]
  minItems?: number
  maxItems?: number
  itemLabel?: LocalizedText
  /**
   * `composed`: text over answers, e.g. "Đăng ký tạm trú tại {newAddress}"; `{members.length}` counts rows. The parts whose
   * condition holds are joined with spaces. Always Vietnamese (it is what the law's form says), computed on both sides, never typed.
   */
  template?: { when?: Condition, text: string }[]
}

export interface CodeOption { code: string, label: LocalizedText }

/** Where a value comes from. `attribute` is a registry's own attribute id. */
export interface Binding {
  /** Id of a registry, or `account`: what came with the log-in. */
  registry: string
  attribute: string
  /** What the registry is asked by beyond who the person is, by path of the answer: `{"bank": "bankCode"}`. Not asked until all are given. */
  keys?: Record<string, string>
  /** Locked values are shown as text and re-derived at submission. */
  locked: boolean
  /** What happens when the registry gives no answer: the person declares (and the agency verifies later), or filing waits. */
  onOutage: 'declare' | 'wait'
  /** The person may replace the value for this filing (e.g. phone); provenance then says "declared". */
  overridable?: boolean
  /** Offered for the person to take over, never filled in by itself (e.g. household members who may move along). */
  suggest?: boolean
}

export interface AttachmentSlot {
  id: string
  title: LocalizedText
  hint?: LocalizedText
  required?: boolean | Condition
  visibleIf?: Condition
  accept: ('application/pdf' | 'image/jpeg' | 'image/png')[]
  maxFiles: number
  /** bytes */
  maxSize: number
}

/** A lawful exception to "declare once": it names the decree and article that demand the field or paper, and it ends. */
export interface OnceOnlyException {
  /** Field id (`repeat.field` inside rows) or attachment id. */
  of: string
  /** The registry that holds it. */
  registry: string
  reason: LocalizedText
  decree: string
  article: string
  effectiveFrom: string
  effectiveTo: string
}

/** A tiny JSON expression, evaluated by the same code on both sides (`conditions.ts`). Paths address answers. */
export type Condition
  = | { path: string, is: AnswerScalar }
    | { path: string, in: AnswerScalar[] }
    | { path: string, filled: boolean }
    | { path: string, ageBelow: number }
    | { all: Condition[] }
    | { any: Condition[] }
    | { not: Condition }

export type AnswerScalar = string | number | boolean

/** `yyyy`, `yyyy-mm` or `yyyy-mm-dd`: a birth year alone is a legal value. */
export type PartialDate = string

export interface Address {
  /** 2-digit code (Decision 19/2025/QĐ-TTg). */
  province: string
  /** 5-digit code. */
  commune: string
  /** House number, street / hamlet. */
  detail: string
}

export type Answer = AnswerScalar | null | Address | AnswerRow[]
export interface AnswerRow { [fieldId: string]: Answer }
export type Answers = { [fieldId: string]: Answer }

/** Where a value in force comes from; travels with the value through draft, PDF, dossier and delivery. */
export type Provenance
  = | { origin: 'declared', at: string, /** what a registry says and the person changed */ instead?: RegistryProvenance, /** the registry that was silent when this was filed: nobody decides before it has spoken */ unverified?: string }
    | RegistryProvenance
    | { origin: 'account', at: string, issuer: string, assurance?: Assurance }
    | { origin: 'computed' }

export interface RegistryProvenance {
  origin: 'registry'
  registry: string
  /** Display name of the owner's database. */
  registryTitle: LocalizedText
  attribute: string
  recordId: string
  fetchedAt: string
  /** X-Road-Id of the request, and the hash the registry returned for it; of our own request where its protocol returns none. */
  requestId: string
  requestHash: string
  /** Level of the log-in in whose name it was fetched. */
  assurance?: Assurance
}

export type Assurance = 'low' | 'substantial' | 'high'

/** State of a bound value; unknown is shown, never guessed. */
export type FetchState = 'idle' | 'fetched' | 'absent' | 'failed-retryable' | 'failed'

/** One violated rule. `code` is a key under `validation.` in the locales. */
export interface FieldProblem { path: string, code: FieldProblemCode, params?: Record<string, string | number> }
export type FieldProblemCode
  = | 'required' | 'too-short' | 'too-long' | 'not-a-date' | 'not-past' | 'not-future' | 'not-an-option' | 'not-a-phone'
    | 'not-an-email' | 'not-a-personal-id' | 'not-a-number' | 'too-small' | 'too-large' | 'incomplete-address'
    | 'unknown-address' | 'too-few-rows' | 'too-many-rows' | 'forbidden-characters' | 'registry-missing' | 'attachment-missing' | 'wrong-type'
