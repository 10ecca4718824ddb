import { createCertificateAuthority } from '#signing/testing'
import { cases } from '../kit/corpus-case.ts'
import { days, minutes, page, years, type World } from '../kit/world.ts'

/** A time-stamp authority with a certificate of that many years from now. */
const stamperFor = (world: World, count: number) => world.stamper(world.issuing, { notAfter: new Date(world.now.getTime() + years(count)) })

/** Signed to B-LTA with this authority's time-stamps. */
const archived = async (world: World, tsa: ReturnType<World['stamper']>) => {
  const signed = await world.sign(page(), world.person({ notAfter: new Date(world.now.getTime() + years(1)) }), { completion: { timestamp: tsa, evidence: world.evidence() } })
  world.pass(minutes(1))
  return world.extend(signed, { timestamp: tsa })
}

export const longTerm = cases({
  'archived-signatory-expired-since__sound__TOTAL-PASSED__B-LTA': async (world) => {
    const pdf = await archived(world, stamperFor(world, 5))
    world.pass(years(3))
    return { pdf }
  },
  'archive-not-renewed-in-time__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE__B-LTA': async (world) => {
    const pdf = await archived(world, stamperFor(world, 2))
    world.pass(years(3))
    return { pdf }
  },
  'archive-renewed-in-time__sound__TOTAL-PASSED__B-LTA': async (world) => {
    const first = await archived(world, stamperFor(world, 2))
    world.pass(years(1.9))
    const pdf = await world.extend(first, { timestamp: stamperFor(world, 4) })
    world.pass(years(1.5))
    return { pdf, revocation: world.source() }
  },
  'archive-renewed-too-late__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const tsa = stamperFor(world, 2)
    const first = await archived(world, tsa)
    world.pass(years(2.5))
    const pdf = await world.sign(first, world.person(), { level: 'B-LTA' })
    world.pass(days(10))
    return { pdf, field: 'Signature1', revocation: world.source() }
  },
  'archive-renewed-but-the-last-authority-unknown__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const first = await archived(world, stamperFor(world, 2))
    world.pass(years(1.9))
    const pdf = await world.extend(first, { timestamp: stamperFor(world, 4) })
    world.pass(years(1.5))
    return { pdf }
  },
  'archive-renewed-twice__sound__TOTAL-PASSED__B-LTA': async (world) => {
    let pdf = await archived(world, stamperFor(world, 1.4))
    for (let turn = 0; turn < 2; turn += 1) {
      world.pass(years(1.2))
      pdf = await world.extend(pdf, { timestamp: stamperFor(world, 1.4) })
    }
    world.pass(years(1.2))
    return { pdf, revocation: world.source() }
  },
  'authority-revoked-after-the-renewal__sound__TOTAL-PASSED__B-LTA': async (world) => {
    const tsa = stamperFor(world, 5)
    const first = await archived(world, tsa)
    world.pass(years(1))
    const pdf = await world.extend(first, { timestamp: stamperFor(world, 5) })
    world.pass(days(30))
    world.issuing.revoke(tsa.certificate, { reason: 'keyCompromise' })
    return { pdf, revocation: world.source() }
  },
  'authority-revoked-before-any-renewal__sound__INDETERMINATE.OUT_OF_BOUNDS_NO_POE': async (world) => {
    const tsa = stamperFor(world, 5)
    const pdf = await archived(world, tsa)
    world.pass(years(2))
    world.issuing.revoke(tsa.certificate, { reason: 'keyCompromise' })
    return { pdf, revocation: world.source() }
  },
  'signatory-revoked-after-the-archive__sound__TOTAL-PASSED__B-LTA': async (world) => {
    const signatory = world.person()
    const pdf = await world.sign(page(), signatory, { level: 'B-LTA' })
    world.pass(days(30))
    world.issuing.revoke(signatory.certificates[0]!, { reason: 'keyCompromise' })
    return { pdf, revocation: world.source() }
  },
  'issuer-revoked-after-the-archive__sound__TOTAL-PASSED__B-LTA': async (world) => {
    const issuing = world.authority('CA of two years', world.pki.public.root, { extensions: [] })
    const addressed = createCertificateAuthority({ key: issuing.key, certificates: issuing.chain, now: world.clock })
    const signatory = world.person({ authority: addressed })
    const other = world.timestamp('government')
    const lists = { find: async (certificate: Uint8Array, issuer: Uint8Array) => Buffer.compare(issuer, issuing.certificate) === 0 ? { kind: 'crl' as const, crl: addressed.crl() } : world.source().find(certificate, issuer) }
    const evidence = { revocation: lists, issuers: world.pki.government.issuing.chain }
    const pdf = await world.sign(page(), signatory, { completion: { timestamp: other, evidence, archive: true } })
    world.pass(days(100))
    world.pki.public.root.revoke(issuing.certificate, { reason: 'cACompromise' })
    return { pdf, revocation: world.source() }
  },
  'issuer-revoked-and-nothing-archived__sound__INDETERMINATE.REVOKED_CA_NO_POE': async (world) => {
    const issuing = world.authority('CA of two years', world.pki.public.root)
    const signatory = world.person({ authority: issuing })
    const lists = { find: async (certificate: Uint8Array, issuer: Uint8Array) => Buffer.compare(issuer, issuing.certificate) === 0 ? { kind: 'crl' as const, crl: issuing.crl() } : world.source().find(certificate, issuer) }
    const pdf = await world.sign(page(), signatory, { completion: { timestamp: world.timestamp('government'), evidence: { revocation: lists, issuers: world.pki.government.issuing.chain } } })
    world.pass(days(100))
    world.pki.public.root.revoke(issuing.certificate, { reason: 'cACompromise' })
    return { pdf, revocation: world.source() }
  },
  'evidence-taken-away-and-nobody-asked__sound__INDETERMINATE.TRY_LATER__B-T': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-T' })
    world.pass(days(400))
    return { pdf }
  },
})
