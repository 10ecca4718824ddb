import { displayText, type FieldRules } from './field-rules.ts'

/** "Kính gửi": the competent agency. The server derives it from the addresses; it is never an answer of the person. */
export const agency: FieldRules = { normalise: () => null, check: () => [], display: displayText }
