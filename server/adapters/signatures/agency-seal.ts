import type { AgencySeal } from '#domain/reviews'
import { SigningError } from '#signing'
import type { Credential, RemoteSignatureProvider, Secret } from '#signing/providers'
import { completeWithEvidence, type Authorities } from './complete-with-evidence.ts'

export interface AgencySealOptions {
  /** Guarded (`guardSeals`): it authorises only what the room that holds the decisions has permitted. */
  provider: RemoteSignatureProvider
  /** Credential and PIN of each agency. */
  seals: readonly { agency: string, credential: string, pin: Secret }[]
  authorities: Authorities
}

/** Results are sealed with the agency's remote credential; the PIN comes from the portal's secret store (CSC API 8.5.3). */
export function createAgencySeal({ provider, seals, authorities }: AgencySealOptions): AgencySeal {
  async function open(agency: string): Promise<{ credential: Credential, pin: Secret }> {
    const seal = seals.find(one => one.agency === agency)
    if (seal === undefined) throw new SigningError('options-invalid', 'the agency has no seal')
    return { credential: await provider.readCredential(seal.credential), pin: seal.pin }
  }
  return {
    describe: async (agency) => {
      const { credential } = await open(agency)
      const [kind] = credential.algorithms
      if (!credential.usable || kind === undefined) throw new SigningError('algorithm-unsupported', 'the seal cannot be used')
      return { ...kind, credential: credential.id, certificates: credential.certificates }
    },
    seal: async (agency, { pdf: preparedPdf, prepared }, reason) => {
      const { credential, pin } = await open(agency)
      const order = { credential, hash: prepared.hash, data: [{ data: Buffer.from(prepared.signedAttributes, 'base64'), label: reason }] }
      const factors = Object.fromEntries(credential.authorisation.factors.map(({ id }) => [id, pin]))
      const activation = await provider.authorise({ ...order, factors })
      const [value] = await provider.sign({ ...order, activation, algorithm: prepared.algorithm })
      if (value === undefined) throw new SigningError('signature-value-wrong', 'the service gave none')
      return completeWithEvidence({ preparedPdf, prepared, value }, authorities)
    },
  }
}
