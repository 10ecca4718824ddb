import type { LocalizedText } from '../../../shared/forms/definition.ts'

/**
 * What a registry says of itself. Definitions bind to its attributes, prefill asks by its keys, the once-only lint knows from
 * it what nobody may be asked again, and people read in it who holds their data and on what ground.
 */
export interface RegistryDeclaration {
  /** What bindings name; the folder of its adapter. */
  id: string
  title: LocalizedText
  /** Who answers for the data and mends them. */
  owner: LocalizedText
  /** `some`: not everybody is in it, so that knowing nobody is an answer. */
  holds: 'everybody' | 'some'
  /** What a question must name; it is never a search. */
  askedBy: readonly RegistryKey[]
  /** `duty`: the agency must ask (Decree 278/2025/NĐ-CP); `consent`: only after the person has agreed (Law 91/2025/QH15). */
  ground: 'duty' | 'consent'
  legalBasis: LocalizedText
  /** How sure we are of legal basis and attributes. */
  certainty: 'source' | 'memory' | 'unsure'
  /** What the owner charges for one lookup, in đồng. */
  cost: number
  /** Milliseconds after which an answer is no longer waited for. */
  timeLimit: number
  /** Hours that the copy it answers from may be old; null: it answers from the register itself. */
  freshness: number | null
  attributes: Readonly<Record<string, RegistryAttribute>>
  /** Papers that its data stand for: nobody may be asked for them. */
  papers: readonly RegistryPaper[]
}

/**
 * `person`: number, name and date of birth of the one who is signed in; `organisation`: an enterprise code; `bank` and
 * `account`: a bank's code and an account number.
 */
export type RegistryKey = 'person' | 'organisation' | 'bank' | 'account'

export type AttributeType
  = | 'text' | 'person-name' | 'personal-id' | 'date' | 'partial-date' | 'code' | 'address' | 'phone' | 'email' | 'number' | 'flag'
    | 'record' | 'records'

export interface RegistryAttribute {
  title: LocalizedText
  type: AttributeType
  /** `code`: the values, either here or a list of `server/catalogues`. */
  codes?: readonly string[]
  codeList?: string
  /** `record` and `records`. */
  parts?: Readonly<Record<string, RegistryAttribute>>
  /** What forms also call it, in either language; the lint looks for these. */
  names?: readonly string[]
}

export interface RegistryPaper {
  id: string
  title: LocalizedText
  names?: readonly string[]
}

/** The attribute under a dotted path (`identityCard.number`), or null. */
export function attributeAt(declaration: Pick<RegistryDeclaration, 'attributes'>, path: string): RegistryAttribute | null {
  let parts: Readonly<Record<string, RegistryAttribute>> | undefined = declaration.attributes
  let found: RegistryAttribute | null = null
  for (const key of path.split('.')) {
    found = parts !== undefined && Object.hasOwn(parts, key) ? parts[key] ?? null : null
    if (found === null) return null
    parts = found.parts
  }
  return found
}
