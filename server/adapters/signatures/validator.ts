import type { SignatureValidator } from '#domain/validation'
import { validateSignatures, type IssuerSource, type RevocationSource, type TrustAnchor } from '#signing'

export interface ValidatorOptions {
  anchors: readonly TrustAnchor[]
  revocation: RevocationSource
  issuers: IssuerSource
  now: () => Date
}

export const createSignatureValidator = ({ anchors, revocation, issuers, now }: ValidatorOptions): SignatureValidator =>
  ({ validate: pdf => validateSignatures(pdf, { anchors, revocation, issuers, time: now() }) })
