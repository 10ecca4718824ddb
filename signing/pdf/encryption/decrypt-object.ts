import { createDecipheriv, createHash } from 'node:crypto'
import { PdfError } from '../errors.ts'
import { PdfDictionary, PdfName, PdfStream, PdfString, type PdfValue } from '../objects.ts'
import type { PlacedObject } from '../source-objects.ts'
import { rc4 } from './rc4.ts'

export type CipherName = 'RC4' | 'AES-128' | 'AES-256' | 'none'
export interface Decryption {
  key: Uint8Array
  streams: CipherName
  strings: CipherName
  encryptsMetadata: boolean
  /** Number of the encryption dictionary: its own strings are plain. */
  exempt: number | null
}

/** Makes an object that stands by itself readable (§7.6.2). Streams are undone when their data are asked for. */
export function createDecryption(decryption: Decryption): (object: PlacedObject) => PdfValue {
  return ({ number, generation, value }) => {
    if (number === decryption.exempt) return value
    const undo = (cipher: CipherName, data: Uint8Array) => decrypt(data, { cipher, key: keyFor(decryption.key, { number, generation, cipher }) })
    const string = (one: PdfString) => new PdfString(undo(decryption.strings, one.bytes), one)
    if (!(value instanceof PdfStream)) return withStrings(value, string)
    const dictionary = withStrings(value.dictionary, string) as PdfDictionary
    const cipher = cipherOf(decryption, dictionary)
    return cipher === 'none' ? new PdfStream(dictionary, () => value.raw) : new PdfStream(dictionary, () => undo(cipher, value.raw))
  }
}

/** Cross-reference streams are plain; metadata may be; a stream may say so itself by a crypt filter. */
export function cipherOf({ streams, encryptsMetadata }: Decryption, dictionary: PdfDictionary): CipherName {
  const type = dictionary.get('Type')
  if (type instanceof PdfName && (type.value === 'XRef' || (type.value === 'Metadata' && !encryptsMetadata))) return 'none'
  const filter = dictionary.get('Filter')
  const first = Array.isArray(filter) ? filter[0] : filter
  return first instanceof PdfName && first.value === 'Crypt' ? 'none' : streams
}

/** A copy with every string replaced, but the /Contents of a signature: it is never encrypted. Depth is limited by the parser. */
export function withStrings(value: PdfValue, replace: (string: PdfString) => PdfString): PdfValue {
  if (value instanceof PdfString) return replace(value)
  if (Array.isArray(value)) return value.map(one => withStrings(one, replace))
  if (!(value instanceof PdfDictionary)) return value
  const isSignature = value.has('ByteRange')
  const copy = new PdfDictionary([...value.entries].map(([key, one]) => [key, isSignature && key === 'Contents' ? one : withStrings(one, replace)] as const))
  copy.repeated.push(...value.repeated)
  return copy
}

/** Algorithm 1: the key of one object; AES-256 uses the file key as it is. */
export function keyFor(key: Uint8Array, { number, generation, cipher }: { number: number, generation: number, cipher: CipherName }): Uint8Array {
  if (cipher === 'AES-256' || cipher === 'none') return key
  const suffix = Buffer.of(number & 0xff, (number >> 8) & 0xff, (number >> 16) & 0xff, generation & 0xff, (generation >> 8) & 0xff)
  const hash = createHash('md5').update(key).update(suffix)
  if (cipher === 'AES-128') hash.update('sAlT')
  return hash.digest().subarray(0, Math.min(key.length + 5, 16))
}

function decrypt(data: Uint8Array, { cipher, key }: { cipher: CipherName, key: Uint8Array }): Uint8Array {
  if (cipher === 'none' || data.length === 0) return data
  if (cipher === 'RC4') return rc4(key, data)
  try {
    const decipher = createDecipheriv(cipher === 'AES-128' ? 'aes-128-cbc' : 'aes-256-cbc', key, data.subarray(0, 16))
    return Buffer.concat([decipher.update(data.subarray(16)), decipher.final()])
  }
  catch {
    throw new PdfError('a string or stream that does not decrypt')
  }
}
