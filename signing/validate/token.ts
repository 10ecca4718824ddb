import { derFromBer } from '../asn1/index.ts'
import { cmsOids, certificatesOf, findSigningCertificate, parseSignedData, verifySigner, type SignedData, type SignerInfo, type SignerVerification } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import type { PdfSignature } from '../pdf/index.ts'
import { parseTimestampToken, verifyTimestampToken, type TimestampToken } from '../timestamp/index.ts'
import { digestOf, type Certificate, type DigestName } from '../x509/index.ts'
import type { PrefixDigests } from './prefix-digests.ts'

export type TokenKind = 'signature' | 'document-timestamp' | 'signature-timestamp' | 'content-timestamp'

/** Something signed: a signature or a time-stamp, with the facts about its cryptography. Nothing here is about trust or time. */
export interface Token {
  /** Key of its proofs of existence. */
  id: string
  kind: TokenKind
  /** The field that holds it; of a time-stamp inside a CMS, the signature's. */
  pdf: PdfSignature
  cms: SignedData | null
  /** False when the CMS was written with the liberties of BER, which ISO 32000-2 §12.8.3.3.1 does not leave. */
  isDer: boolean
  /** Why there is no CMS; technical English. */
  problem: string | null
  /** The only SignerInfo, or the first of several (which the format check refuses). */
  signer: SignerInfo | null
  /** Null when no certificate fits the signer. */
  certificate: Certificate | null
  verification: SignerVerification | null
  /** Of time-stamps. */
  timestamp: TimestampToken | null
  imprintMatches: boolean | null
  isForTimestamping: boolean
  /** A document time-stamp whose very token holds in another field: it stands there, and here for nothing. */
  isCopy: boolean
  /** Time-stamps over this signature, or over its content, inside the CMS. */
  carried: Token[]
}

/** What reading the tokens of one file shares. */
export interface Reading {
  /** Certificates beside those in the CMS. */
  candidates: readonly Certificate[]
  digests: PrefixDigests
  /** Most time-stamps of a kind in one signature. */
  mostTimestamps: number
}

/** Reads what a signature field holds. Never throws. */
export function readToken(pdf: PdfSignature, id: string, reading: Reading): Token {
  const { candidates } = reading
  const bytes = new SignedBytes(pdf, reading.digests)
  if (pdf.kind === 'timestamp') return readTimestamp(pdf.contents, { id, kind: 'document-timestamp', pdf, digest: hash => bytes.digest(hash), candidates })
  const token = empty(id, 'signature', pdf)
  if (pdf.contents === null) return { ...token, problem: 'there are no Contents' }
  try {
    const { value: cms, isDer } = readBer(pdf.contents, parseSignedData)
    const signer = cms.signers[0] ?? null
    const certificate = signer === null ? null : findSigningCertificate(signer, [...certificatesOf(cms), ...candidates])
    return {
      ...token, cms, isDer, signer, certificate,
      verification: signer === null || certificate === null ? null : verifyContent({ cms, signer, certificate, bytes, subFilter: pdf.subFilter }),
      carried: signer === null ? [] : readCarried(signer, { id, pdf, bytes, candidates, mostTimestamps: reading.mostTimestamps }),
    }
  }
  catch (cause) {
    return { ...token, problem: messageOf(cause) }
  }
}

const empty = (id: string, kind: TokenKind, pdf: PdfSignature): Token =>
  ({ id, kind, pdf, cms: null, isDer: true, problem: null, signer: null, certificate: null, verification: null, timestamp: null, imprintMatches: null, isForTimestamping: false, isCopy: false, carried: [] })

/** DER as it is; what is not, as the DER it stands for. What is behind it is padding, as it is behind DER. */
function readBer<T>(bytes: Uint8Array, parse: (der: Uint8Array) => T): { value: T, isDer: boolean } {
  try {
    return { value: parse(bytes), isDer: true }
  }
  catch (cause) {
    if (!(cause instanceof SigningError) || cause.code !== 'der-malformed') throw cause
    return { value: parse(derFromBer(bytes).der), isDer: false }
  }
}

const messageOf = (cause: unknown): string => cause instanceof Error ? cause.message : 'unreadable'

/** The bytes that a signature covers, hashed once for each digest that somebody asks for. */
class SignedBytes {
  readonly #parts: PdfSignature['signedParts']
  readonly #source: PrefixDigests
  readonly #digests = new Map<DigestName, Uint8Array>()

  constructor({ signedParts }: PdfSignature, source: PrefixDigests) {
    this.#parts = signedParts
    this.#source = source
  }

  get exist(): boolean {
    return this.#parts !== null
  }

  /** Null when there are no bytes to speak of. */
  digest(name: DigestName): Uint8Array | null {
    if (this.#parts === null) return null
    const known = this.#digests.get(name)
    if (known !== undefined) return known
    const digest = this.#source.digest(name, this.#parts)
    this.#digests.set(name, digest)
    return digest
  }

  joined(): Uint8Array {
    return this.#source.joined(this.#parts ?? [])
  }
}

interface ContentInput { cms: SignedData, signer: SignerInfo, certificate: Certificate, bytes: SignedBytes, subFilter: string | null }

/** The content is always the document's bytes, whatever the CMS encloses: an enclosed content that differs proves nothing about the page. */
function verifyContent({ cms, signer, certificate, bytes, subFilter }: ContentInput): SignerVerification | null {
  if (!bytes.exist) return null
  if (subFilter === 'adbe.pkcs7.sha1') return verifyEnclosedDigest({ cms, signer, certificate, bytes, subFilter })
  return verifySigner({
    signer, certificate, contentType: cms.contentType,
    contentDigest: signer.digest === null ? new Uint8Array() : bytes.digest(signer.digest)!,
    ...(signer.signedAttributes === null ? { content: bytes.joined() } : {}),
  })
}

/** adbe.pkcs7.sha1 encloses the SHA-1 of the bytes (ISO 32000-1 §12.8.3.3.1; PDF 2.0 has done away with it). */
function verifyEnclosedDigest({ cms, signer, certificate, bytes }: ContentInput): SignerVerification {
  const content = cms.content ?? new Uint8Array()
  const isDigest = Buffer.compare(content, bytes.digest('SHA-1')!) === 0
  const verification = verifySigner({ signer, certificate, contentType: cms.contentType, contentDigest: signer.digest === null ? new Uint8Array() : digestOf(signer.digest, content), content })
  return isDigest ? verification : { ...verification, digestMatches: false }
}

interface CarriedInput { id: string, pdf: PdfSignature, bytes: SignedBytes, candidates: readonly Certificate[], mostTimestamps: number }

function readCarried(signer: SignerInfo, { id, pdf, bytes, candidates, mostTimestamps }: CarriedInput): Token[] {
  const over = signer.unsignedAttributes?.all(cmsOids.signatureTimestamp).flatMap(({ values }) => values) ?? []
  const within = signer.signedAttributes?.all(cmsOids.contentTimestamp).flatMap(({ values }) => values) ?? []
  const read = (value: { bytes: Uint8Array }, kind: TokenKind, index: number) => readTimestamp(value.bytes, {
    id: `${id}/${kind}/${index}`, kind, pdf, candidates,
    digest: hash => kind === 'signature-timestamp' ? digestOf(hash, signer.signature) : bytes.digest(hash),
  })
  return [
    ...within.slice(0, mostTimestamps).map((value, index) => read(value, 'content-timestamp', index)),
    ...over.slice(0, mostTimestamps).map((value, index) => read(value, 'signature-timestamp', index)),
  ]
}

interface TimestampInput { id: string, kind: TokenKind, pdf: PdfSignature, digest: (hash: DigestName) => Uint8Array | null, candidates: readonly Certificate[] }

function readTimestamp(contents: Uint8Array | null, { id, kind, pdf, digest, candidates }: TimestampInput): Token {
  const token = empty(id, kind, pdf)
  if (contents === null) return { ...token, problem: 'there are no Contents' }
  try {
    const { value: timestamp, isDer } = readBer(contents, parseTimestampToken)
    const { hash } = timestamp.info
    const stamped = hash === null ? null : digest(hash)
    const { authority, signer, imprintMatches, purposeIsTimestamping } = verifyTimestampToken(timestamp, stamped ?? new Uint8Array(), candidates)
    return {
      ...token, timestamp, isDer, cms: timestamp.signedData, signer: timestamp.signedData.signers[0] ?? null, certificate: authority, verification: signer,
      imprintMatches: stamped !== null && imprintMatches, isForTimestamping: purposeIsTimestamping,
    }
  }
  catch (cause) {
    return { ...token, problem: messageOf(cause) }
  }
}

/** Digest and signature value hold over the signed bytes, in the encoding that RFC 5652 §5.4 asks for. */
export function isIntact({ kind, verification, imprintMatches }: Token): boolean {
  if (verification === null || verification.signature !== 'valid') return false
  if (verification.encoding === 'content') return kind === 'signature' && verification.digestMatches !== false
  return verification.encoding === 'der' && verification.digestMatches === true && imprintMatches !== false
}

/** Marks copies of document time-stamps. */
export function markCopies(tokens: readonly Token[]): Token[] {
  const held = tokens.filter(token => token.kind === 'document-timestamp' && isIntact(token))
  const isCopy = (token: Token) => token.imprintMatches === false && held.some(one => Buffer.compare(one.timestamp!.bytes, token.timestamp!.bytes) === 0)
  return tokens.map(token => token.kind === 'document-timestamp' && token.timestamp !== null && isCopy(token) ? { ...token, isCopy: true } : token)
}

/** When a time-stamp says it was made; null for signatures. */
export const generationTime = ({ timestamp }: Token): Date | null => timestamp?.info.time ?? null

/** What an anchor must be trusted for. */
export const useOf = ({ kind }: Token): 'signature' | 'timestamp' => kind === 'signature' ? 'signature' : 'timestamp'
