import { ProblemError } from '../../../shared/problem.ts'
import type { DossierStore } from '#domain/dossiers'
import type { PreparedSignature } from '#signing'
import type { HashList, SealPermits } from '#signing/providers'

/** A decision as it is stored: a dossier at a version. */
export interface Decision { dossier: string, version: number }

export interface DecidedSeals extends SealPermits {
  /** @throws ProblemError `state-conflict` when the stored decision does not name this very paper */
  permit(decision: Decision, order: { credential: string, prepared: PreparedSignature }): Promise<void>
}

/**
 * Permits for the agencies' seals, given only for the paper that a stored decision names, and looked up again when the seal
 * is used: what was taken back meanwhile is not sealed. The list keeps each permit to one use, a few minutes, and the
 * seal's own procedures.
 */
export function permitSeals({ dossiers, list }: { dossiers: Pick<DossierStore, 'find'>, list: HashList }): DecidedSeals {
  const given = new Map<string, Decision & { digest: string }>()
  const keyOf = (credential: string, dtbsr: string): string => `${credential} ${dtbsr}`
  /** The procedure of the decision, null when it does not stand or names another paper. */
  const procedureOf = async ({ dossier: id, version, digest }: Decision & { digest: string }): Promise<string | null> => {
    const dossier = await dossiers.find(id)
    const stands = dossier !== null && dossier.state === 'accepted' && dossier.version === version && dossier.acceptance?.result === digest
    return stands ? dossier.procedure : null
  }
  const isStillDecided = async (key: string): Promise<boolean> => {
    const decision = given.get(key)
    return decision !== undefined && await procedureOf(decision) !== null
  }

  return {
    permit: async ({ dossier, version }, { credential, prepared: { documentDigest: digest, dtbsr } }) => {
      const procedure = await procedureOf({ dossier, version, digest })
      if (procedure === null) throw new ProblemError('state-conflict', { detail: 'no decision names this paper' })
      list.permit({ credential, procedure, digests: [dtbsr] })
      given.set(keyOf(credential, dtbsr), { dossier, version, digest })
    },
    take: async (credential, digests) => {
      const keys = digests.map(dtbsr => keyOf(credential, dtbsr))
      const decided = await Promise.all(keys.map(isStillDecided))
      for (const key of keys) given.delete(key)
      return decided.every(Boolean) && list.take(credential, digests)
    },
  }
}
