import type { Answers, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { valueAt } from '../../../shared/forms/conditions.ts'

/** What the rule needs to know of an agency. */
export interface AgencySeat { kind: 'commune-police' | 'commune-committee', province: string, commune: string }

/**
 * The agency that decides: of the right kind, in the commune of the first address of `agency.by` that is filled. Null when
 * no address is given yet or nobody of that commune takes part.
 */
export function competentAgency<Agency extends AgencySeat>(definition: Pick<ProcedureDefinition, 'agency'>, answers: Answers, agencies: readonly Agency[]): Agency | null {
  const commune = definition.agency.by.map(path => valueAt(answers, `${path}.commune`)).find(code => typeof code === 'string' && code !== '')
  return agencies.find(agency => agency.kind === definition.agency.kind && agency.commune === commune) ?? null
}
