import type { CodeListView, ProcedureSummary, ProcedureView } from '../../../shared/api/procedures.ts'
import type { Day } from '../../../shared/forms/dates.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import type { Calendar } from './calendar.ts'
import type { Procedure } from './procedure.ts'

/** What the house knows about procedures; `on` is a calendar day in Việt Nam. */
export interface Procedures {
  list(on: Day): ProcedureSummary[]
  /** Best first; diacritics optional, abbreviations and small slips understood. An empty query lists all. */
  search(query: string, on: Day): ProcedureSummary[]
  /** @throws ProcedureError procedure-unknown, procedure-not-in-force */
  view(slug: string, on: Day): ProcedureView
  /** The definition in force with dated facts already chosen. @throws ProcedureError */
  inForce(slug: string, on: Day): Procedure
  codeList(id: string): CodeListView | null
  /** Provinces, or the communes of one; null for an unknown province. */
  units(province?: string): CodeListView | null
  labels: Labels
  calendar: Calendar
}
