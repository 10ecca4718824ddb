import type { Answers, Assurance, LocalizedText, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import type { Facts } from './fact.ts'
import type { Person, RegistryProblem } from './ports.ts'

/** The login as a source of values: what bindings with `registry: account` may name. */
export const accountSource: { title: LocalizedText, attributes: readonly string[] } = {
  title: { vi: 'Tài khoản định danh điện tử', en: 'Electronic identity account' },
  attributes: ['personalId', 'fullName', 'dateOfBirth', 'phone', 'email'],
}

/** Values that come with the login. */
export interface Account extends Person {
  phone: string | null
  email: string | null
  issuer: string
  assurance?: Assurance
  /** Enterprise code of the organisation for which the person acts now. */
  organisation?: string | null
}

export interface PrefillInput {
  definition: ProcedureDefinition
  account: Account
  /** Draft or dossier id. */
  issue: string
  /** What is answered so far: bindings with `keys` are asked by it. */
  answers?: Answers
  /** Registries to which the person has agreed for this purpose. */
  consents?: readonly string[]
}

export interface Rederivation {
  /** Fresh facts (or the earlier ones where a registry with `onOutage: declare` does not answer). */
  facts: Facts
  /** Locked fields whose answer is not the earlier fact: the client changed them. Refuse and log. */
  altered: string[]
  /** Locked fields that the registry now says otherwise: the person must look at the form again. */
  outdated: string[]
  /** Declared while the registry was silent: to be verified before anybody decides. */
  unverified: string[]
  /** Set when a registry with `onOutage: wait` gave no answer: filing waits. */
  problem: RegistryProblem | null
}

export interface Prefill {
  /** One lookup per registry, only the attributes that the definition binds. Never throws for a registry that fails: the facts say so. */
  collect(input: PrefillInput): Promise<Facts>
  /** At submission: asks again and compares with what the person is about to file. */
  rederive(input: PrefillInput & { answers: Answers, facts: Facts }): Promise<Rederivation>
}
