import type { AgencySeal } from '#domain/reviews'
import { prepareSignature, SigningError } from '#signing'
import { createHashList, guardSeals, type RemoteSignatureProvider, type Secret } from '#signing/providers'
import { completeWithEvidence, type Authorities } from './complete-with-evidence.ts'

export interface AgencySealOptions {
  provider: RemoteSignatureProvider
  /** Credential and PIN of each agency; `procedures`: what it seals results of, by slug. */
  seals: readonly { agency: string, credential: string, pin: Secret, procedures: readonly string[] }[]
  authorities: Authorities
  now: () => Date
}

/**
 * Results are sealed with the agency's remote credential; the PIN comes from the portal's secret store (CSC API 8.5.3). The
 * provider is asked only for hashes of results of the agency's own procedures, each once.
 */
export function createAgencySeal({ provider: unguarded, seals, authorities, now }: AgencySealOptions): AgencySeal {
  const decided = createHashList({ procedures: Object.fromEntries(seals.map(({ credential, procedures }) => [credential, procedures])), now })
  const provider = guardSeals(unguarded, decided)
  return {
    seal: async (agency, pdf, { reason, procedure }) => {
      const seal = seals.find(one => one.agency === agency)
      if (seal === undefined) throw new SigningError('options-invalid', 'the agency has no seal')
      const credential = await provider.readCredential(seal.credential)
      const [kind] = credential.algorithms
      if (!credential.usable || kind === undefined) throw new SigningError('algorithm-unsupported', 'the seal cannot be used')
      const { pdf: preparedPdf, prepared } = prepareSignature(pdf, { ...kind, certificates: credential.certificates, signingTime: now(), reason })
      const data = [{ data: Buffer.from(prepared.signedAttributes, 'base64'), label: reason }]
      decided.permit({ credential: credential.id, procedure, digests: [prepared.dtbsr] })
      const factors = Object.fromEntries(credential.authorisation.factors.map(({ id }) => [id, seal.pin]))
      const activation = await provider.authorise({ credential, hash: prepared.hash, data, factors })
      const [value] = await provider.sign({ credential, activation, algorithm: prepared.algorithm, hash: prepared.hash, data })
      if (value === undefined) throw new SigningError('signature-value-wrong', 'the service gave none')
      return completeWithEvidence({ preparedPdf, prepared, value }, authorities)
    },
  }
}
