import * as der from '../../../signing/asn1/index.ts'
import { encodeOcspRequest } from '../../../signing/revocation/index.ts'
import { parseCertificate } from '../../../signing/x509/index.ts'
import type { RevocationEvidence, RevocationSource } from '#signing'
import { createCertificateAuthority, createOcspResponder, generateKey, signWith, type CertificateAuthority, type OcspResponder, type RevocationReason } from '#signing/testing'
import { cases, type CorpusCase } from '../kit/corpus-case.ts'
import { adobeArchive, craft } from '../kit/craft.ts'
import { days, minutes, page, type World } from '../kit/world.ts'

const ask = (responder: OcspResponder, certificate: Uint8Array, issuer: Uint8Array): Uint8Array => responder.respond(encodeOcspRequest(parseCertificate(certificate), parseCertificate(issuer)))

/** Answers about signatories as the case wants, about all others as usual: the verdict is then about this one answer. */
function sourceWith(world: World, answer: (certificate: Uint8Array, issuer: Uint8Array) => RevocationEvidence): RevocationSource {
  const usual = world.source()
  return { find: (certificate, issuer) => isSignatory(certificate) ? Promise.resolve(answer(certificate, issuer)) : usual.find(certificate, issuer) }
}
const isSignatory = (certificate: Uint8Array): boolean => parseCertificate(certificate).subject.commonName === 'NGUYỄN VĂN AN'
const ocsp = (response: Uint8Array): RevocationEvidence => ({ kind: 'ocsp', response })
const crl = (bytes: Uint8Array): RevocationEvidence => ({ kind: 'crl', crl: bytes })

/** A B-B signature, and one answer about its certificate. */
const answered = (answer: (world: World, certificate: Uint8Array, issuer: Uint8Array) => RevocationEvidence): CorpusCase['build'] => async (world) => {
  const pdf = await world.sign(page(), world.person())
  return { pdf, revocation: sourceWith(world, (certificate, issuer) => answer(world, certificate, issuer)) }
}

/** B-T, then the certificate is revoked `after` it was stamped (before: negative). */
const revokedAfter = (after: number, reason: RevocationReason = 'keyCompromise'): CorpusCase['build'] => async (world) => {
  const signatory = world.person()
  const pdf = await world.sign(page(), signatory, { level: 'B-T' })
  const at = new Date(world.now.getTime() + after)
  world.pass(days(10))
  world.issuing.revoke(signatory.certificates[0]!, { reason, at })
  return { pdf, revocation: world.source() }
}

function delegated(world: World, appointing: CertificateAuthority, { profile = 'ocsp', noCheck = true }: { profile?: 'ocsp' | 'person', noCheck?: boolean } = {}) {
  const key = generateKey('P-256')
  const extensions = noCheck ? [] : [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: null }]
  const certificate = appointing.issue({ subject: [['CN', 'Responder']], publicKey: key.publicKey, profile, extensions })
  return { certificate, responder: createOcspResponder({ authority: world.issuing, delegate: { key, certificate }, now: world.clock }) }
}

/** The same authority as of another moment: what it would have said then. */
const asOf = (authority: CertificateAuthority, moment: Date): CertificateAuthority => createCertificateAuthority({ key: authority.key, certificates: authority.chain, now: () => moment, state: structuredClone(authority.state) })

function indirect(world: World, { named = true, trusted = true } = {}): CorpusCase['build'] {
  return async () => {
    const name = der.sequence(der.setOf(der.sequence(der.oid('2.5.4.3'), der.utf8String('List signer'))))
    const key = generateKey('P-256')
    const appointing = trusted ? world.pki.public.root : createCertificateAuthority({ key: generateKey('P-256'), certificates: world.pki.government.root.chain, now: world.clock })
    const certificate = appointing.issue({ subject: [['CN', 'List signer']], publicKey: key.publicKey, profile: 'crl', extensions: [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: der.nullValue() }] })
    const point = der.sequence(der.sequence(der.implicit(2, der.sequence(der.explicit(4, name)))))
    const signatory = world.person(named ? { extensions: [{ oid: '2.5.29.31', critical: false, value: point }] } : {})
    const scope = der.sequence(der.oid('2.5.29.28'), der.boolean(true), der.octetString(der.sequence(der.encode(0x84, Buffer.of(0xff)))))
    const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2'))
    const tbs = der.sequence(der.integer(1), algorithm, name, der.time(world.now), der.time(new Date(world.now.getTime() + days(1))), der.explicit(0, der.sequence(scope)))
    const list = der.sequence(tbs, algorithm, der.bitString(signWith(key, tbs, { hash: 'SHA-256' })))
    const pdf = await craft(world, page(), { signatory, certificates: [...signatory.certificates, certificate] })
    return { pdf, revocation: sourceWith(world, () => crl(list)) }
  }
}

export const revocation = cases({
  'revoked-before-the-time-stamp__sound__INDETERMINATE.REVOKED_NO_POE': revokedAfter(-minutes(5)),
  'revoked-after-the-time-stamp__sound__TOTAL-PASSED__B-T': revokedAfter(days(1)),
  'superseded-before-the-time-stamp__sound__INDETERMINATE.REVOKED_NO_POE': revokedAfter(-minutes(5), 'superseded'),
  'on-hold__sound__INDETERMINATE.TRY_LATER': revokedAfter(-minutes(5), 'certificateHold'),
  'revoked-without-a-time-stamp__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person()
    const pdf = await world.sign(page(), signatory)
    world.pass(days(1))
    world.issuing.revoke(signatory.certificates[0]!)
    return { pdf, revocation: world.source() }
  },
  'hold-released-since__sound__TOTAL-PASSED__B-T': async (world) => {
    const signatory = world.person()
    const pdf = await world.sign(page(), signatory, { level: 'B-T' })
    world.issuing.revoke(signatory.certificates[0]!, { reason: 'certificateHold' })
    world.pass(days(1))
    world.issuing.release(signatory.certificates[0]!)
    return { pdf, revocation: world.source() }
  },
  'revoked-though-the-file-says-good__sound__INDETERMINATE.REVOKED_NO_POE': async (world) => {
    const signatory = world.person()
    const pdf = await world.sign(page(), signatory, { level: 'B-LT' })
    world.pass(days(10))
    world.issuing.revoke(signatory.certificates[0]!, { at: new Date(world.begin.getTime() - days(1)) })
    return { pdf, revocation: world.source() }
  },
  'issuer-revoked__sound__INDETERMINATE.REVOKED_CA_NO_POE': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-T' })
    world.pass(days(1))
    world.pki.public.root.revoke(world.issuing.certificate, { reason: 'cACompromise' })
    return { pdf, revocation: world.source() }
  },
  'nobody-answers__sound__INDETERMINATE.TRY_LATER': answered(() => ({ kind: 'noAnswer', reason: 'HTTP status 503' })),
  'source-fails__sound__INDETERMINATE.TRY_LATER': async world => ({ pdf: await world.sign(page(), world.person()), revocation: { find: () => Promise.reject(new Error('connection reset')) } }),
  'source-answers-nonsense__sound__INDETERMINATE.TRY_LATER': answered(() => ocsp(Buffer.from('<html>404</html>'))),
  'source-answers-zeros-as-list__sound__INDETERMINATE.TRY_LATER': answered(() => crl(new Uint8Array(2000))),
  'list-says-good__sound__TOTAL-PASSED': answered(world => crl(world.issuing.crl())),
  'list-of-yesterday__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const pdf = await world.sign(page(), world.person({ notBefore: new Date(world.now.getTime() - days(30)) }))
    const old = asOf(world.issuing, new Date(world.now.getTime() - days(3))).crl()
    return { pdf, revocation: sourceWith(world, () => crl(old)) }
  },
  'list-older-than-the-certificate__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const old = asOf(world.issuing, new Date(world.now.getTime() - minutes(60))).crl()
    return { pdf: await world.sign(page(), world.person()), revocation: sourceWith(world, () => crl(old)) }
  },
  'list-from-the-future__sound__INDETERMINATE.TRY_LATER': answered(world => crl(asOf(world.issuing, new Date(world.now.getTime() + days(2))).crl())),
  'list-of-another-issuer__sound__INDETERMINATE.TRY_LATER': answered(world => crl(world.pki.government.issuing.crl())),
  'list-signed-by-another-key__sound__INDETERMINATE.TRY_LATER': answered(world => crl(createCertificateAuthority({ key: generateKey('P-256'), certificates: world.issuing.chain, now: world.clock }).crl())),
  'delta-list-alone__sound__INDETERMINATE.TRY_LATER': answered((world) => {
    world.issuing.crl()
    return crl(world.issuing.deltaCrl())
  }),
  'indirect-list__sound__TOTAL-PASSED': world => indirect(world)(world),
  'indirect-list-not-named-by-the-certificate__sound__INDETERMINATE.TRY_LATER': world => indirect(world, { named: false })(world),
  'indirect-list-of-an-untrusted-signer__sound__INDETERMINATE.TRY_LATER': world => indirect(world, { trusted: false })(world),
  'response-of-yesterday__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const signatory = world.person({ notBefore: new Date(world.now.getTime() - days(30)) })
    const old = createOcspResponder({ authority: world.issuing, now: () => new Date(world.now.getTime() - days(1)) })
    return { pdf: await world.sign(page(), signatory), revocation: sourceWith(world, (certificate, issuer) => ocsp(ask(old, certificate, issuer))) }
  },
  'response-about-another-certificate__sound__INDETERMINATE.TRY_LATER': answered((world, _, issuer) => ocsp(ask(world.pki.public.ocsp, world.person().certificates[0]!, issuer))),
  'response-tampered__sound__INDETERMINATE.TRY_LATER': answered((world, certificate, issuer) => {
    const response = Buffer.from(ask(world.pki.public.ocsp, certificate, issuer))
    response[response.length - 700] = response[response.length - 700]! ^ 1
    return ocsp(response)
  }),
  'response-of-the-issuer-itself__sound__TOTAL-PASSED': answered((world, certificate, issuer) => ocsp(ask(createOcspResponder({ authority: world.issuing, now: world.clock }), certificate, issuer))),
  'response-without-next-update__sound__TOTAL-PASSED': answered((world, certificate, issuer) => ocsp(ask(createOcspResponder({ authority: world.issuing, now: world.clock, validForSeconds: null }), certificate, issuer))),
  'responder-without-the-purpose__sound__INDETERMINATE.TRY_LATER': answered((world, certificate, issuer) => ocsp(ask(delegated(world, world.issuing, { profile: 'person' }).responder, certificate, issuer))),
  'responder-appointed-by-another__sound__INDETERMINATE.TRY_LATER': answered((world, certificate, issuer) => ocsp(ask(delegated(world, world.pki.government.issuing).responder, certificate, issuer))),
  'responder-whose-status-nobody-knows__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const { responder } = delegated(world, world.issuing, { noCheck: false })
    const usual = world.source()
    const revocation: RevocationSource = {
      find: (certificate, issuer) => {
        if (isSignatory(certificate)) return Promise.resolve(ocsp(ask(responder, certificate, issuer)))
        return parseCertificate(certificate).subject.commonName === 'Responder' ? Promise.resolve({ kind: 'noAnswer', reason: 'none' }) : usual.find(certificate, issuer)
      },
    }
    return { pdf: await world.sign(page(), world.person()), revocation }
  },
  'responder-whose-status-is-good__sound__TOTAL-PASSED': async (world) => {
    const { responder } = delegated(world, world.issuing, { noCheck: false })
    return { pdf: await world.sign(page(), world.person()), revocation: sourceWith(world, (certificate, issuer) => ocsp(ask(responder, certificate, issuer))) }
  },
  'responder-revoked__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const { responder, certificate: responderCertificate } = delegated(world, world.issuing, { noCheck: false })
    world.issuing.revoke(responderCertificate, { at: new Date(world.now.getTime() - days(1)) })
    return { pdf: await world.sign(page(), world.person()), revocation: sourceWith(world, (certificate, issuer) => ocsp(ask(responder, certificate, issuer))) }
  },
  'certificate-never-issued__sound__INDETERMINATE.TRY_LATER': async (world) => {
    const double = createCertificateAuthority({ key: world.issuing.key, certificates: world.issuing.chain, now: world.clock })
    return { pdf: await world.sign(page(), world.person({ authority: double })), revocation: sourceWith(world, (certificate, issuer) => ocsp(ask(world.pki.public.ocsp, certificate, issuer))) }
  },
  'short-term-certificate-without-evidence__sound__TOTAL-PASSED': async (world) => {
    const signatory = world.person({ extensions: [{ oid: '0.4.0.194121.2.1', critical: false, value: der.nullValue() }] })
    return { pdf: await world.sign(page(), signatory), revocation: sourceWith(world, () => ({ kind: 'noAnswer', reason: 'none is published' })) }
  },
  'evidence-in-adobes-archive__sound__TOTAL-PASSED': async (world) => {
    const signatory = world.person()
    const archive = adobeArchive({ crls: [world.issuing.crl(), world.pki.public.root.crl()] })
    return { pdf: await craft(world, page(), { signatory, attributes: due => [due.contentType, due.messageDigest, due.signingCertificate, archive] }) }
  },
  'responses-in-adobes-archive__sound__TOTAL-PASSED': async (world) => {
    const signatory = world.person()
    const [certificate, issuing, root] = signatory.certificates as [Uint8Array, Uint8Array, Uint8Array]
    const archive = adobeArchive({ ocspResponses: [ask(world.pki.public.ocsp, certificate, issuing), ask(world.pki.public.rootOcsp, issuing, root)] })
    return { pdf: await craft(world, page(), { signatory, attributes: due => [due.contentType, due.messageDigest, due.signingCertificate, archive] }) }
  },
  'lists-in-the-cms__sound__TOTAL-PASSED': async world => ({ pdf: await craft(world, page(), { crls: [world.issuing.crl(), world.pki.public.root.crl()] }) }),
  'evidence-good-after-the-end-of-the-certificate__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const pdf = await world.sign(page(), world.person({ notAfter: new Date(world.now.getTime() + days(5)) }))
    world.pass(days(6))
    return { pdf, revocation: world.source() }
  },
})
