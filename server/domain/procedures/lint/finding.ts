/** What is wrong with a procedure beyond what loading refuses. `at` is a field id (`repeat.field` inside rows), an attachment id or a place in the file. */
export interface LintFinding { rule: LintRule, at: string, detail: string, registry?: string, /** attribute path or paper id */ holds?: string }

export type LintRule
  = | 'not-sound' // the file is no definition, or names what does not exist
    | 'field-held' // a field asks for what a connected registry holds
    | 'paper-held' // an attachment asks for a paper whose data a connected registry holds
    | 'exception-ended' | 'exception-unneeded' | 'exception-unknown'
    | 'unreachable' // a field, section or attachment that no answers show
    | 'condition-unbound' // a condition compares with a value that its field never has
    | 'translation-missing'
    | 'undated' // a fee, time limit, code or legal ground that is in force on no day, or gives no source
