import type { ProcedureDefinition } from '../../../shared/forms/definition.ts'
import type { ProblemCode } from '../../../shared/problem.ts'

/** A procedure folder as loaded: the definition and the two printed layouts (read by the documents room). */
export interface Procedure {
  definition: ProcedureDefinition
  layouts: { form: unknown, result: unknown }
}

export class ProcedureError extends Error {
  readonly code: Extract<ProblemCode, 'procedure-unknown' | 'procedure-not-in-force'>

  constructor(code: ProcedureError['code'], slug: string) {
    super(`${code}: ${slug}`)
    this.name = 'ProcedureError'
    this.code = code
  }
}

/** Every fault of every procedure or catalogue file, so that an author mends them in one go. */
export class ProcedureFileError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`Procedure files are not sound:\n${faults.map(one => `  ${one}`).join('\n')}`)
    this.name = 'ProcedureFileError'
    this.faults = faults
  }
}
