import { constants, verify } from 'node:crypto'
import { digestOf, nodeDigest, readCertificate, type Certificate, type DigestName } from '../../x509/index.ts'
import { canonicalise, canonicalisationOf, type Canonicalisation } from './canonical.ts'
import type { XmlDocument, XmlElement } from './node.ts'
import { malformedXml } from './parse.ts'

const ds = 'http://www.w3.org/2000/09/xmldsig#'
const more = 'http://www.w3.org/2001/04/xmldsig-more#'
const enveloped = `${ds}enveloped-signature`

/** SHA-1 is not among them: a list is refused rather than trusted by it. */
const digests: Readonly<Record<string, DigestName>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'SHA-256', [`${more}sha384`]: 'SHA-384', 'http://www.w3.org/2001/04/xmlenc#sha512': 'SHA-512',
}
const methods: Readonly<Record<string, { kind: 'rsa' | 'rsa-pss' | 'ec', digest: DigestName }>> = {
  [`${more}rsa-sha256`]: { kind: 'rsa', digest: 'SHA-256' }, [`${more}rsa-sha384`]: { kind: 'rsa', digest: 'SHA-384' }, [`${more}rsa-sha512`]: { kind: 'rsa', digest: 'SHA-512' },
  [`${more}ecdsa-sha256`]: { kind: 'ec', digest: 'SHA-256' }, [`${more}ecdsa-sha384`]: { kind: 'ec', digest: 'SHA-384' }, [`${more}ecdsa-sha512`]: { kind: 'ec', digest: 'SHA-512' },
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1': { kind: 'rsa-pss', digest: 'SHA-256' }, 'http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1': { kind: 'rsa-pss', digest: 'SHA-512' },
}

/**
 * Verifies the enveloped signature that a document carries as a child of its root (W3C XML Signature 1.1), and returns the certificate
 * that made it: one of `signers`, whom the caller trusts. The root as a whole must be what is signed, by no other transform than leaving
 * the signature out and canonicalisation, so that nothing can be wrapped around it.
 * @throws SigningError `trusted-list-invalid`
 */
export function verifyEnvelopedSignature({ root }: XmlDocument, signers: readonly Certificate[]): Certificate {
  const signature = root.only('Signature', ds)
  const info = signature?.only('SignedInfo') ?? null
  if (signature === null || info === null) throw malformedXml('there is no signature, or more than one')
  const certificate = signerOf(signature, signers)
  const references = info.all('Reference')
  if (references.length === 0 || references.length > 20) throw malformedXml('the signature refers to nothing')
  const isRoot = references.map(reference => checkReference(reference, root, signature))
  if (!isRoot.includes(true)) throw malformedXml('the signature does not cover the document')
  verifyValue(signature, info, certificate)
  return certificate
}

function signerOf(signature: XmlElement, signers: readonly Certificate[]): Certificate {
  const listed = [...(signature.only('KeyInfo')?.descendants() ?? [])].filter(({ local, namespace }) => local === 'X509Certificate' && namespace === ds)
  const named = listed.flatMap(({ text }) => readCertificate(Buffer.from(text, 'base64')) ?? [])
  const known = signers.find(one => named.some(({ fingerprint }) => fingerprint === one.fingerprint)) ?? (named.length === 0 && signers.length === 1 ? signers[0] : undefined)
  if (known === undefined) throw malformedXml('the signer is none of those that are trusted')
  return known
}

/** Returns whether it is the reference to the root. */
function checkReference(reference: XmlElement, root: XmlElement, signature: XmlElement): boolean {
  const target = targetOf(reference.attribute('URI'), root)
  const { method, leavesSignatureOut } = readTransforms(reference, target === root)
  if (target === root && !leavesSignatureOut) throw malformedXml('the signature covers itself')
  const digest = digests[reference.only('DigestMethod')?.attribute('Algorithm') ?? '']
  const value = reference.only('DigestValue')?.text
  if (digest === undefined || value === undefined) throw malformedXml('a digest that is not accepted')
  const octets = Buffer.from(canonicalise(target, method, leavesSignatureOut ? signature : null))
  if (Buffer.compare(digestOf(digest, octets), Buffer.from(value, 'base64')) !== 0) throw malformedXml('what was signed has been changed')
  return target === root
}

/** The root, or the one element with that identifier. */
function targetOf(uri: string | null, root: XmlElement): XmlElement {
  if (uri === '') return root
  if (uri === null || !uri.startsWith('#')) throw malformedXml('the signature refers to something outside')
  const found = [...root.descendants()].filter(element => ['Id', 'ID', 'id'].some(name => element.attribute(name) === uri.slice(1)))
  if (found.length !== 1) throw malformedXml(`${found.length} elements are called ${uri}`)
  return found[0]!
}

function readTransforms(reference: XmlElement, isRoot: boolean): { method: Canonicalisation, leavesSignatureOut: boolean } {
  // Without a canonicalisation of its own, a reference is canonicalised inclusively (§4.4.3.2).
  let method = canonicalisationOf('http://www.w3.org/TR/2001/REC-xml-c14n-20010315')!
  let leavesSignatureOut = false
  for (const transform of reference.only('Transforms')?.all('Transform') ?? []) {
    const uri = transform.attribute('Algorithm') ?? ''
    const canonical = canonicalMethod(transform, uri)
    if (uri === enveloped && isRoot) leavesSignatureOut = true
    else if (canonical !== null) method = canonical
    else throw malformedXml('a transform that is not accepted')
  }
  return { method, leavesSignatureOut }
}

function canonicalMethod(holder: XmlElement, uri: string): Canonicalisation | null {
  const list = holder.elements.find(({ local, namespace }) => local === 'InclusiveNamespaces' && namespace === 'http://www.w3.org/2001/10/xml-exc-c14n#')?.attribute('PrefixList')
  const prefixes = (list ?? '').split(/\s+/).filter(prefix => prefix !== '').map(prefix => prefix === '#default' ? '' : prefix)
  return canonicalisationOf(uri, prefixes)
}

function verifyValue(signature: XmlElement, info: XmlElement, { publicKey }: Certificate): void {
  const canonical = info.only('CanonicalizationMethod')
  const method = canonical === null ? null : canonicalMethod(canonical, canonical.attribute('Algorithm') ?? '')
  const algorithm = methods[info.only('SignatureMethod')?.attribute('Algorithm') ?? '']
  const value = signature.only('SignatureValue')?.text
  if (method === null || algorithm === undefined || value === undefined || publicKey === null) throw malformedXml('a signature algorithm that is not accepted')
  const type = publicKey.asymmetricKeyType
  const fits = algorithm.kind === 'ec' ? type === 'ec' : type === 'rsa' || (algorithm.kind === 'rsa-pss' && type === 'rsa-pss')
  const key = algorithm.kind === 'ec'
    ? { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
    : algorithm.kind === 'rsa-pss' ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : publicKey
  if (!fits || !verify(nodeDigest(algorithm.digest), Buffer.from(canonicalise(info, method)), key, Buffer.from(value, 'base64'))) throw malformedXml('the signature value is wrong')
}
