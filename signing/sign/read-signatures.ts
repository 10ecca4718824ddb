import { createHash } from 'node:crypto'
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
  /** The signatory, or the authority of a document time-stamp. */
  signers: Certificate[]
  /** Of the time-stamps on the signature. */
  authorities: Certificate[]
  isTimestamp: boolean
  hasTimestamp: boolean
  /** What its tokens state: the earliest time, or the only one of a document time-stamp. */
  time: Date | null
  /** Its key in /VRI of the document security store (EN 319 142-1 §5.4.2.3): SHA-1 of /Contents, used as a name only. */
  vriKey: string
  /** Octets from the beginning of the file that it speaks for. */
  reach: number
}

/**
 * All signatures and document time-stamps that reach this octet or beyond, earliest revision first. Others are not looked at.
 * @throws PdfError, SigningError `document-unreadable`
 */
export const readSignatures = (revision: Revision, from = 0): ReadSignature[] =>
  signedFields(revision.fields)
    .map(({ signature }) => ({ signature, reach: reachOf(revision, signature) }))
    .filter(({ reach }) => reach >= from)
    .map(({ signature, reach }) => readSignature(revision, signature, reach))
    .sort((a, b) => a.reach - b.reach)

function readSignature({ document }: Revision, signature: PdfDictionary, reach: number): ReadSignature {
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
    signers: signersOf(signedData, certificates),
    authorities: tokens.flatMap(token => signersOf(token, certificates)),
    isTimestamp,
    hasTimestamp: tokens.length > 0,
    time: earliest((isTimestamp ? all : tokens).map(({ bytes }) => timeOf(bytes))),
    vriKey: createHash('sha1').update(contents.bytes).digest('hex').toUpperCase(),
    reach,
  }
}

function signersOf({ signers }: SignedData, candidates: readonly Certificate[]): Certificate[] {
  return signers.map((signer) => {
    const found = findSigningCertificate(signer, candidates)
    if (found === null) throw new SigningError('path-incomplete', 'the certificate of a signature is missing')
    return found
  })
}

const earliest = (times: readonly Date[]): Date | null => times.length === 0 ? null : new Date(Math.min(...times.map(Number)))

/** By when the signature is proven to exist, by its own tokens or by document time-stamps over it. */
export const provenTime = (signature: ReadSignature, all: readonly ReadSignature[]): Date | null =>
  earliest([signature.isTimestamp ? null : signature.time, coveredAt(signature, all)].filter(time => time !== null))

/** When the first document time-stamp came over it. */
export const coveredAt = ({ reach }: ReadSignature, all: readonly ReadSignature[]): Date | null =>
  earliest(all.flatMap(other => other.isTimestamp && other.reach > reach && other.time !== null ? [other.time] : []))

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

function reachOf({ document }: Revision, signature: PdfDictionary): number {
  const range = document.resolve(signature.get('ByteRange'))
  if (!Array.isArray(range) || range.length !== 4 || range.some(one => !Number.isSafeInteger(one))) throw new SigningError('document-unreadable', 'a signature without /ByteRange')
  return (range[2] as number) + (range[3] as number)
}
