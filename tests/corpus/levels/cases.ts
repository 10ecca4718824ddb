import { samplePdf, type KeySpec } from '#signing/testing'
import type { HashAlgorithm, SignatureAlgorithm } from '#signing'
import { cases } from '../kit/corpus-case.ts'
import { days, page, type World } from '../kit/world.ts'

const keys: [KeySpec, SignatureAlgorithm, HashAlgorithm][] = [
  ['RSA-2048', 'RSA-PKCS1', 'SHA-256'], ['RSA-3072', 'RSA-PSS', 'SHA-384'], ['RSA-2048', 'RSA-PKCS1', 'SHA-512'], ['P-256', 'ECDSA', 'SHA-256'], ['P-384', 'ECDSA', 'SHA-384'], ['P-521', 'ECDSA', 'SHA-512'],
  ['Ed25519', 'Ed25519', 'SHA-512'], ['ML-DSA-65', 'ML-DSA-65', 'SHA-512'],
]

const algorithms = Object.fromEntries(keys.map(([spec, algorithm, hash]) => [
  `${spec}-${algorithm}-${hash}__sound__TOTAL-PASSED__B-LT`,
  async (world: World) => ({ pdf: await world.sign(page(), world.person({ spec, algorithm, hash }), { level: 'B-LT', reservedBytes: 40_000 }) }),
]))

const styles = Object.fromEntries((['table', 'stream', 'hybrid'] as const).map(style => [
  `cross-references-as-${style}__sound__TOTAL-PASSED__B-LTA`,
  async (world: World) => ({ pdf: await world.sign(samplePdf({ style, pages: 3 }), world.person(), { level: 'B-LTA' }) }),
]))

export const levels = cases({
  ...algorithms,
  ...styles,
  'not-signed__none': () => ({ pdf: page() }),
  'basic-with-evidence-fetched__sound__TOTAL-PASSED__B-B': async world => ({ pdf: await world.sign(page(), world.person()), revocation: world.source() }),
  'basic-without-evidence__sound__INDETERMINATE.TRY_LATER__B-B': async world => ({ pdf: await world.sign(page(), world.person()) }),
  'with-time-evidence-fetched-a-month-later__sound__TOTAL-PASSED__B-T': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-T' })
    world.pass(days(30))
    return { pdf, revocation: world.source() }
  },
  'long-term-a-year-later__sound__TOTAL-PASSED__B-LT': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-LT' })
    world.pass(days(365))
    return { pdf }
  },
  'two-in-series-the-first__sound__TOTAL-PASSED__B-LT': async (world) => {
    const first = await world.sign(page(), world.person(), { level: 'B-LT' })
    return { pdf: await world.sign(first, world.person(), { level: 'B-LT' }), field: 'Signature1', changes: 'permitted' as const }
  },
  'two-in-series-the-second__sound__TOTAL-PASSED__B-LT': async (world) => {
    const first = await world.sign(page(), world.person(), { level: 'B-LT' })
    return { pdf: await world.sign(first, world.person(), { level: 'B-LT' }), field: 'Signature2' }
  },
  'certified-then-signed__sound__TOTAL-PASSED__B-LT': async (world) => {
    const certified = await world.sign(page(), world.person(), { level: 'B-LT', certify: 2 })
    return { pdf: await world.sign(certified, world.person(), { level: 'B-LT' }), changes: 'permitted' as const }
  },
  'raised-from-time-to-archive__sound__TOTAL-PASSED__B-LTA': async (world) => {
    const pdf = await world.sign(page(), world.person(), { level: 'B-T' })
    world.pass(days(2))
    return { pdf: await world.extend(pdf) }
  },
  'raised-from-basic__sound__TOTAL-PASSED__B-LTA': async world => ({ pdf: await world.extend(await world.sign(page(), world.person())) }),
  'time-stamp-of-the-government-line__sound__TOTAL-PASSED__B-LT': async world =>
    ({ pdf: await world.sign(page(), world.person(), { completion: { timestamp: world.timestamp('government'), evidence: world.evidence(world.pki.government.issuing.chain) } }) }),
})
