import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { completeSignature, completeSignatureInFile, extendSignatureInFile, prepareSignatureInFile, validateSignatures, type SignatureOptions } from '#signing'
import { samplePdf } from '#signing/testing'
import { FileSource, PdfDocument } from '../../../../signing/pdf/index.ts'
import { count, enrol, evidence, levels, now, pdfsig, pki, prepare, sign, timestamp, valueOf } from './signing-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-in-file-'))
afterAll(() => rmSync(folder, { recursive: true }))
let number = 0
const put = (pdf: Uint8Array): string => {
  const path = join(folder, `${number += 1}.pdf`)
  writeFileSync(path, pdf)
  return path
}

// Its signatures are always the same, so that files can be compared.
const signatory = enrol('RSA-2048', 'RSA-PKCS1')
const options: SignatureOptions = { ...signatory, signingTime: new Date('2026-06-01T08:00:00Z'), reason: 'Tôi đồng ý' }
const large = 3_000_000

describe.each(['table', 'stream', 'hybrid'] as const)('a file of style %s, signed where it lies', (style) => {
  it.each([0, large])('with %i octets of content, is the one that is made in memory', async (contentBytes) => {
    const source = samplePdf({ style, contentBytes, pages: 40 })
    const path = put(source)
    const prepared = prepareSignatureInFile(path, options)
    const inMemory = prepare(source, signatory, options)
    expect(prepared).toEqual(inMemory.prepared)
    expect(Buffer.compare(readFileSync(path), inMemory.pdf)).toBe(0)
    const value = valueOf(signatory, prepared.signedAttributes)
    await completeSignatureInFile(path, prepared, value)
    expect(Buffer.compare(readFileSync(path), await completeSignature(inMemory.pdf, inMemory.prepared, value))).toBe(0)
  })

  it('is signed again, archived and raised', async () => {
    const path = put(await sign(samplePdf({ style, contentBytes: large }), signatory))
    const prepared = prepareSignatureInFile(path, options)
    await completeSignatureInFile(path, prepared, valueOf(signatory, prepared.signedAttributes), levels['B-LTA'])
    await extendSignatureInFile(path, { timestamp, evidence, archive: true })
    const report = await validateSignatures(readFileSync(path), { anchors: pki.anchors, time: now() })
    expect(report.integrity).toBe('sound')
    expect(report.signatures.filter(({ kind }) => kind === 'signature').map(({ level }) => level)).toEqual(['B-LTA', 'B-LTA'])
    expect(count(pdfsig(readFileSync(path)), 'Signature is Valid.')).toBe(2)
  })
})

describe('a file that cannot be signed', () => {
  const source = samplePdf()

  it('stays as it was when preparing is refused', () => {
    const path = put(source)
    expect(() => prepareSignatureInFile(path, { ...options, field: 'a.b' })).toThrow(expect.objectContaining({ code: 'options-invalid' }))
    expect(Buffer.compare(readFileSync(path), source)).toBe(0)
  })

  it('stays as it was when a later step of completing fails, and can be completed then', async () => {
    const path = put(source)
    const prepared = prepareSignatureInFile(path, options)
    const before = readFileSync(path)
    const value = valueOf(signatory, prepared.signedAttributes)
    const nobody = { revocation: { find: async () => ({ kind: 'noAnswer' as const, reason: 'down' }) } }
    await expect(completeSignatureInFile(path, prepared, value, { timestamp, evidence: nobody })).rejects.toMatchObject({ code: 'evidence-unavailable' })
    expect(Buffer.compare(readFileSync(path), before)).toBe(0)
    await completeSignatureInFile(path, prepared, value, levels['B-LT'])
    expect(pdfsig(readFileSync(path))).toContain('Signature is Valid.')
  })

  it('is refused after an octet of it changed, grew or went away', async () => {
    for (const change of [(pdf: Buffer) => pdf.fill(0x20, 12, 13), (pdf: Buffer) => Buffer.concat([pdf, Buffer.from(' ')]), (pdf: Buffer) => pdf.subarray(0, -1)]) {
      const path = put(source)
      const prepared = prepareSignatureInFile(path, options)
      writeFileSync(path, change(readFileSync(path)))
      await expect(completeSignatureInFile(path, prepared, valueOf(signatory, prepared.signedAttributes))).rejects.toMatchObject({ code: 'prepared-changed' })
    }
  })

  it.each([['nothing', Buffer.alloc(0)], ['half a file', samplePdf({ contentBytes: large }).subarray(0, large)], ['noise', Buffer.alloc(1_000_000, '(<[')]])('is refused when it is %s', (_, pdf) => {
    expect(() => prepareSignatureInFile(put(pdf), options)).toThrow(expect.objectContaining({ code: 'document-unreadable' }))
  })
})

it('reads the same from a file as from memory, wherever an object lies', () => {
  const source = samplePdf({ style: 'table', contentBytes: 70_000, pages: 600 })
  const descriptor = openSync(put(source), 'r')
  const [whole, piecewise] = [new PdfDocument(source), new PdfDocument(new FileSource(descriptor))]
  for (let object = 0; object < whole.size; object += 1) expect(piecewise.object(object)).toEqual(whole.object(object))
  closeSync(descriptor)
})

it('signs 100 MB within 150 MB of memory', () => {
  const path = put(samplePdf({ contentBytes: 100_000_000 }))
  const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, '../../../../bench/signing/sign-file.ts'), path, '1'], { encoding: 'utf8' })
  expect(JSON.parse(stdout).megabytes).toBeLessThan(150)
  expect(readFileSync(path).length).toBeGreaterThan(100_000_000)
})
