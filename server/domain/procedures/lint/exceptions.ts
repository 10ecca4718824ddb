import { isInForce, type Day } from '../../../../shared/forms/dates.ts'
import type { OnceOnlyException, ProcedureDefinition } from '../../../../shared/forms/definition.ts'
import type { LintFinding } from './finding.ts'

/**
 * Takes away what a recorded exception allows on a day, and reports exceptions that have ended or were never needed, so that
 * none outlives its decree. An exception names the field or paper, the registry, decree and article, and it ends.
 */
export function applyExceptions(findings: readonly LintFinding[], { exceptions = [] }: Pick<ProcedureDefinition, 'exceptions'>, today: Day): LintFinding[] {
  const covers = (exception: OnceOnlyException, { at, registry }: LintFinding) => exception.of === at && exception.registry === registry
  const standing = exceptions.filter(exception => isInForce(exception, today))
  const notes = exceptions.flatMap((exception): LintFinding[] => {
    if (exception.effectiveTo < today) return [{ rule: 'exception-ended', at: exception.of, detail: `ended on ${exception.effectiveTo} (${exception.decree}, ${exception.article})` }]
    return findings.some(finding => covers(exception, finding)) ? [] : [{ rule: 'exception-unneeded', at: exception.of, detail: `${exception.registry} does not hold what is asked here` }]
  })
  return [...findings.filter(finding => !standing.some(exception => covers(exception, finding))), ...notes]
}
