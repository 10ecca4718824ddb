import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { validateSignatures, validateSignaturesInFile, type ValidationReport } from '#signing'
import { appendRevision, samplePdf } from '#signing/testing'
import { enrol, levels, now, pki, sign } from '../sign/signing-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-validate-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'file.pdf')
const moment = now()
const options = () => ({ anchors: pki.anchors, time: moment })

/** The report, which must be the same whichever way the document is given. */
async function judge(pdf: Uint8Array): Promise<ValidationReport> {
  writeFileSync(path, pdf)
  const [ofBytes, inFile] = [await validateSignatures(pdf, options()), await validateSignaturesInFile(path, options())]
  expect(inFile).toEqual(ofBytes)
  return inFile
}

const codes = ({ findings }: ValidationReport): string[] => findings.map(({ code }) => code)
const signatory = enrol('P-256', 'ECDSA')
const large = 3_000_000
const tailOf = (pdf: Uint8Array): Uint8Array => pdf.subarray(Buffer.from(pdf).lastIndexOf('startxref'))
const mebibyte = 1024 * 1024

describe.each(['table', 'stream', 'hybrid'] as const)('a file of style %s, validated where it lies', (style) => {
  it.each([0, large])('with %i octets of content, signed twice and archived', async (contentBytes) => {
    const first = await sign(samplePdf({ style, contentBytes, pages: 40 }), signatory)
    const report = await judge(await sign(first, signatory, { level: levels['B-LTA'] }))
    expect(report.integrity).toBe('sound')
    expect(report.signatures.map(({ changes }) => changes)).toEqual(['permitted', 'permitted', 'none'])
  })

  it('with a change that was not permitted', async () => {
    const signed = await sign(samplePdf({ style, contentBytes: large }), signatory)
    expect((await judge(appendRevision(signed, { objects: { 3: '<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>' } }))).integrity).toBe('flawed')
  })
})

describe('what nobody asked for is read all the same', async () => {
  const signed = await sign(samplePdf({ contentBytes: large }), signatory)

  it.each([0, 1, 4095, 4096, mebibyte - 1, mebibyte, 2 * mebibyte + 7])('an octet behind %i of white space behind the last revision', async (blanks) => {
    expect(codes(await judge(Buffer.concat([signed, Buffer.alloc(blanks, ' '), Buffer.from('x')])))).toContain('trailing-bytes')
  })

  it.each([0, 4, 9, 10, 11])('another header across the end of a piece, %i octets before it', async (before) => {
    const header = '\n%PDF-1.4\n'
    const plain = samplePdf({ contentBytes: 0 })
    const filled = Buffer.concat([plain, Buffer.alloc(mebibyte - before - plain.length, ' '), Buffer.from(header), Buffer.alloc(100_000, ' '), tailOf(plain)])
    expect(codes(await judge(filled))).toContain('second-header')
  })

  it.each([-20, -10, -5, 0, 5])('a signature that no field leads to, across the end of a piece (%i)', async (shift) => {
    const plain = samplePdf({ contentBytes: 0 })
    const hidden = Buffer.concat([plain, Buffer.alloc(mebibyte + shift - plain.length, ' '), Buffer.from('/ByteRange'), Buffer.from('\n'), tailOf(plain)])
    expect(codes(await judge(hidden))).toContain('signature-unreachable')
  })

  it('the last startxref, however far from the end', async () => {
    const report = await judge(Buffer.concat([signed, Buffer.alloc(2 * mebibyte, 'x')]))
    expect(report.signatures).toHaveLength(1)
    expect(report.integrity).toBe('flawed')
  })

  it('any octet that is altered', async () => {
    const pdf = await sign(await sign(samplePdf({ contentBytes: 20_000, pages: 60 }), signatory), signatory)
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(pdf.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (edits) => {
      const mutant = Uint8Array.from(pdf)
      for (const [at, octet] of edits) mutant[at] = octet
      await judge(mutant)
    }), { numRuns: 400 })
  }, 120_000)

  it('a file that is cut anywhere', async () => {
    const pdf = await sign(samplePdf({ contentBytes: 9_000, pages: 9 }), signatory)
    await fc.assert(fc.asyncProperty(fc.nat(pdf.length), async end => void await judge(pdf.subarray(0, end))), { numRuns: 200 })
  }, 60_000)
})

describe('a file that cannot be judged', () => {
  it('is refused when it changes meanwhile', async () => {
    writeFileSync(path, await sign(samplePdf(), signatory))
    const find = async () => {
      appendFileSync(path, ' ')
      return { kind: 'noAnswer' as const, reason: 'down' }
    }
    await expect(validateSignaturesInFile(path, { ...options(), revocation: { find } })).rejects.toMatchObject({ code: 'document-unreadable' })
  })

  it('is the caller’s matter when it is not there', async () => {
    await expect(validateSignaturesInFile(join(folder, 'nowhere.pdf'), options())).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each([['nothing', Buffer.alloc(0)], ['noise', Buffer.alloc(1_000_000, '(<[')], ['zeros', Buffer.alloc(1_000_000)]])('is unreadable when it is %s', async (_, pdf) => {
    expect((await judge(pdf)).integrity).toBe('unreadable')
  })
})

const scans = Array.from({ length: 1000 }, (_, index) => 2000 + index)
it.each([
  ['one stream', () => samplePdf({ contentBytes: 100_000_000 })],
  ['a thousand', () => samplePdf({ catalog: `/Scans [${scans.map(number => `${number} 0 R`).join(' ')}]`, objects: Object.fromEntries(scans.map(number => [number, `<</Length 100000>>\nstream\n${'\x80'.repeat(100_000)}\nendstream`])) })],
])('100 MB in %s are validated within 150 MB of memory', async (_, build) => {
  writeFileSync(path, await sign(await sign(build(), signatory), signatory))
  const { stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../../../../bench/validation/validate-file.ts'), path, '1'], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ integrity: 'sound', signatures: 2 })
  expect(JSON.parse(stdout).megabytes).toBeLessThan(150)
}, 60_000)
