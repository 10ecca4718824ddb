import type { AgencyKind, LocalizedText, ProcedureDefinition, Duration } from '../forms/definition.ts'

/** `GET /api/procedures?q=` → ProcedureSummary[]; diacritics optional, best first. */
export interface ProcedureSummary {
  slug: string
  code: string
  title: LocalizedText
  outcome: LocalizedText
  processing: Duration
  /** Lowest online amount due today, in đồng; null when no fee is on file. */
  fee: number | null
  agencyKind: AgencyKind
  lifeEvents: string[]
  /** Titles of the registries that fill the form. */
  filledFrom: LocalizedText[]
}

/** `GET /api/procedures/:slug` — the definition in force today, dated facts already chosen. */
export interface ProcedureView {
  summary: ProcedureSummary
  definition: ProcedureDefinition
  fees: { id: string, title: LocalizedText, online: number, inPerson: number, source: string, effectiveFrom: string, effectiveTo: string | null, unsure: boolean }[]
  /** What will be fetched from whom and on what ground, before the first lookup. */
  lookups: { registry: string, title: LocalizedText, attributes: LocalizedText[], legalBasis: LocalizedText }[]
}

/** `GET /api/code-lists/:id` and `GET /api/administrative-units?province=` */
export interface CodeListView { id: string, options: { code: string, label: LocalizedText }[] }
