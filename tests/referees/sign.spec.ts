import { describe, expect, it } from 'vitest'
import { validateSignatures } from '#signing'
import { count, hasTool, now, pdfsig, pki, qpdfCheck } from '../unit/signing/sign/signing-world.ts'
import { askEuDss, whyNoEuDss } from './eu-dss-judgement.ts'
import { signEverything } from './signed-files.ts'

const files = await signEverything()
const obstacle = whyNoEuDss()
if (obstacle !== null) console.warn(`\n!!! skipped: EU DSS judges nothing that we sign: ${obstacle}\n`)
const lists = [pki.public.issuing.crl(), pki.public.root.crl()]
const judgements = obstacle === null ? askEuDss(files, { anchors: pki.anchors.map(({ certificate }) => certificate), lists }) : new Map<string, never[]>()
const toDss = (level: string): string => `PAdES_BASELINE_${level.slice(2)}`

describe.skipIf(obstacle !== null).each(files.filter(({ unknownTo }) => !unknownTo.includes('EU DSS')))('EU DSS says of $name', ({ name, claims }) => {
  it('TOTAL-PASSED at the level claimed', () => {
    const all = judgements.get(name) ?? []
    const signatures = all.filter(({ level }) => level !== 'TIMESTAMP')
    expect(signatures.map(({ indication, level }) => [indication, level]), JSON.stringify(all)).toEqual(claims.map(claim => ['TOTAL_PASSED', toDss(claim)]))
    expect(all.filter(({ level }) => level === 'TIMESTAMP').every(({ indication }) => indication === 'PASSED'), JSON.stringify(all)).toBe(true)
  })
})

it.skipIf(obstacle !== null).each(files.filter(({ unknownTo }) => unknownTo.includes('EU DSS')))('EU DSS cannot judge $name yet; when it can, this test asks to be taken away', ({ name }) => {
  expect(judgements.get(name)).toMatchObject([{ indication: 'ERROR', remarks: expect.stringContaining('Unsupported algorithm') }])
})

describe.each(files)('$name', ({ pdf, claims, password, unknownTo }) => {
  it('is sound for our own validator, at the level claimed', async () => {
    const report = await validateSignatures(pdf, { anchors: pki.anchors, time: now(), revocation: { find: async (_, issuer) => ({ kind: 'crl', crl: Buffer.compare(issuer, pki.public.root.certificate) === 0 ? lists[1]! : lists[0]! }) }, ...(password === undefined ? {} : { password }) })
    const signatures = report.signatures.filter(({ kind }) => kind === 'signature')
    expect([report.integrity, ...report.findings.filter(({ severity }) => severity === 'flaw')]).toEqual(['sound'])
    expect(signatures.map(({ level, indication }) => [indication, level])).toEqual(claims.map(claim => ['TOTAL-PASSED', claim]))
  })

  it.runIf(hasTool('qpdf') && password === undefined)('is sound for qpdf', () => {
    expect(qpdfCheck(pdf)).toContain('No syntax or stream encoding errors found')
  })

  it.runIf(hasTool('pdfsig') && password === undefined && !unknownTo.includes('pdfsig'))('is sound for pdfsig', () => {
    expect(count(pdfsig(pdf), 'Signature is Valid.')).toBe(claims.length)
  })
})
