import { createCipheriv, randomBytes } from 'node:crypto'
import { PdfStream, PdfString, type PdfDictionary, type PdfReference, type PdfValue } from '../objects.ts'
import { cipherOf, keyFor, withStrings, type CipherName, type Decryption } from './decrypt-object.ts'
import { rc4 } from './rc4.ts'

/** Encrypts an object that is to stand by itself, the way the document is encrypted (§7.6.2). */
export function createEncryption(encryption: Decryption): (reference: PdfReference, value: PdfValue) => PdfValue {
  return ({ number, generation }, value) => {
    if (number === encryption.exempt) return value
    const apply = (cipher: CipherName, data: Uint8Array) => encrypt(data, { cipher, key: keyFor(encryption.key, { number, generation, cipher }) })
    const string = (one: PdfString) => new PdfString(apply(encryption.strings, one.bytes), { isHex: true })
    if (!(value instanceof PdfStream)) return withStrings(value, string)
    return new PdfStream(withStrings(value.dictionary, string) as PdfDictionary, apply(cipherOf(encryption, value.dictionary), value.raw))
  }
}

function encrypt(data: Uint8Array, { cipher, key }: { cipher: CipherName, key: Uint8Array }): Uint8Array {
  if (cipher === 'none') return data
  if (cipher === 'RC4') return rc4(key, data)
  const start = randomBytes(16)
  const writer = createCipheriv(cipher === 'AES-128' ? 'aes-128-cbc' : 'aes-256-cbc', key, start)
  return Buffer.concat([start, writer.update(data), writer.final()])
}
