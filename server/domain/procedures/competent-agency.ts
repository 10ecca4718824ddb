import type { AgencyKind, Answers, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { valueAt } from '../../../shared/forms/conditions.ts'

/** What the rule needs to know of an agency. */
export interface AgencySeat { kind: AgencyKind, province: string, commune: string }

/**
 * The agency that decides: of the right kind, in the commune of the first address of `agency.by` that is filled; for a
 * province's agency, in its province. Null when no address is given yet or nobody there takes part.
 */
export function competentAgency<Agency extends AgencySeat>(definition: Pick<ProcedureDefinition, 'agency'>, answers: Answers, agencies: readonly Agency[]): Agency | null {
  const { kind, by } = definition.agency
  const level = kind === 'province-police' ? 'province' : 'commune'
  const place = by.map(path => valueAt(answers, `${path}.${level}`)).find(code => typeof code === 'string' && code !== '')
  return agencies.find(agency => agency.kind === kind && agency[level] === place) ?? null
}
