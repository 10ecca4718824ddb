import * as der from '../../../signing/asn1/index.ts'
import { createCertificateAuthority, createRoot, generateKey, type CertificateExtension, type CertificateRequest } from '#signing/testing'
import { defaultPolicy } from '#signing'
import { cases, type CorpusCase } from '../kit/corpus-case.ts'
import { days, page, years, type World } from '../kit/world.ts'

const extension = (oid: string, critical: boolean, value: Uint8Array | null): CertificateExtension => ({ oid, critical, value })
const keyUsage = (...bits: number[]) => extension('2.5.29.15', true, der.namedBits(bits))
const purposes = (...oids: string[]) => extension('2.5.29.37', false, der.sequence(...oids.map(oid => der.oid(oid))))

/** Signed at B-LT by a person with a certificate of that kind. */
const signedBy = (request: Partial<CertificateRequest>): CorpusCase['build'] => async world => ({ pdf: await world.sign(page(), world.person(request), { level: 'B-LT' }) })

/** Signed under an authority of the case's own, whose status is asked of nobody: the chain is what is in question. */
const under = (make: (world: World) => ReturnType<World['authority']>, request: Partial<CertificateRequest> = {}): CorpusCase['build'] => async (world) => {
  const authority = make(world)
  return { pdf: await world.sign(page(), world.person({ authority, ...request }), { level: 'B-T' }), revocation: world.source() }
}

const otherRoot = (world: World, name: string) => {
  const key = generateKey('P-256')
  return createCertificateAuthority({ key, certificates: [createRoot({ key, subject: [['C', 'VN'], ['CN', name]], now: world.now })], now: world.clock })
}

export const certificates = cases({
  'no-anchors-given__sound__INDETERMINATE.NO_CERTIFICATE_CHAIN_FOUND': async world => ({ pdf: await world.sign(page(), world.person(), { level: 'B-LT' }), anchors: [] }),
  'anchors-of-another-line__sound__INDETERMINATE.NO_CERTIFICATE_CHAIN_FOUND': async world => ({ pdf: await world.sign(page(), world.person(), { level: 'B-LT' }), anchors: [world.pki.government.anchor] }),
  'foreign-root__sound__INDETERMINATE.NO_CERTIFICATE_CHAIN_FOUND': under(world => otherRoot(world, 'A root that nobody chose')),
  'root-of-the-same-name__sound__INDETERMINATE.NO_CERTIFICATE_CHAIN_FOUND': async (world) => {
    const key = generateKey('P-256')
    const impostor = createRoot({ key, subject: [['C', 'VN'], ['O', 'MotLan Sandbox'], ['CN', 'Sandbox Public Root CA']], now: world.now })
    const authority = createCertificateAuthority({ key, certificates: [impostor], now: world.clock })
    return { pdf: await world.sign(page(), world.person({ authority }), { level: 'B-T' }), revocation: world.source() }
  },
  'issuer-missing__sound__INDETERMINATE.NO_CERTIFICATE_CHAIN_FOUND': async (world) => {
    const signatory = world.person()
    return { pdf: await world.sign(page(), { ...signatory, certificates: signatory.certificates.slice(0, 1) }, { level: 'B-B' }), revocation: world.source() }
  },
  'self-signed__sound__INDETERMINATE.NO_CERTIFICATE_CHAIN_FOUND': async (world) => {
    const key = generateKey('P-256')
    const certificate = createRoot({ key, subject: [['CN', 'NGUYỄN VĂN AN']], now: world.now })
    return { pdf: await world.sign(page(), { key, certificates: [certificate], algorithm: 'ECDSA', hash: 'SHA-256' }, { level: 'B-T' }) }
  },
  'itself-an-anchor__sound__TOTAL-PASSED': async (world) => {
    const signatory = world.person()
    return { pdf: await world.sign(page(), signatory, { level: 'B-T' }), anchors: [{ certificate: signatory.certificates[0]!, label: 'a person known to us' }, ...world.anchors], revocation: world.source() }
  },
  'expired-before-signing__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const signatory = world.person({ notBefore: new Date('2025-02-01T00:00:00Z'), notAfter: new Date('2026-02-01T00:00:00Z') })
    return { pdf: await world.sign(page(), signatory, { level: 'B-T' }), revocation: world.source() }
  },
  'expired-since-and-no-time__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const pdf = await world.sign(page(), world.person({ notAfter: new Date(world.now.getTime() + days(30)) }))
    world.pass(days(60))
    return { pdf, revocation: world.source() }
  },
  'expired-since-but-time-stamped-before__sound__TOTAL-PASSED__B-LT': async (world) => {
    const pdf = await world.sign(page(), world.person({ notAfter: new Date(world.now.getTime() + days(30)) }), { level: 'B-LT' })
    world.pass(days(60))
    return { pdf }
  },
  'not-valid-yet__sound__TOTAL-FAILED.NOT_YET_VALID': async (world) => {
    const signatory = world.person({ notBefore: new Date(world.now.getTime() + days(10)) })
    return { pdf: await world.sign(page(), signatory, { level: 'B-T' }), revocation: world.source() }
  },
  'time-stamped-before-the-certificate-began__sound__TOTAL-FAILED.NOT_YET_VALID': async (world) => {
    const signatory = world.person({ notBefore: new Date(world.now.getTime() + days(10)) })
    const pdf = await world.sign(page(), signatory, { level: 'B-T' })
    world.pass(days(20))
    return { pdf, revocation: world.source() }
  },
  'issued-by-a-person__sound__INDETERMINATE.CERTIFICATE_CHAIN_GENERAL_FAILURE': under((world) => {
    const key = generateKey('P-256')
    const certificate = world.issuing.issue({ subject: [['CN', 'NGƯỜI CẤP BỪA']], publicKey: key.publicKey, profile: 'person' })
    return createCertificateAuthority({ key, certificates: [certificate, ...world.issuing.chain], now: world.clock })
  }),
  'issuer-may-not-sign-certificates__sound__INDETERMINATE.CERTIFICATE_CHAIN_GENERAL_FAILURE': under(world => world.authority('CA without keyCertSign', world.pki.public.root, { extensions: [keyUsage(6)] })),
  'path-too-long__sound__INDETERMINATE.CERTIFICATE_CHAIN_GENERAL_FAILURE': under(world => world.authority('Sub CA', world.authority('CA with path length 0', world.pki.public.root, { pathLength: 0 }))),
  'name-not-permitted__sound__INDETERMINATE.CERTIFICATE_CHAIN_GENERAL_FAILURE': under((world) => {
    const laos = der.sequence(der.setOf(der.sequence(der.oid('2.5.4.6'), der.printableString('LA'))))
    return world.authority('CA for Laos', world.pki.public.root, { extensions: [extension('2.5.29.30', true, der.sequence(der.implicit(0, der.sequence(der.sequence(der.explicit(4, laos))))))] })
  }),
  'unknown-critical-extension__sound__INDETERMINATE.CERTIFICATE_CHAIN_GENERAL_FAILURE': signedBy({ extensions: [extension('1.3.6.1.4.1.99999.7', true, der.nullValue())] }),
  'unknown-extension-not-critical__sound__TOTAL-PASSED': signedBy({ extensions: [extension('1.3.6.1.4.1.99999.7', false, der.nullValue())] }),
  'explicit-policy-required-and-absent__sound__INDETERMINATE.CERTIFICATE_CHAIN_GENERAL_FAILURE': under(world => world.authority('CA of one policy', world.pki.public.root, { policies: ['1.3.6.1.4.1.99999.2.1'], extensions: [extension('2.5.29.36', true, der.sequence(der.implicit(0, der.integer(0))))] })),
  'policy-asked-for-and-absent__sound__INDETERMINATE.CHAIN_CONSTRAINTS_FAILURE': async world => ({
    pdf: await world.sign(page(), world.person(), { level: 'B-LT' }),
    policy: { ...defaultPolicy, certificate: { ...defaultPolicy.certificate, policies: ['1.3.6.1.4.1.99999.2.9'] } },
  }),
  'key-for-encryption-only__sound__INDETERMINATE.CHAIN_CONSTRAINTS_FAILURE': signedBy({ extensions: [keyUsage(2)] }),
  'no-key-usage-at-all__sound__TOTAL-PASSED': signedBy({ extensions: [extension('2.5.29.15', true, null)] }),
  'purpose-server-only__sound__INDETERMINATE.CHAIN_CONSTRAINTS_FAILURE': signedBy({ extensions: [purposes('1.3.6.1.5.5.7.3.1')] }),
  'purpose-document-signing__sound__TOTAL-PASSED': signedBy({ extensions: [purposes('1.3.6.1.5.5.7.3.36')] }),
  'signed-with-a-time-stamping-certificate__sound__INDETERMINATE.CHAIN_CONSTRAINTS_FAILURE': signedBy({ profile: 'timestamp' }),
  'intermediate-expired-since__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const signatory = world.person({ notAfter: new Date(world.now.getTime() + years(12)) })
    const pdf = await world.sign(page(), signatory, { completion: { timestamp: world.timestamp('government'), evidence: world.evidence(world.pki.government.issuing.chain) } })
    world.now = new Date('2035-06-01T00:00:00Z')
    return { pdf }
  },
})
