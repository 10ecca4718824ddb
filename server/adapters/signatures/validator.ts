import type { SignatureValidator } from '#domain/validation'
import { validateSignatures, type RevocationSource, type TrustAnchor } from '#signing'

export interface ValidatorOptions {
  anchors: readonly TrustAnchor[]
  revocation: RevocationSource
  now: () => Date
}

export const createSignatureValidator = ({ anchors, revocation, now }: ValidatorOptions): SignatureValidator =>
  ({ validate: pdf => validateSignatures(pdf, { anchors, revocation, time: now() }) })
