import { describe, expect, it } from 'vitest'
import { samplePdf } from '#signing/testing'
import { count, enrol, evidence, pdfsig, prepare, sign, text, timestamp } from './signing-world.ts'
import { extendSignature } from '#signing'

const signatory = enrol('P-256', 'ECDSA')
const formOf = (fields: Record<number, string>) => samplePdf({
  catalog: '/AcroForm 20 0 R', annotations: '22 0 R',
  objects: { 20: '<</Fields 23 0 R>>', 22: '[]', 23: `[${Object.keys(fields).map(number => `${number} 0 R`).join(' ')}]`, ...fields },
})

describe('certification', () => {
  it.each([1, 2, 3] as const)('writes DocMDP level %i into the signature and names it in the catalog', async (certify) => {
    const pdf = await sign(samplePdf(), signatory, { certify })
    expect(text(pdf)).toContain(`/TransformMethod /DocMDP /TransformParams <</Type /TransformParams /V /1.2 /P ${certify}>>`)
    expect(text(pdf)).toMatch(/\/Perms <<\/DocMDP \d+ 0 R>>/)
    expect(pdfsig(pdf)).toContain('Signature is Valid.')
  })

  it('is refused once something is signed', async () => {
    const signed = await sign(samplePdf(), signatory)
    expect(() => prepare(signed, signatory, { certify: 2 })).toThrow(expect.objectContaining({ code: 'certification-forbids' }))
  })

  it('of level 1 forbids further signatures, but not the archive', async () => {
    const signed = await sign(samplePdf(), signatory, { certify: 1 })
    expect(() => prepare(signed, signatory)).toThrow(expect.objectContaining({ code: 'certification-forbids' }))
    const archived = await extendSignature(signed, { timestamp, evidence, archive: true })
    expect(pdfsig(archived)).toContain('Signature is Valid.')
  })

  it('of level 2 lets others sign', async () => {
    const signed = await sign(await sign(samplePdf(), signatory, { certify: 2 }), signatory)
    expect(count(pdfsig(signed), 'Signature is Valid.')).toBe(2)
  })
})

describe('a field', () => {
  const empty = '<</FT /Sig /T (Ky ten) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /P 1000 0 R>>'

  it('that exists and is empty is filled, and nothing else of the page changes', async () => {
    const before = formOf({ 24: empty })
    const after = await sign(before, signatory, { field: 'Ky ten' })
    expect(pdfsig(after)).toContain('Signature Field Name: Ky ten')
    expect(text(after.subarray(before.length))).not.toContain('/Annots')
  })

  it('that is new is added to arrays that are objects of their own', async () => {
    const before = formOf({ 24: empty })
    const after = await sign(before, signatory, { field: 'Đóng dấu' })
    expect(text(after.subarray(before.length))).toMatch(/\n23 0 obj\n\[24 0 R \d+ 0 R\]/)
    expect(pdfsig(after)).toContain('Signature Field Name: Đóng dấu')
  })

  it('with a lock of its own passes it on to the signature', async () => {
    const after = await sign(formOf({ 24: empty.replace('>>', ' /Lock <</Type /SigFieldLock /Action /Include /Fields [(Name)] /P 2>>>>') }), signatory, { field: 'Ky ten' })
    expect(text(after)).toContain('/TransformMethod /FieldMDP /TransformParams <</Type /TransformParams /V /1.2 /Action /Include /Fields [(Name)]>> /Data 1 0 R')
    expect(text(after)).toContain('/TransformMethod /DocMDP /TransformParams <</Type /TransformParams /V /1.2 /P 2>>')
  })

  it.each([
    ['signed', async () => sign(formOf({ 24: empty }), signatory, { field: 'Ky ten' }), 'Ky ten'],
    ['of another type', () => formOf({ 24: '<</FT /Tx /T (Name)>>' }), 'Name'],
    ['a group of fields', () => formOf({ 24: '<</T (Person) /Kids [25 0 R]>>', 25: '<</FT /Tx /T (Name) /Parent 24 0 R>>' }), 'Person'],
    ['locked by name', () => sign(formOf({ 24: empty }), signatory, { lock: { action: 'include', fields: ['Ky ten'] } }), 'Ky ten'],
    ['locked with all', () => sign(formOf({ 24: empty }), signatory, { lock: { action: 'all' } }), 'Ky ten'],
    ['locked because it is not left free', () => sign(formOf({ 24: empty }), signatory, { lock: { action: 'exclude', fields: ['Other'] } }), 'Ky ten'],
    ['seeded with another hash', () => formOf({ 24: empty.replace('>>', ' /SV <</Ff 64 /DigestMethod [(SHA512)]>>>>') }), 'Ky ten'],
    ['seeded with another encoding', () => formOf({ 24: empty.replace('>>', ' /SV <</Ff 2 /SubFilter [/adbe.pkcs7.detached]>>>>') }), 'Ky ten'],
    ['seeded with a reason', () => formOf({ 24: empty.replace('>>', ' /SV <</Ff 8 /Reasons [(Approve)]>>>>') }), 'Ky ten'],
    ['seeded with a certification', () => formOf({ 24: empty.replace('>>', ' /SV <</MDP <</P 2>>>>>>') }), 'Ky ten'],
  ])('that is %s is refused', async (_, pdf, field) => {
    const document = await pdf()
    expect(() => prepare(document, signatory, { field })).toThrow(expect.objectContaining({ code: 'field-unusable' }))
  })

  it('that a lock leaves free is signed', async () => {
    const locked = await sign(formOf({ 24: empty }), signatory, { lock: { action: 'exclude', fields: ['Ky ten'] } })
    expect(count(pdfsig(await sign(locked, signatory, { field: 'Ky ten' })), 'Signature is Valid.')).toBe(2)
  })
})
