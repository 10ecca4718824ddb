import { describe, expect, it } from 'vitest'
import { decodeStream, openDocument, PdfStream, readSignatures } from '../../../../signing/pdf/index.ts'
import { encryptedSamples, openSample, unicodeSample } from './encrypted-samples.ts'

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')

/** What a reader sees of the sample: the text of its page, the reason of its signature, /Contents as they stand in the file. */
function seen(pdf: Uint8Array, password?: string) {
  const { readable, signatures, document } = readSignatures(pdf, { password })
  const page = document!.dictionary((document!.resolve(document!.dictionary(document!.catalog.get('Pages'), 'pages').get('Kids')) as never[])[0], 'page')
  const contents = document!.resolve(page.get('Contents'))
  return { readable, text: contents instanceof PdfStream ? Buffer.from(decodeStream(contents)).toString('latin1') : null, reason: signatures[0]!.reason, contents: Buffer.from(signatures[0]!.contents!).toString('hex') }
}

const expected = { readable: true, text: expect.stringContaining('(Trang 1) Tj'), reason: 'Dong y', contents: '3003020101' }

describe.each(Object.entries(encryptedSamples))('a file encrypted by %s', (_, sample) => {
  it.each(['user', 'owner'])('opens with the %s password', (password) => {
    expect(seen(bytes(sample), password)).toEqual(expected)
  })

  it('is unreadable, as encrypted, without the right password', () => {
    for (const password of [undefined, '', 'User', 'owner ']) expect(readSignatures(bytes(sample), { password })).toMatchObject({ readable: false, unreadableReason: 'encrypted', signatures: [] })
  })
})

it('opens without a password what needs none, whatever password is given', () => {
  expect(seen(bytes(openSample))).toEqual(expected)
  expect(seen(bytes(openSample), 'something')).toEqual(expected)
})

it('opens with a password of Vietnamese letters, composed or not', () => {
  for (const password of ['mật khẩu', 'mật khẩu'.normalize('NFD')]) expect(seen(bytes(unicodeSample), password)).toEqual(expected)
})

it('knows no other security handler', () => {
  const pdf = Buffer.from(Buffer.from(openSample, 'base64').toString('latin1').replace('/Filter /Standard', '/Filter /Standarx'), 'latin1')
  expect(() => openDocument(pdf)).toThrow('encrypted')
})
