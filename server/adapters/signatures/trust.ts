import { X509Certificate } from 'node:crypto'
import type { TrustAnchor } from '#signing'

/** The configured anchors. @throws Error when one is no certificate */
export const readAnchors = (entries: readonly { label: string, pem: string }[]): TrustAnchor[] =>
  entries.map(({ label, pem }) => ({ label, certificate: new Uint8Array(new X509Certificate(pem).raw) }))
