import * as der from '../../../signing/asn1/index.ts'
import { cmsOids, encodeAttribute, encodeSignatureTimestamp } from '../../../signing/cms/index.ts'
import { digestOf } from '../../../signing/x509/index.ts'
import { defaultPolicy, type HashAlgorithm, type TimestampSource } from '#signing'
import type { CertificateRequest } from '#signing/testing'
import { cases, type CorpusCase } from '../kit/corpus-case.ts'
import { craft, fill, type Attributes } from '../kit/craft.ts'
import { days, minutes, page, type World } from '../kit/world.ts'

/** A signature with this time-stamp over it (B-T without our own signer's checks on the token), evidence fetched. */
const stamped = (token: (world: World, signature: Uint8Array) => Uint8Array | Promise<Uint8Array>): CorpusCase['build'] => async world =>
  ({ pdf: await craft(world, page(), { unsigned: async signature => [encodeSignatureTimestamp(await token(world, signature))] }), revocation: world.source() })

const over = (tsa: TimestampSource, data: Uint8Array, hash: HashAlgorithm = 'SHA-256') => tsa.timestamp(digestOf(hash, data), hash)

/** Content stamped, then signed, the time-stamp inside what is signed. */
const contentStamped = (prepare: (world: World) => { before: number, request?: Partial<CertificateRequest>, revokeAt?: Date }): CorpusCase['build'] => async (world) => {
  const { before, request = {}, revokeAt } = prepare(world)
  const signatory = world.person({ notBefore: new Date(world.now.getTime() - days(30)), ...request })
  if (revokeAt !== undefined) world.issuing.revoke(signatory.certificates[0]!, { at: revokeAt })
  const clock = () => new Date(world.now.getTime() - before)
  const tsa = world.stamper(world.issuing, { clock, notBefore: new Date(world.now.getTime() - days(30)) })
  const attributes = async (due: Attributes) => [due.contentType, due.messageDigest, due.signingCertificate, encodeAttribute(cmsOids.contentTimestamp, await tsa.timestamp(due.digest, 'SHA-256'))]
  return { pdf: await craft(world, page(), { signatory, attributes }), revocation: world.source() }
}

const government = (world: World) => world.pki.government

export const timestamps = cases({
  'over-something-else__sound__INDETERMINATE.TRY_LATER': async world => ({
    ...await stamped((world, signature) => over(world.stamper(), Buffer.concat([signature, Buffer.of(0)])))(world), revocation: { find: () => Promise.resolve({ kind: 'noAnswer', reason: 'none' }) }, findings: ['timestamp-imprint-mismatch'],
  }),
  'unreadable-token__sound__TOTAL-PASSED__B-B': stamped(() => der.sequence(der.integer(1), der.integer(2))),
  'token-of-zeros__sound__TOTAL-PASSED__B-B': stamped(() => der.octetString(new Uint8Array(500))),
  'token-tampered__sound__TOTAL-PASSED__B-B': stamped(async (world, signature) => {
    const token = Buffer.from(await over(world.stamper(), signature))
    token[token.length - 5] = token[token.length - 5]! ^ 1
    return token
  }),
  'document-time-stamp-tampered__flawed': async (world) => {
    const text = Buffer.from(await world.sign(page(), world.person(), { level: 'B-LTA' }))
    const [, before] = [...text.toString('latin1').matchAll(/\/ByteRange \[(\d+) (\d+)/g)].at(-1)!.slice(1).map(Number) as [number, number]
    const end = text.indexOf('00000000', before)
    text[end - 20] = text[end - 20] === 0x30 ? 0x31 : 0x30
    return { pdf: text, revocation: world.source() }
  },
  'document-time-stamp-copied-into-another-field__sound__TOTAL-PASSED': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-LTA' })
    const hex = [...Buffer.from(pdf).toString('latin1').matchAll(/\/Contents <([0-9a-f]+?)(?:00)*>/g)].at(-1)![1]!
    const again = Buffer.from(await world.extend(pdf))
    const range = [...again.toString('latin1').matchAll(/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/g)].at(-1)!.slice(1).map(Number) as [number, number, number, number]
    again.fill(0x30, range[1] + 1, range[2] - 1)
    return { pdf: fill(again, range, Buffer.from(hex.length % 2 === 0 ? hex : `${hex}0`, 'hex')), findings: ['timestamp-copied'] }
  },
  'sound__sound__TOTAL-PASSED__B-T': stamped((world, signature) => over(world.stamper(), signature)),
  'sound-with-sha-512__sound__TOTAL-PASSED__B-T': stamped((world, signature) => over(world.stamper(), signature, 'SHA-512')),
  'by-an-untrusted-authority-then-expired__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const signatory = world.person({ notAfter: new Date(world.now.getTime() + days(10)) })
    const pdf = await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(world.stamper(government(world).issuing), signature))] })
    world.pass(days(20))
    return { pdf, anchors: [world.pki.public.anchor], revocation: world.source() }
  },
  'by-an-untrusted-authority-but-still-valid__sound__TOTAL-PASSED': async (world) => {
    const pdf = await craft(world, page(), { unsigned: async signature => [encodeSignatureTimestamp(await over(world.stamper(government(world).issuing), signature))] })
    return { pdf, anchors: [world.pki.public.anchor], revocation: world.source() }
  },
  'by-a-person-then-revoked__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person()
    const pdf = await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(world.stamper(world.issuing, { profile: 'person' }), signature))] })
    world.pass(days(2))
    world.issuing.revoke(signatory.certificates[0]!)
    return { pdf, revocation: world.source() }
  },
  'purpose-not-critical-then-revoked__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person()
    const purpose = { oid: '2.5.29.37', critical: false, value: der.sequence(der.oid('1.3.6.1.5.5.7.3.8')) }
    const pdf = await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(world.stamper(world.issuing, { extensions: [purpose] }), signature))] })
    world.pass(days(2))
    world.issuing.revoke(signatory.certificates[0]!)
    return { pdf, revocation: world.source() }
  },
  'authority-revoked-then-signatory-revoked__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person()
    const tsa = world.stamper()
    const pdf = await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(tsa, signature))] })
    world.pass(days(2))
    for (const certificate of [signatory.certificates[0]!, tsa.certificate]) world.issuing.revoke(certificate)
    return { pdf, revocation: world.source() }
  },
  'back-dated-by-an-authority-without-certificate-then__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person({ notBefore: new Date(world.now.getTime() - days(300)) })
    world.issuing.revoke(signatory.certificates[0]!, { at: new Date(world.now.getTime() - days(100)) })
    const tsa = world.stamper(world.issuing, { clock: () => new Date(world.now.getTime() - days(200)) })
    return { pdf: await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(tsa, signature))] }), revocation: world.source() }
  },
  'from-the-future__sound__TOTAL-PASSED__B-T': stamped((world, signature) => over(world.stamper(world.issuing, { clock: () => new Date(world.now.getTime() + days(2)) }), signature)),
  'expired-authority-then-revoked-signatory__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person()
    const tsa = world.stamper(world.issuing, { notAfter: new Date(world.now.getTime() + days(3)) })
    const pdf = await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(tsa, signature))] })
    world.issuing.revoke(signatory.certificates[0]!, { at: new Date(world.now.getTime() + days(1)) })
    world.pass(days(5))
    return { pdf, revocation: world.source() }
  },
  'document-time-stamp-older-than-the-one-inside__sound__INDETERMINATE.TIMESTAMP_ORDER_FAILURE': async (world) => {
    const signatory = world.person({ notBefore: new Date(world.now.getTime() - days(30)) })
    const tsa = world.stamper(world.issuing, { notBefore: new Date(world.now.getTime() - days(30)) })
    const pdf = await craft(world, page(), { signatory, unsigned: async signature => [encodeSignatureTimestamp(await over(tsa, signature))] })
    const past = world.stamper(world.issuing, { clock: () => new Date(world.now.getTime() - days(1)), notBefore: new Date(world.now.getTime() - days(30)) })
    return { pdf: await world.extend(pdf, { timestamp: past }), revocation: world.source() }
  },
  'too-late-for-the-policy__sound__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': async (world) => {
    const pdf = await craft(world, page(), {
      options: { signingTime: new Date(world.now.getTime() - days(3)) },
      unsigned: async signature => [encodeSignatureTimestamp(await over(world.stamper(), signature))],
    })
    return { pdf, revocation: world.source(), policy: { ...defaultPolicy, timestampDelaySeconds: 86_400 } }
  },
  'two-of-which-one-is-broken__sound__TOTAL-PASSED__B-T': async world => ({
    pdf: await craft(world, page(), { unsigned: async signature => [encodeSignatureTimestamp(await over(world.stamper(), signature)), encodeSignatureTimestamp(await over(world.stamper(), page()))] }),
    revocation: world.source(),
    findings: ['timestamp-imprint-mismatch'],
  }),
  'authority-status-unknown-at-validation__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-LT' })
    world.pass(days(30))
    return { pdf, policy: { ...defaultPolicy, revocation: { ...defaultPolicy.revocation, timestampStatusAt: 'validation' as const } } }
  },
  'content-stamped-before__sound__TOTAL-PASSED': contentStamped(() => ({ before: minutes(10) })),
  'content-stamped-after-the-revocation__sound__TOTAL-FAILED.REVOKED': contentStamped(world => ({ before: minutes(10), revokeAt: new Date(world.now.getTime() - days(1)) })),
  'content-stamped-after-the-end__sound__TOTAL-FAILED.EXPIRED': contentStamped(world => ({ before: minutes(10), request: { notAfter: new Date(world.now.getTime() - days(1)) } })),
  'a-hundred-inside-one-signature__sound__TOTAL-PASSED': async world => ({
    pdf: await craft(world, page(), {
      reservedBytes: 400_000,
      unsigned: async (signature) => {
        const tsa = world.stamper()
        return Promise.all(Array.from({ length: 100 }, async () => encodeSignatureTimestamp(await over(tsa, signature))))
      },
    }),
    revocation: world.source(),
  }),
})
