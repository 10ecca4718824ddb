import { describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { certificatesOf, cmsOids, encodeAttribute, encodeSignedAttributes, encodeSignedData, findSigningCertificate, parseSignedData, verifySigner } from '../../../../signing/cms/index.ts'
import { createSignature, digestOf, parseCertificate } from '../../../../signing/x509/index.ts'
import { createPki, generateKey, type KeySpec } from '#signing/testing'
import type { HashAlgorithm, SignatureAlgorithm } from '#signing'

const pki = createPki({ now: () => new Date('2026-06-01T00:00:00Z') })
const content = Buffer.from('Giấy xác nhận')
const key = generateKey('RSA-2048')
const issue = (publicKey = key.publicKey, commonName = 'Lê A') => parseCertificate(pki.public.issuing.issue({ subject: [['C', 'VN'], ['CN', commonName]], publicKey, profile: 'person' }))
const certificate = issue()
const issuing = parseCertificate(pki.public.issuing.certificate)

function cmsOf({ algorithm = 'RSA-PKCS1', hash = 'SHA-256', signer = certificate, privateKey = key.privateKey, reorder = (set: Uint8Array) => set, signReordered = true, content: enclosed }: {
  algorithm?: SignatureAlgorithm
  hash?: HashAlgorithm
  signer?: typeof certificate
  privateKey?: typeof key.privateKey
  reorder?: (set: Uint8Array) => Uint8Array
  signReordered?: boolean
  content?: { type: string, octets: Uint8Array }
} = {}) {
  const signedAttributes = encodeSignedAttributes({ certificate: signer, algorithm, hash, messageDigest: digestOf(hash, content) })
  const written = reorder(signedAttributes)
  const signature = createSignature(privateKey, { algorithm, hash, data: signReordered ? written : signedAttributes })
  return encodeSignedData({ certificates: [signer, issuing], algorithm, hash, signedAttributes: written, signature, ...(enclosed === undefined ? {} : { content: enclosed }) })
}

function judge(cms: Uint8Array, over: Uint8Array = content) {
  const signedData = parseSignedData(cms)
  const signer = signedData.signers[0]!
  const found = findSigningCertificate(signer, certificatesOf(signedData))!
  return verifySigner({ signer, certificate: found, contentDigest: digestOf(signer.digest!, over), contentType: signedData.contentType })
}

const sound = { digestMatches: true, signature: 'valid', encoding: 'der', contentTypeMatches: true, referenceMatches: true, algorithmsProtected: true }

describe('SignedData', () => {
  it.each<[KeySpec, SignatureAlgorithm, HashAlgorithm]>([
    ['RSA-2048', 'RSA-PKCS1', 'SHA-256'], ['RSA-3072', 'RSA-PSS', 'SHA-384'], ['P-256', 'ECDSA', 'SHA-256'], ['P-384', 'ECDSA', 'SHA-384'], ['P-521', 'ECDSA', 'SHA-512'],
    ['Ed25519', 'Ed25519', 'SHA-512'], ['ML-DSA-65', 'ML-DSA-65', 'SHA-512'],
  ])('holds with %s, %s and %s', (spec, algorithm, hash) => {
    const own = generateKey(spec)
    expect(judge(cmsOf({ algorithm, hash, signer: issue(own.publicKey), privateKey: own.privateKey }))).toEqual(sound)
  })

  it('does not hold over other content', () => {
    expect(judge(cmsOf(), Buffer.from('khác'))).toEqual({ ...sound, digestMatches: false })
  })

  it('does not hold with a certificate that signing-certificate-v2 does not name, although the key is the same', () => {
    const twin = issue(key.publicKey, 'Lê A')
    const { signers } = parseSignedData(cmsOf())
    const outcome = verifySigner({ signer: signers[0]!, certificate: twin, contentDigest: digestOf('SHA-256', content), contentType: cmsOids.data })
    expect(outcome).toEqual({ ...sound, referenceMatches: false })
  })

  it('does not hold with another key', () => {
    expect(judge(cmsOf({ privateKey: generateKey('RSA-2048').privateKey }))).toMatchObject({ signature: 'invalid', encoding: null })
  })

  it('is detached when built for a PDF and carries no signing-time', () => {
    const signedData = parseSignedData(cmsOf())
    expect(signedData.content).toBeNull()
    expect(signedData.signers[0]!.signedAttributes!.has(cmsOids.signingTime)).toBe(false)
  })

  it('says when content is enclosed', () => {
    expect(parseSignedData(cmsOf({ content: { type: cmsOids.data, octets: content } })).content).toEqual(content)
  })

  const reversed = (set: Uint8Array): Uint8Array => der.encode(der.tags.set, Buffer.concat(der.parseDer(set).children().map(({ bytes }) => bytes).reverse()))

  it('tells a signature over attributes as written from one over their DER order', () => {
    expect(judge(cmsOf({ reorder: reversed, signReordered: true }))).toMatchObject({ signature: 'valid', encoding: 'raw' })
    expect(judge(cmsOf({ reorder: reversed, signReordered: false }))).toMatchObject({ signature: 'valid', encoding: 'der' })
    expect(parseSignedData(cmsOf({ reorder: reversed })).signers[0]!.signedAttributes!.isDer).toBe(false)
  })

  it('names attributes that come twice, and takes none of them', () => {
    const doubled = (set: Uint8Array): Uint8Array => der.setOf(...der.parseDer(set).children().map(({ bytes }) => bytes), encodeAttribute(cmsOids.messageDigest, der.octetString(new Uint8Array(32))))
    const cms = cmsOf({ reorder: doubled })
    expect(parseSignedData(cms).signers[0]!.signedAttributes!.repeated).toEqual([cmsOids.messageDigest])
    expect(judge(cms)).toMatchObject({ digestMatches: null })
  })

  it('accepts the zeros that pad a signature dictionary and nothing else behind it', () => {
    const cms = cmsOf()
    expect(parseSignedData(Buffer.concat([cms, Buffer.alloc(100)])).bytes).toHaveLength(cms.length)
    expect(() => parseSignedData(Buffer.concat([cms, Buffer.from([0, 1])]))).toThrowError(expect.objectContaining({ code: 'structure-malformed' }))
  })

  it('is refused or fails, whichever octet changes', () => {
    const cms = cmsOf()
    const held: number[] = []
    for (let at = 0; at < cms.length; at += 7) {
      const mutant = Uint8Array.from(cms)
      mutant[at]! ^= 0x11
      try {
        if (JSON.stringify(judge(mutant)) === JSON.stringify(sound)) held.push(at)
      }
      catch { /* refused */ }
    }
    // Unsigned parts may change: versions, digestAlgorithms, the certificates beside the signer's, the signer identifier.
    const issuerCertificate = Buffer.from(cms).indexOf(issuing.der)
    const unsigned = (at: number) => at < 60 || (at >= issuerCertificate && at < issuerCertificate + issuing.der.length) || at > cms.length - 900
    expect(held.filter(at => !unsigned(at))).toEqual([])
  })
})
