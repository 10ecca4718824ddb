import { describe, expect, it } from 'vitest'
import { samplePdf, type SamplePdfOptions } from '#signing/testing'
import { count, enrol, hasTool, levels, pdfsig, qpdfCheck, sign } from './signing-world.ts'

const signatory = enrol('RSA-2048', 'RSA-PKCS1')
const styles: SamplePdfOptions['style'][] = ['table', 'stream', 'hybrid']
const isPrefix = (before: Uint8Array, after: Uint8Array): boolean => Buffer.compare(before, after.subarray(0, before.length)) === 0

describe.each(styles)('signing a file with cross-references as %s', (style) => {
  it.each(Object.entries(levels))('appends a signature of level %s and leaves every octet before it', async (_, level) => {
    const before = samplePdf({ style })
    const after = await sign(before, signatory, { level, reason: 'Tôi đồng ý 👍', location: 'Huế' })
    expect(isPrefix(before, after)).toBe(true)
    expect(pdfsig(after)).toContain('Signature Validation: Signature is Valid.')
    if (hasTool('qpdf')) expect(qpdfCheck(after)).toContain('No syntax or stream encoding errors found')
  })

  it('signs in series, each over all before it', async () => {
    let pdf = samplePdf({ style })
    for (const level of Object.values(levels)) {
      const after = await sign(pdf, signatory, { level })
      expect(isPrefix(pdf, after)).toBe(true)
      pdf = after
    }
    const words = pdfsig(pdf)
    expect(count(words, 'Signature is Valid.')).toBe(4)
    if (hasTool('qpdf')) expect(qpdfCheck(pdf)).toContain('No syntax or stream encoding errors found')
  })
})
