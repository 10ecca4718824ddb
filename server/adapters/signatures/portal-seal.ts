import type { Seal } from '#domain/dossiers'
import { completeSignature, prepareSignature, SigningError } from '#signing'
import type { LocalSigner } from '#signing/providers'
import { completeWithEvidence, type Authorities } from './complete-with-evidence.ts'

export interface PortalSealOptions {
  signer: LocalSigner
  authorities: Authorities
  now: () => Date
}

/**
 * The portal's own seal with a key that lies here. A receipt does not wait for a time-stamp authority that is down: then it
 * is sealed without (B-B), and the time it claims is the portal's own.
 */
export function createPortalSeal({ signer, authorities, now }: PortalSealOptions): Seal {
  return {
    seal: async (pdf, reason) => {
      const { pdf: preparedPdf, prepared } = prepareSignature(pdf, { algorithm: signer.algorithm, hash: 'SHA-256', certificates: signer.certificates, signingTime: now(), reason })
      const value = await signer.sign(Buffer.from(prepared.signedAttributes, 'base64'), prepared.hash)
      try {
        return await completeWithEvidence({ preparedPdf, prepared, value }, authorities)
      }
      catch (error) {
        if (!(error instanceof SigningError) || (error.code !== 'timestamp-unavailable' && error.code !== 'timestamp-invalid')) throw error
        return completeSignature(preparedPdf, prepared, value)
      }
    },
  }
}
