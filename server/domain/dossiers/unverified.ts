import type { ProcedureDefinition, Provenance } from '../../../shared/forms/definition.ts'
import { allFields } from '../../../shared/forms/form.ts'
import type { Dossier } from './dossier.ts'

/** The provenance of a dossier: what was declared while its registry was silent names that registry. */
export function markUnverified(provenance: Dossier['provenance'], definition: ProcedureDefinition, unverified: readonly string[]): Dossier['provenance'] {
  const marks = allFields(definition).filter(({ id }) => unverified.includes(id)).map(({ id, binding }): [string, Provenance | undefined] => {
    const origin = provenance[id]
    return [id, origin?.origin === 'declared' && binding !== undefined ? { ...origin, unverified: binding.registry } : origin]
  })
  return { ...provenance, ...Object.fromEntries(marks.filter((mark): mark is [string, Provenance] => mark[1] !== undefined)) }
}

/** Fields on which nobody may decide yet. */
export const unverifiedFields = ({ provenance }: Pick<Dossier, 'provenance'>): string[] =>
  Object.entries(provenance).filter(([, origin]) => origin.origin === 'declared' && origin.unverified !== undefined).map(([field]) => field)
