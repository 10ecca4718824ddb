import { cmsOids, type Attributes } from '../../cms/index.ts'
import type { Check } from '../../types.ts'
import type { Token } from '../token.ts'
import { failed, judged, notApplicable, passed } from './check.ts'

/** Format checking (EN 319 102-1 §5.2.2) against ISO 32000-2 §12.8.1 and §12.8.3.3, and RFC 5652 §5. */
export function formatChecks(token: Token): Check[] {
  const { pdf, cms, problem, signer } = token
  const isInPdf = token.kind === 'signature' || token.kind === 'document-timestamp'
  return [
    ...(isInPdf ? [judged('FC', 'byte-range-sound', { objection: pdf.byteRangeSound ? null : 'the byte range does not cover all but the signature', subIndication: 'FORMAT_FAILURE' })] : []),
    cms === null ? failed('FC', token.kind === 'signature' ? 'contents-readable' : 'timestamp-readable', 'FORMAT_FAILURE', problem ?? 'unreadable') : passed('FC', token.kind === 'signature' ? 'contents-readable' : 'timestamp-readable'),
    cms === null ? notApplicable('FC', 'one-signer') : judged('FC', 'one-signer', { objection: cms.signers.length === 1 ? null : `${cms.signers.length} signers`, subIndication: 'FORMAT_FAILURE' }),
    ...(token.kind === 'signature' ? [detached(token)] : []),
    ...attributeChecks(signer?.signedAttributes ?? null),
  ]
}

/** The document is the content; another one beside it is none that anybody sees. adbe.pkcs7.sha1 encloses a digest, by its definition. */
function detached({ cms, pdf }: Token): Check {
  if (cms === null || pdf.subFilter === 'adbe.pkcs7.sha1') return notApplicable('FC', 'content-detached')
  return judged('FC', 'content-detached', { objection: cms.content === null ? null : 'the CMS encloses a content of its own', subIndication: 'FORMAT_FAILURE' })
}

/** Attributes whose definition allows one instance with one value (RFC 5652 §11, RFC 5035 §5.4, RFC 6211 §2, RFC 5126 §5.8.1). */
const single: readonly string[] = [cmsOids.contentType, cmsOids.messageDigest, cmsOids.signingTime, cmsOids.signingCertificate, cmsOids.signingCertificateV2, cmsOids.algorithmProtection, cmsOids.signaturePolicy]

export const repeatedAttributes = (attributes: Attributes): string[] => single.filter((id) => {
  const found = attributes.all(id)
  return found.length > 1 || found.some(({ values }) => values.length !== 1)
})

function attributeChecks(attributes: Attributes | null): Check[] {
  if (attributes === null) return [notApplicable('FC', 'signed-attributes-der'), notApplicable('FC', 'signed-attributes-unique')]
  const repeated = repeatedAttributes(attributes)
  return [
    judged('FC', 'signed-attributes-der', { objection: attributes.isDer ? null : 'the set is not in the order of DER', subIndication: 'FORMAT_FAILURE' }),
    judged('FC', 'signed-attributes-unique', { objection: repeated.length === 0 ? null : repeated.join(', '), subIndication: 'FORMAT_FAILURE' }),
  ]
}
