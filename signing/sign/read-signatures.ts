import { certificatesOf, cmsOids, findSigningCertificate, parseSignedData, type SignedData } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import { PdfName, PdfString, signedFields, type PdfDictionary } from '../pdf/index.ts'
import { parseTimestampToken } from '../timestamp/index.ts'
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
  /** The latest time that one of its tokens states. */
  time: Date | null
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
  const subFilter = document.resolve(signature.get('SubFilter'))
  const isTimestamp = subFilter instanceof PdfName && subFilter.value === 'ETSI.RFC3161'
  const tokens = signedData.signers.flatMap(({ unsignedAttributes }) => unsignedAttributes?.all(cmsOids.signatureTimestamp) ?? [])
    .flatMap(({ values }) => values.map(({ bytes }) => readable(bytes)))
  const all = [signedData, ...tokens]
  const certificates = all.flatMap(certificatesOf)
  return {
    certificates,
    subjects: all.flatMap(one => signersOf(one, certificates)),
    isTimestamp,
    hasTimestamp: tokens.length > 0,
    time: latest((isTimestamp ? all : tokens).map(({ bytes }) => timeOf(bytes))),
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

export const latest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((later, time) => time !== null && (later === null || time > later) ? time : later, null)

function timeOf(token: Uint8Array): Date {
  try {
    return parseTimestampToken(token).info.time
  }
  catch (cause) {
    throw new SigningError('document-unreadable', 'a time-stamp that is no token', { cause })
  }
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
