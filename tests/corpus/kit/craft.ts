import { createHash, sign as signBytes } from 'node:crypto'
import * as der from '../../../signing/asn1/index.ts'
import { cmsOids, encodeAttribute } from '../../../signing/cms/index.ts'
import { encodeDigestAlgorithm, encodeSignatureAlgorithm, nodeDigest, parseCertificate, type DigestName } from '../../../signing/x509/index.ts'
import { prepareSignature } from '#signing'
import { signWith } from '#signing/testing'
import type { Signatory, SigningOptions, World } from './world.ts'

/** How a signature departs from what our own signer makes. Everything that is absent is as it should be. */
export interface Recipe {
  /** Edits of the prepared file, before it is hashed; lengths must stay. */
  edit?: (text: string) => string
  subFilter?: string
  /** Another byte range, written and hashed. */
  range?: (due: Range) => Range
  digest?: DigestName
  /** DER Attributes, from those that should be there. Null = no signed attributes. */
  attributes?: ((due: Attributes) => Uint8Array[] | Promise<Uint8Array[]>) | null
  /** Leaves the attributes in the given order, and signs that. @defaultValue the order of DER */
  asGiven?: boolean
  /** Signs the DER while the attributes stand in another order. */
  signDer?: boolean
  unsigned?: (signature: Uint8Array) => Promise<Uint8Array[]> | Uint8Array[]
  certificates?: Uint8Array[]
  crls?: Uint8Array[]
  /** Enclosed content. */
  content?: Uint8Array
  contentType?: string
  signature?: (value: Uint8Array) => Uint8Array
  /** DER AlgorithmIdentifier of the signature. */
  algorithm?: Uint8Array
  /** Times that the SignerInfo comes. */
  signers?: number
  /** Turns the finished CMS into what is written. */
  finish?: (cms: Uint8Array) => Uint8Array
  reservedBytes?: number
  options?: SigningOptions
}
/** Attributes by what they are, encoded. */
export interface Attributes { contentType: Uint8Array, messageDigest: Uint8Array, signingCertificate: Uint8Array, digest: Uint8Array, algorithmProtection: Uint8Array }

/** Signs by hand, so that a case can break one rule and keep all others. */
export async function craft(world: World, pdf: Uint8Array, { signatory = world.person(), ...recipe }: Recipe & { signatory?: Signatory } = {}): Promise<Uint8Array> {
  const { key, certificates, algorithm, hash } = signatory
  // The layout is the same whoever signs, and our own signer would refuse some of the keys.
  const layout = { certificates: world.person().certificates, algorithm: 'ECDSA' as const, hash: 'SHA-256' as const }
  const { pdf: prepared, prepared: { byteRange: due } } = prepareSignature(pdf, { ...layout, signingTime: world.now, ...(recipe.reservedBytes === undefined ? {} : { reservedBytes: recipe.reservedBytes }), ...recipe.options })
  const byteRange = (recipe.range ?? (range => range))(due)
  const bytes = edited(prepared, recipe, { due, byteRange })
  const name = recipe.digest ?? hash
  const digest = digestOfRanges(bytes, byteRange, name)
  const attributes = recipe.attributes === null ? null : await (recipe.attributes ?? usual)(dueAttributes(signatory, digest, name))
  const given = attributes === null ? null : Buffer.concat(attributes)
  const signedSet = attributes === null ? null : recipe.asGiven === true && recipe.signDer !== true ? der.encode(der.tags.set, given!) : der.setOf(...attributes)
  const toSign = signedSet ?? recipe.content ?? rangesOf(bytes, byteRange)
  const value = name === 'SHA-1' || name === 'MD5' ? signBytes(nodeDigest(name), toSign, key.privateKey) : signWith(key, toSign, { hash: name as typeof hash, algorithm })
  const signature = (recipe.signature ?? (one => one))(value)
  const own = parseCertificate(certificates[0]!)
  const signerInfo = der.sequence(
    der.integer(1), der.sequence(own.issuer.bytes, der.unsignedInteger(own.serialBytes)), encodeDigestAlgorithm(name),
    attributes === null ? null : recipe.asGiven === true ? der.encode(0xa0, given!) : der.implicit(0, signedSet!),
    recipe.algorithm ?? encodeSignatureAlgorithm(algorithm, hash), der.octetString(signature), await unsignedAttributes(recipe, signature),
  )
  const cms = der.sequence(der.oid(cmsOids.signedData), der.explicit(0, der.sequence(
    der.integer(1), der.setOf(encodeDigestAlgorithm(name)),
    der.sequence(der.oid(recipe.contentType ?? cmsOids.data), recipe.content === undefined ? null : der.explicit(0, der.octetString(recipe.content))),
    der.implicit(0, der.setOf(...(recipe.certificates ?? certificates))),
    recipe.crls === undefined ? null : der.implicit(1, der.setOf(...recipe.crls)),
    der.encode(der.tags.set, Buffer.concat(Array.from({ length: recipe.signers ?? 1 }, () => signerInfo))),
  )))
  return fill(bytes, due, (recipe.finish ?? (one => one))(cms))
}

const usual = ({ contentType, messageDigest, signingCertificate }: Attributes): Uint8Array[] => [contentType, messageDigest, signingCertificate]

async function unsignedAttributes({ unsigned }: Recipe, signature: Uint8Array): Promise<Uint8Array | null> {
  const attributes = unsigned === undefined ? [] : await unsigned(signature)
  return attributes.length === 0 ? null : der.implicit(1, der.setOf(...attributes))
}

export function dueAttributes({ certificates, algorithm, hash }: Signatory, digest: Uint8Array, name: DigestName = hash): Attributes {
  const reference = der.sequence(der.octetString(createHash('sha256').update(certificates[0]!).digest()))
  return {
    digest,
    contentType: encodeAttribute(cmsOids.contentType, der.oid(cmsOids.data)),
    messageDigest: encodeAttribute(cmsOids.messageDigest, der.octetString(digest)),
    signingCertificate: encodeAttribute(cmsOids.signingCertificateV2, der.sequence(der.sequence(reference))),
    algorithmProtection: encodeAttribute(cmsOids.algorithmProtection, der.sequence(encodeDigestAlgorithm(name), der.implicit(1, encodeSignatureAlgorithm(algorithm, hash)))),
  }
}

export type Range = [number, number, number, number]

export const rangesOf = (bytes: Uint8Array, [start, length, next, rest]: Range): Uint8Array => Buffer.concat([bytes.subarray(start, start + length), bytes.subarray(next, next + rest)])
export const digestOfRanges = (bytes: Uint8Array, range: Range, name: DigestName): Uint8Array => createHash(nodeDigest(name)).update(rangesOf(bytes, range)).digest()

function edited(prepared: Uint8Array, { edit, subFilter }: Recipe, { due, byteRange }: { due: Range, byteRange: Range }): Buffer {
  let text = Buffer.from(prepared).toString('latin1')
  if (byteRange !== due) text = replaceByteRange(text, due, `[${byteRange.join(' ')}]`)
  if (subFilter !== undefined) text = replaceSameLength(text, '/ETSI.CAdES.detached', `/${subFilter}`.padEnd('/ETSI.CAdES.detached'.length))
  const changed = edit === undefined ? text : edit(text)
  if (changed.length !== prepared.length) throw new RangeError('an edit must not change the length')
  return Buffer.from(changed, 'latin1')
}

/** Writes something else where the byte range stands, in the room that our own signer leaves behind its numbers. */
export function replaceByteRange(text: string, range: Range, to: string): string {
  const at = text.lastIndexOf(`[${range.join(' ')}`)
  const from = text.slice(at, text.indexOf(']', at) + 1)
  return replaceSameLength(text, from, to.padEnd(from.length))
}

/** The last place: earlier ones belong to earlier revisions. */
export function replaceSameLength(text: string, from: string, to: string): string {
  const at = text.lastIndexOf(from)
  if (at < 0 || from.length !== to.length) throw new RangeError(`cannot replace ${from}`)
  return text.slice(0, at) + to + text.slice(at + from.length)
}

export function fill(bytes: Buffer, [, gapStart, gapEnd]: Range, cms: Uint8Array): Uint8Array {
  const hex = Buffer.from(cms).toString('hex')
  if (hex.length > gapEnd - gapStart - 2) throw new RangeError('the CMS does not fit')
  bytes.write(hex, gapStart + 1, 'latin1')
  return bytes
}

/** Attribute with Adobe's archive of evidence (ISO 32000-2 §12.8.3.3.2). */
export const adobeArchive = ({ crls = [], ocspResponses = [] }: { crls?: Uint8Array[], ocspResponses?: Uint8Array[] }): Uint8Array => encodeAttribute(cmsOids.adobeRevocation, der.sequence(
  crls.length === 0 ? null : der.explicit(0, der.sequence(...crls)),
  ocspResponses.length === 0 ? null : der.explicit(1, der.sequence(...ocspResponses)),
))
