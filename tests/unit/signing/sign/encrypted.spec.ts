import { describe, expect, it } from 'vitest'
import { completeSignature, extendSignature, validateSignatures } from '#signing'
import { samplePdf } from '#signing/testing'
import { encryptedSamples, openSample, unicodeSample } from '../pdf/encrypted-samples.ts'
import { enrol, evidence, hasTool, levels, now, pki, prepare, run, sign, text, timestamp, valueOf } from './signing-world.ts'

const signatory = enrol('P-256', 'ECDSA')
const reason = 'Tôi đồng ý (với lời khai)'
const samples = Object.entries({ ...encryptedSamples, 'AES with 256 bits, without a password': openSample })
const passwordOf = (name: string): string | undefined => name.endsWith('without a password') ? undefined : 'user'
const words = (pdf: Uint8Array, command: string, args: string[]): string => {
  const { stdout, stderr } = run({ 'signed.pdf': pdf }, command, args)
  return `${stdout}${stderr}`
}

describe.each(samples)('a file encrypted by %s', (name, sample) => {
  const before = Buffer.from(sample, 'base64')
  const password = passwordOf(name)
  const options = password === undefined ? {} : { password }

  it('is signed and archived with its password, and stays encrypted', async () => {
    const after = await sign(before, signatory, { ...options, reason, level: { ...levels['B-LTA'], ...options } })
    expect(Buffer.compare(before, after.subarray(0, before.length))).toBe(0)
    expect(text(after)).not.toContain(Buffer.from(reason, 'utf16le').swap16().toString('hex').toUpperCase())
    const report = await validateSignatures(after, { anchors: pki.anchors, time: now(), ...options })
    expect(report.signatures.find(({ field }) => field === 'Signature1')).toMatchObject({ intact: true, byteRangeSound: true, indication: 'TOTAL-PASSED', level: 'B-LTA', reason })
  })

  it('can be read on by others', async () => {
    const after = await sign(before, signatory, { ...options, field: 'Ký tên', reason })
    expect(words(after, 'pdfsig', ['-nocert', ...(password === undefined ? [] : ['-upw', password]), 'signed.pdf'])).toMatch(/Ký tên[\s\S]*Signature is Valid/)
    if (hasTool('qpdf')) expect(words(after, 'qpdf', [`--password=${password ?? ''}`, '--check', 'signed.pdf'])).toContain('No syntax or stream encoding errors found')
  })

  it.runIf(password !== undefined)('is refused without its password', async () => {
    for (const wrong of [{}, { password: 'wrong' }]) expect(() => prepare(before, signatory, wrong)).toThrow(expect.objectContaining({ code: 'document-encrypted' }))
    const { pdf, prepared } = prepare(before, signatory, options)
    await expect(completeSignature(pdf, prepared, valueOf(signatory, prepared.signedAttributes), levels['B-LT'])).rejects.toMatchObject({ code: 'document-encrypted' })
    const signed = await completeSignature(pdf, prepared, valueOf(signatory, prepared.signedAttributes))
    await expect(extendSignature(signed, { timestamp, evidence })).rejects.toMatchObject({ code: 'document-encrypted' })
  })
})

it('signs with a password of Vietnamese letters, and with the owner’s', async () => {
  for (const [sample, password] of [[unicodeSample, 'mật khẩu'], [encryptedSamples['AES with 128 bits'], 'owner']] as const) {
    const after = await sign(Buffer.from(sample, 'base64'), signatory, { password })
    expect((await validateSignatures(after, { anchors: pki.anchors, time: now(), password })).signatures.find(({ field }) => field === 'Signature1')).toMatchObject({ intact: true })
  }
})

describe.runIf(hasTool('qpdf'))('a file that qpdf encrypts here', () => {
  it.each(['128', '256'])('is signed twice and raised, with %s bits and object streams', async (bits) => {
    const source = samplePdf({ style: 'stream', pages: 3 })
    const encrypted = run({ 'plain.pdf': source }, 'qpdf', ['--encrypt', 'user', 'owner', bits, ...(bits === '128' ? ['--use-aes=y'] : []), '--', '--object-streams=generate', 'plain.pdf', '-']).stdout
    const once = await sign(encrypted, signatory, { password: 'user', level: { ...levels['B-LT'], password: 'user' } })
    const twice = await sign(once, signatory, { password: 'user', level: { timestamp } })
    const raised = await extendSignature(twice, { timestamp, evidence, archive: true, password: 'user' })
    const report = await validateSignatures(raised, { anchors: pki.anchors, time: now(), password: 'user' })
    expect(report.integrity).toBe('sound')
    expect(report.signatures.filter(({ kind }) => kind === 'signature').map(({ level, indication }) => [level, indication])).toEqual([['B-LTA', 'TOTAL-PASSED'], ['B-LTA', 'TOTAL-PASSED']])
  })
})
