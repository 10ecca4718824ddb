import type { LocalizedText } from '../../../shared/forms/definition.ts'
import type { ProblemCode } from '../../../shared/problem.ts'

/** A registry that knows people. It is asked for one person by number, name and birth date: it is no search. */
export interface PersonRegistry {
  /** Display name of the owner's database. */
  title: LocalizedText
  /** Every attribute id that a binding may name (before the first dot). */
  attributes: readonly string[]
  /** @throws RegistryError */
  lookup(query: PersonQuery): Promise<PersonRecord>
}

export interface PersonQuery {
  person: Person
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
  /** When the registry last changed the record. */
  updatedAt: string
  attributes: Record<string, unknown>
  requestId: string
  requestHash: string
  /** ISO 8601, our clock. */
  fetchedAt: string
}

export type RegistryProblem = Extract<ProblemCode, 'registry-unavailable' | 'registry-answer-invalid' | 'registry-wrong-person' | 'registry-person-unknown'>

export class RegistryError extends Error {
  readonly code: RegistryProblem
  /** Safe to log: never personal data. */
  readonly detail: string

  constructor(code: RegistryProblem, detail: string, options?: { cause?: unknown }) {
    super(`${code}: ${detail}`, options)
    this.name = 'RegistryError'
    this.code = code
    this.detail = detail
  }

  /** Asking again may help. */
  get retryable(): boolean {
    return this.code === 'registry-unavailable'
  }
}
