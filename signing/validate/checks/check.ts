import type { Check, SubIndication } from '../../types.ts'
import type { CheckId } from '../ids.ts'

/** Building blocks of EN 319 102-1 §5.2 to §5.6. */
export type Block = 'FC' | 'ISC' | 'VCI' | 'CV' | 'XCV' | 'RFC' | 'SAV' | 'PSV'

export const passed = (block: Block, id: CheckId, detail?: string): Check => ({ block, id, verdict: 'passed', ...(detail === undefined ? {} : { detail }) })
export const failed = (block: Block, id: CheckId, subIndication: SubIndication, detail?: string): Check => ({ block, id, verdict: 'failed', subIndication, ...(detail === undefined ? {} : { detail }) })
/** The question could not be answered: as good as failed for the conclusion, but nothing is proven. */
export const undecided = (block: Block, id: CheckId, subIndication: SubIndication, detail?: string): Check => ({ block, id, verdict: 'indeterminate', subIndication, ...(detail === undefined ? {} : { detail }) })
export const notApplicable = (block: Block, id: CheckId, detail?: string): Check => ({ block, id, verdict: 'not-applicable', ...(detail === undefined ? {} : { detail }) })

/** Passed without an objection, else failed with it. */
export const judged = (block: Block, id: CheckId, { objection, subIndication, detail }: { objection: string | null, subIndication: SubIndication, detail?: string }): Check =>
  objection === null ? passed(block, id, detail) : failed(block, id, subIndication, objection)
