import { contextConstructed, enumerated, explicit, octetString, oid, sequence, tags, type DerCursor } from '../asn1/index.ts'
import { cmsOids, type Attributes, type SignedData } from '../cms/index.ts'
import type { RawEvidence } from './evidence.ts'

/** CAdES revocation-values and certificate-values (EN 319 122-1 annex A.1): not for PAdES, but files carry them. */
const cadesRevocationValues = '1.2.840.113549.1.9.16.2.24'
const cadesCertificateValues = '1.2.840.113549.1.9.16.2.23'

/** Certificates and evidence that travel inside a CMS: its own fields, Adobe's archival attribute, CAdES values. Never throws. */
export function readEmbedded(cms: SignedData): RawEvidence & { certificates: Uint8Array[] } {
  const certificates = [...cms.certificates]
  const ocspResponses = [...cms.ocspResponses]
  const crls = [...cms.crls]
  for (const signer of cms.signers) {
    for (const found of [readAdobeArchive(signer.signedAttributes), readCadesValues(signer.unsignedAttributes)]) {
      ocspResponses.push(...found.ocspResponses)
      crls.push(...found.crls)
    }
    certificates.push(...readCertificateValues(signer.unsignedAttributes))
  }
  return { certificates, ocspResponses, crls }
}

const nothing: RawEvidence = { ocspResponses: [], crls: [] }

/** RevocationInfoArchival ::= SEQUENCE { crl [0] …, ocsp [1] SEQUENCE OF OCSPResponse, otherRevInfo [2] … } (ISO 32000-2 §12.8.3.3.2). */
function readAdobeArchive(attributes: Attributes | null): RawEvidence {
  const value = attributes?.only(cmsOids.adobeRevocation)
  if (value === null || value === undefined) return nothing
  return tried(() => {
    const cursor = value.expect(tags.sequence).inside()
    return { crls: readList(cursor, 0), ocspResponses: readList(cursor, 1) }
  })
}

/** RevocationValues holds BasicOCSPResponse, which is wrapped here to what everybody else passes around. */
function readCadesValues(attributes: Attributes | null): RawEvidence {
  const value = attributes?.only(cadesRevocationValues)
  if (value === null || value === undefined) return nothing
  return tried(() => {
    const cursor = value.expect(tags.sequence).inside()
    return { crls: readList(cursor, 0), ocspResponses: readList(cursor, 1).map(wrapBasicResponse) }
  })
}

const wrapBasicResponse = (basic: Uint8Array): Uint8Array => sequence(enumerated(0), explicit(0, sequence(oid(cmsOids.ocspBasic), octetString(basic))))

function readCertificateValues(attributes: Attributes | null): Uint8Array[] {
  const value = attributes?.only(cadesCertificateValues)
  if (value === null || value === undefined) return []
  try {
    return value.expect(tags.sequence).children(500).map(({ bytes }) => bytes)
  }
  catch {
    return []
  }
}

const readList = (cursor: DerCursor, number: number): Uint8Array[] =>
  cursor.optional(contextConstructed(number))?.inside().next(tags.sequence).children(500).map(({ bytes }) => bytes) ?? []

function tried(read: () => RawEvidence): RawEvidence {
  try {
    return read()
  }
  catch {
    return nothing
  }
}
