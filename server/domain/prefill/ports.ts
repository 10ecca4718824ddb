import type { LocalizedText } from '../../../shared/forms/definition.ts'
import type { ProblemCode } from '../../../shared/problem.ts'

/** A registry that knows people. It is asked for one person by number, name and birth date: it is no search. */
export interface PersonRegistry {
  /** Display name of the owner's database. */
  title: LocalizedText
  /** Every attribute id that this connection serves (before the first dot of a binding). */
  attributes: readonly string[]
  /** `consent`: asked only after the person has agreed. @defaultValue 'duty' */
  ground?: 'duty' | 'consent'
  /** `some`: not everybody is in it, so that knowing nobody is an answer (no licence, no business). @defaultValue 'everybody' */
  holds?: 'everybody' | 'some'
  /** What it must be asked by beyond the person, e.g. `organisation`. @defaultValue none */
  keys?: readonly string[]
  /** @throws RegistryError */
  lookup(query: PersonQuery): Promise<PersonRecord>
}

export interface PersonQuery {
  person: Person
  /** What the registry is asked by beyond the person: exactly its `keys`. */
  keys?: Readonly<Record<string, string>>
  /** Only what the procedure's definition binds. */
  attributes: string[]
  /** Legal ground in words, logged by the registry. */
  purpose: string
  /** National code of the procedure. */
  procedure: string
  /** Whose action caused the query (X-Road-UserId). */
  userId: string
  /** The case it is for: draft or dossier (X-Road-Issue). */
  issue: string
}

/** What a signed-in person is known by, from the identity provider. */
export interface Person { personalId: string, fullName: string, dateOfBirth: string }

export interface PersonRecord {
  recordId: string
  personalId: string
  /** When the registry last changed the record; null when it does not tell. */
  updatedAt: string | null
  /** Null: the registry has no value. Missing although asked for: it did not say. */
  attributes: Record<string, unknown>
  requestId: string
  requestHash: string
  /** ISO 8601, our clock. */
  fetchedAt: string
}

/** Is told of every question that left the house, answered or not. What it could not write down is not used either. */
export interface LookupLog {
  record(lookup: LookupEntry): Promise<void>
}

export interface LookupEntry extends Pick<PersonQuery, 'purpose' | 'procedure' | 'userId' | 'issue' | 'attributes'> {
  registry: string
  /** Whose data were asked for. */
  subject: string
  at: Date
  /** Null when no answer came. */
  requestId: string | null
  outcome: 'answered' | RegistryProblem
}

export type RegistryProblem = Extract<ProblemCode, 'registry-unavailable' | 'registry-answer-invalid' | 'registry-wrong-person' | 'registry-person-unknown'>

export class RegistryError extends Error {
  readonly code: RegistryProblem
  /** Safe to log: never personal data. */
  readonly detail: string
  /** Asking again may help. */
  readonly retryable: boolean

  /** @param options.permanent what is wrong will not pass by itself (no access rights, unknown service) */
  constructor(code: RegistryProblem, detail: string, options: { cause?: unknown, permanent?: boolean } = {}) {
    super(`${code}: ${detail}`, { cause: options.cause })
    this.name = 'RegistryError'
    this.code = code
    this.detail = detail
    this.retryable = code === 'registry-unavailable' && options.permanent !== true
  }
}
