import { extendSignature } from '#signing'
import { samplePdf, type SamplePdfOptions } from '#signing/testing'
import { describe, expect, it } from 'vitest'
import { readSignatures, type SignedPdf } from '../../../../signing/pdf/index.ts'
import { enrol, evidence, levels, sign, timestamp } from '../sign/signing-world.ts'

const signatory = enrol('P-256', 'ECDSA')
const styles: SamplePdfOptions['style'][] = ['table', 'stream', 'hybrid']

/** In words, so that a failure says what is wrong. */
const summary = ({ readable, findings, signatures }: SignedPdf) => ({
  readable,
  flaws: [...findings, ...signatures.flatMap(signature => signature.findings)].map(({ code, detail }) => `${code}: ${detail}`),
  signatures: signatures.map(({ kind, byteRangeSound, changes, changeList }) => [kind, byteRangeSound, changes, ...changeList.filter(({ permitted }) => !permitted).map(({ object, detail }) => `${object}: ${detail}`)]),
  last: signatures.at(-1)?.coversWholeDocument,
})

describe.each(styles)('what we sign, with cross-references as %s', (style) => {
  it('is whole and unchanged at level B-B and B-T', async () => {
    for (const level of [levels['B-B'], levels['B-T']]) {
      const read = readSignatures(await sign(samplePdf({ style }), signatory, { level, reason: 'Nộp hồ sơ', location: 'Hà Nội' }))
      expect(summary(read)).toEqual({ readable: true, flaws: [], signatures: [['signature', true, 'none']], last: true })
      expect(read.signatures[0]).toMatchObject({ field: 'Signature1', reason: 'Nộp hồ sơ', location: 'Hà Nội', revision: 2, docMdp: null })
    }
  })

  it('has only permitted changes at level B-LT and B-LTA, and its evidence is read', async () => {
    const longTerm = readSignatures(await sign(samplePdf({ style }), signatory, { level: levels['B-LT'] }))
    expect(summary(longTerm)).toEqual({ readable: true, flaws: [], signatures: [['signature', true, 'permitted']], last: false })
    expect(longTerm.signatures[0]!.changeList.map(change => change.class)).toEqual(longTerm.signatures[0]!.changeList.map(() => 'validation-data'))
    expect(longTerm.dss.certificates.length).toBeGreaterThan(2)
    expect(longTerm.dss.ocspResponses.length + longTerm.dss.crls.length).toBeGreaterThan(0)
    const archived = readSignatures(await sign(samplePdf({ style }), signatory, { level: levels['B-LTA'] }))
    expect(summary(archived)).toEqual({ readable: true, flaws: [], signatures: [['signature', true, 'permitted'], ['timestamp', true, 'none']], last: true })
  })

  it('stays permitted when others sign after it and archive time-stamps are renewed', async () => {
    let pdf = samplePdf({ style })
    for (const level of Object.values(levels)) pdf = await sign(pdf, signatory, { level })
    pdf = await extendSignature(pdf, { timestamp, evidence, archive: true })
    const { signatures, flaws } = summary(readSignatures(pdf))
    expect(flaws).toEqual([])
    expect(signatures.map(([kind, sound, changes]) => [kind, sound, changes])).toEqual([
      ['signature', true, 'permitted'], ['signature', true, 'permitted'], ['signature', true, 'permitted'], ['signature', true, 'permitted'], ['timestamp', true, 'permitted'], ['timestamp', true, 'none'],
    ])
  })

  it('may get validation data and time-stamps, but no signature, when it certifies with P = 1', async () => {
    const certified = await sign(samplePdf({ style }), signatory, { certify: 1, level: levels['B-LTA'] })
    const read = readSignatures(certified)
    expect(summary(read)).toMatchObject({ flaws: [], signatures: [['signature', true, 'permitted'], ['timestamp', true, 'none']] })
    expect(read.signatures[0]!.docMdp).toBe(1)
  })

  it('lets others sign when it certifies with P = 2', async () => {
    const read = readSignatures(await sign(await sign(samplePdf({ style }), signatory, { certify: 2 }), signatory))
    expect(summary(read)).toMatchObject({ flaws: [], signatures: [['signature', true, 'permitted'], ['signature', true, 'none']] })
  })
})

it('fills an empty signature field that was there', async () => {
  const empty = samplePdf({ catalog: '/AcroForm <</Fields [20 0 R] /SigFlags 1>>', objects: { 20: '<</FT /Sig /T (Ky) /Type /Annot /Subtype /Widget /F 4 /Rect [300 100 500 160] /P 1000 0 R>>' }, annotations: '[20 0 R]' })
  const once = await sign(empty, signatory)
  const read = readSignatures(await sign(once, signatory, { field: 'Ky' }))
  expect(summary(read)).toMatchObject({ flaws: [], signatures: [['signature', true, 'permitted'], ['signature', true, 'none']] })
})
