import { certificatesOf, cmsOids, findSigningCertificate, parseSignedData, type SignedData } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import { PdfName, PdfString, signedFields, type PdfDictionary } from '../pdf/index.ts'
import type { Certificate } from '../x509/index.ts'
import type { Revision } from './revision.ts'

/** What raising a signature needs to know about it. */
export interface ReadSignature {
  /** Everything that came with it, tokens included. */
  certificates: Certificate[]
  /** Who must be shown not to be revoked: the signatory (or authority, of a document time-stamp) and the authorities of its time-stamps. */
  subjects: Certificate[]
  isTimestamp: boolean
  hasTimestamp: boolean
  /** Octets from the beginning of the file that it speaks for. */
  reach: number
}

/** All signatures and document time-stamps, earliest revision first. @throws PdfError, SigningError `document-unreadable` */
export const readSignatures = (revision: Revision): ReadSignature[] =>
  signedFields(revision.fields).map(({ signature }) => readSignature(revision, signature)).sort((a, b) => a.reach - b.reach)

function readSignature({ document }: Revision, signature: PdfDictionary): ReadSignature {
  const contents = document.resolve(signature.get('Contents'))
  if (!(contents instanceof PdfString)) throw new SigningError('document-unreadable', 'a signature without /Contents')
  const signedData = readable(contents.bytes)
  const tokens = signedData.signers.flatMap(({ unsignedAttributes }) => unsignedAttributes?.all(cmsOids.signatureTimestamp) ?? [])
    .flatMap(({ values }) => values.map(({ bytes }) => readable(bytes)))
  const all = [signedData, ...tokens]
  const certificates = all.flatMap(certificatesOf)
  const subFilter = document.resolve(signature.get('SubFilter'))
  return {
    certificates,
    subjects: all.flatMap(one => signersOf(one, certificates)),
    isTimestamp: subFilter instanceof PdfName && subFilter.value === 'ETSI.RFC3161',
    hasTimestamp: tokens.length > 0,
    reach: reachOf(document.resolve(signature.get('ByteRange'))),
  }
}

function signersOf({ signers }: SignedData, candidates: readonly Certificate[]): Certificate[] {
  return signers.map((signer) => {
    const found = findSigningCertificate(signer, candidates)
    if (found === null) throw new SigningError('path-incomplete', 'the certificate of a signature is missing')
    return found
  })
}

function readable(bytes: Uint8Array): SignedData {
  try {
    return parseSignedData(bytes)
  }
  catch (cause) {
    throw new SigningError('document-unreadable', 'a signature that is no CMS', { cause })
  }
}

function reachOf(range: unknown): number {
  if (!Array.isArray(range) || range.length !== 4 || range.some(one => !Number.isSafeInteger(one))) throw new SigningError('document-unreadable', 'a signature without /ByteRange')
  return (range[2] as number) + (range[3] as number)
}
