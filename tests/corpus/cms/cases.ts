import * as der from '../../../signing/asn1/index.ts'
import { cmsOids, encodeAttribute } from '../../../signing/cms/index.ts'
import { encodeDigestAlgorithm, encodeSignatureAlgorithm } from '../../../signing/x509/index.ts'
import { generateKey, type KeySpec } from '#signing/testing'
import { cases, type CorpusCase } from '../kit/corpus-case.ts'
import { craft, fill, replaceSameLength, type Recipe } from '../kit/craft.ts'
import { page, type Signatory, type World } from '../kit/world.ts'

const by = (recipe: Recipe | ((world: World) => Recipe & { signatory?: Signatory }), findings: string[] = []): CorpusCase['build'] => async world =>
  ({ pdf: await craft(world, page(), typeof recipe === 'function' ? recipe(world) : recipe), revocation: world.source(), findings })

/** Signed soundly, then these bytes of the file become others of the same length. */
const tampered = (from: string, to: string): CorpusCase['build'] => async (world) => {
  const text = Buffer.from(await world.sign(page(), world.person(), { level: 'B-T' })).toString('latin1')
  return { pdf: Buffer.from(replaceSameLength(text, from, to), 'latin1'), revocation: world.source(), findings: ['message-digest-mismatch'] }
}

const garbage = (cms: (whole: Uint8Array) => Uint8Array): CorpusCase['build'] => by({ finish: cms }, ['cms-unreadable'])

/** SEQUENCE and contents with an indefinite length, as old software wrote them. */
const indefinite = (cms: Uint8Array): Uint8Array => Buffer.concat([Buffer.of(0x30, 0x80), der.parseDer(cms).content, Buffer.of(0, 0)])

function oldKey(world: World): Signatory {
  const key = generateKey('RSA-1024' as KeySpec)
  const certificate = world.issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN']], publicKey: key.publicKey, profile: 'person' })
  return { key, certificates: [certificate, ...world.issuing.chain], algorithm: 'RSA-PKCS1', hash: 'SHA-256' }
}

const flipped = (value: Uint8Array): Uint8Array => {
  const copy = Buffer.from(value)
  copy[copy.length - 3] = copy[copy.length - 3]! ^ 0x01
  return copy
}

export const cms = cases({
  'made-by-hand-soundly__sound__TOTAL-PASSED__B-B': by({}),
  'with-algorithm-protection__sound__TOTAL-PASSED__B-B': by({ attributes: due => [due.contentType, due.messageDigest, due.signingCertificate, due.algorithmProtection] }),
  'text-of-the-page-changed__flawed__TOTAL-FAILED.HASH_FAILURE': tampered('(Trang 1)', '(Trang 7)'),
  'claimed-time-changed__flawed__TOTAL-FAILED.HASH_FAILURE': tampered('/M (D:2026', '/M (D:2016'),
  'signature-value-changed__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by({ signature: flipped }, ['signature-value-wrong']),
  'signature-value-empty__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by({ signature: () => new Uint8Array() }, ['signature-value-wrong']),
  'signature-value-of-zeros__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by({ signature: () => der.sequence(der.integer(0), der.integer(0)) }, ['signature-value-wrong']),
  'signed-by-another-key__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by(world => ({ signatory: { ...world.person(), key: generateKey('P-256') } }), ['signature-value-wrong']),
  'two-signers__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ signers: 2 }, ['several-signers']),
  'no-signer__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ signers: 0 }, ['several-signers']),
  'content-enclosed__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ content: Buffer.from('another content') }, ['content-not-detached']),
  'attributes-out-of-order-and-signed-so__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ asGiven: true, attributes: due => [due.signingCertificate, due.messageDigest, due.contentType] }, ['signed-attributes-not-der']),
  'attributes-out-of-order-but-signed-in-der__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ asGiven: true, signDer: true, attributes: due => [due.signingCertificate, due.messageDigest, due.contentType] }, ['signed-attributes-not-der']),
  'message-digest-twice__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ attributes: due => [due.contentType, due.messageDigest, due.messageDigest, due.signingCertificate] }, ['signed-attribute-repeated']),
  'two-message-digests-in-one-attribute__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ attributes: due => [due.contentType, encodeAttribute(cmsOids.messageDigest, der.octetString(due.digest), der.octetString(new Uint8Array(32))), due.signingCertificate] }, ['signed-attribute-repeated']),
  'message-digest-missing__flawed__TOTAL-FAILED.HASH_FAILURE': by({ attributes: due => [due.contentType, due.signingCertificate] }, ['message-digest-mismatch']),
  'message-digest-of-another-file__flawed__TOTAL-FAILED.HASH_FAILURE': by({ attributes: due => [due.contentType, encodeAttribute(cmsOids.messageDigest, der.octetString(new Uint8Array(32).fill(7))), due.signingCertificate] }, ['message-digest-mismatch']),
  'content-type-missing__sound__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': by({ attributes: due => [due.messageDigest, due.signingCertificate] }),
  'content-type-of-something-else__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by({ attributes: due => [encodeAttribute(cmsOids.contentType, der.oid(cmsOids.timestampInfo)), due.messageDigest, due.signingCertificate] }, ['content-type-mismatch']),
  'signing-certificate-names-another__flawed__INDETERMINATE.NO_SIGNING_CERTIFICATE_FOUND': by((world) => {
    const other = world.person().certificates[0]!
    return { attributes: due => [due.contentType, due.messageDigest, encodeAttribute(cmsOids.signingCertificateV2, der.sequence(der.sequence(der.sequence(der.octetString(other.slice(0, 32))))))] }
  }, ['signing-certificate-mismatch']),
  'signing-certificate-attribute-missing__sound__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': by({ attributes: due => [due.contentType, due.messageDigest] }),
  'certificate-left-out__flawed__INDETERMINATE.NO_SIGNING_CERTIFICATE_FOUND': by(world => ({ certificates: world.issuing.chain }), ['signing-certificate-missing']),
  'no-signed-attributes__sound__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': by({ attributes: null }),
  'signing-time-attribute__sound__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': by(world => ({ attributes: due => [due.contentType, due.messageDigest, due.signingCertificate, encodeAttribute(cmsOids.signingTime, der.time(world.now))] }), ['signing-time-attribute']),
  'algorithm-protection-says-otherwise__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by({
    attributes: due => [due.contentType, due.messageDigest, due.signingCertificate, encodeAttribute(cmsOids.algorithmProtection, der.sequence(encodeDigestAlgorithm('SHA-512'), der.implicit(1, encodeSignatureAlgorithm('ECDSA', 'SHA-512'))))],
  }, ['algorithm-protection-mismatch']),
  'algorithm-exchanged__flawed__TOTAL-FAILED.SIG_CRYPTO_FAILURE': by({ algorithm: encodeSignatureAlgorithm('ECDSA', 'SHA-512') }, ['signature-value-wrong']),
  'algorithm-of-another-family__flawed__INDETERMINATE.CRYPTO_CONSTRAINTS_FAILURE': by({ algorithm: encodeSignatureAlgorithm('RSA-PKCS1', 'SHA-256') }, ['algorithm-unsupported']),
  'algorithm-unknown__flawed__INDETERMINATE.CRYPTO_CONSTRAINTS_FAILURE': by({ algorithm: der.sequence(der.oid('1.3.6.1.4.1.99999.42')) }, ['algorithm-unsupported']),
  'digest-sha-1__sound__INDETERMINATE.CRYPTO_CONSTRAINTS_FAILURE_NO_POE': by({ digest: 'SHA-1', algorithm: der.sequence(der.oid('1.2.840.10045.4.1')) }),
  'key-of-1024-bits__sound__INDETERMINATE.CRYPTO_CONSTRAINTS_FAILURE_NO_POE': by(world => ({ signatory: oldKey(world) })),
  'in-ber__sound__TOTAL-PASSED__B-B': by({ finish: indefinite }, ['cms-not-der']),
  'adobe-style-without-signing-certificate__sound__TOTAL-PASSED': by({ subFilter: 'adbe.pkcs7.detached', attributes: due => [due.contentType, due.messageDigest] }),
  'adobe-style-sha-1-enclosed__flawed': by({ subFilter: 'adbe.pkcs7.sha1', content: new Uint8Array(20) }),
  'sub-filter-unknown__sound__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': by({ subFilter: 'x.unknown.detached' }),
  'called-a-time-stamp__flawed__TOTAL-FAILED.FORMAT_FAILURE': by({ subFilter: 'ETSI.RFC3161' }, ['timestamp-unreadable']),
  'contents-of-zeros__flawed__TOTAL-FAILED.FORMAT_FAILURE': garbage(whole => new Uint8Array(whole.length)),
  'contents-cut-off__flawed__TOTAL-FAILED.FORMAT_FAILURE': garbage(whole => whole.slice(0, whole.length / 2)),
  'contents-are-a-certificate__flawed__TOTAL-FAILED.FORMAT_FAILURE': by(world => ({ finish: () => world.issuing.certificate }), ['cms-unreadable']),
  'contents-nested-a-thousand-times__flawed__TOTAL-FAILED.FORMAT_FAILURE': garbage(() => Buffer.alloc(4000, Buffer.of(0x30, 0x80))),
  'contents-with-a-huge-length__flawed__TOTAL-FAILED.FORMAT_FAILURE': garbage(() => Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01, 0x00)),
  'signature-of-another-file__flawed__TOTAL-FAILED.HASH_FAILURE': async (world) => {
    const [one, other] = [await world.sign(page(), world.person()), Buffer.from(await world.sign(page(), world.person(), { reason: 'Tôi đồng ý' }))]
    const hex = /\/Contents <([0-9a-f]+)>/.exec(Buffer.from(one).toString('latin1'))![1]!
    const range = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(other.toString('latin1'))!.slice(1).map(Number) as [number, number, number, number]
    return { pdf: fill(other, range, Buffer.from(hex, 'hex')), revocation: world.source(), findings: ['message-digest-mismatch'] }
  },
})
