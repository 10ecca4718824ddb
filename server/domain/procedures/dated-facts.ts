import type { ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { isInForce, type Day } from '../../../shared/forms/dates.ts'

/** The definition with only the facts in force on a day; null when it has no code or no time limit that day: not in force. */
export function definitionOn(definition: ProcedureDefinition, on: Day): ProcedureDefinition | null {
  const chosen = <T extends { effectiveFrom: Day, effectiveTo?: Day }>(facts: readonly T[]): T[] => facts.filter(fact => isInForce(fact, on))
  const { codes, processing, fees, legalBasis } = definition
  const now = { ...definition, codes: chosen(codes), processing: chosen(processing), fees: chosen(fees), legalBasis: chosen(legalBasis) }
  return now.codes.length > 0 && now.processing.length > 0 ? now : null
}

export interface FeeDue { id: string, title: { vi: string, en: string }, amount: number, source: string }

/** What is due on a day for a filing through a channel, in đồng; zero amounts included, with the rule that makes them so. */
export function feesDue(definition: ProcedureDefinition, { on, channel }: { on: Day, channel: 'online' | 'inPerson' }): FeeDue[] {
  return definition.fees.filter(fee => isInForce(fee, on)).map(fee => ({ id: fee.id, title: fee.title, amount: fee[channel], source: fee.source }))
}
