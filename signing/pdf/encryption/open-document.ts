import { PdfDocument } from '../document.ts'
import { PdfError } from '../errors.ts'
import { PdfDictionary, PdfName, PdfReference, PdfString, type PdfValue } from '../objects.ts'
import type { Source } from '../source.ts'
import { createDecryption, type CipherName } from './decrypt-object.ts'
import { createEncryption } from './encrypt-object.ts'
import { findFileKey } from './file-key.ts'

/** The detail of the error for a file that no given password opens. */
export const encrypted = 'encrypted'

/**
 * A document, its strings and streams readable: with the password given, as user or owner, or with the empty one (§7.6.4).
 * @throws PdfError with the detail `encrypted` when that opens nothing, or the security handler is not the standard one
 */
export function openDocument(source: Source, password?: string): PdfDocument {
  const document = new PdfDocument(source)
  if (!document.isEncrypted) return document
  const reference = document.trailer.get('Encrypt')
  const dictionary = document.resolve(reference)
  if (!(dictionary instanceof PdfDictionary)) throw new PdfError(encrypted)
  const key = keyOf(document, dictionary, password)
  const ciphers = ciphersOf(document, dictionary)
  if (key === null || ciphers === null) throw new PdfError(encrypted)
  const encryptsMetadata = document.resolve(dictionary.get('EncryptMetadata')) !== false
  const encryption = { key, ...ciphers, encryptsMetadata, exempt: reference instanceof PdfReference ? reference.number : null }
  document.objects.decryptWith(createDecryption(encryption))
  document.encrypt = createEncryption(encryption)
  return document
}

function keyOf(document: PdfDocument, dictionary: PdfDictionary, password: string | undefined): Uint8Array | null {
  const number = (name: string): number | null => {
    const value = document.resolve(dictionary.get(name))
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
  }
  const bytes = (value: PdfValue): Uint8Array => value instanceof PdfString ? value.bytes : new Uint8Array()
  const filter = document.resolve(dictionary.get('Filter'))
  const [revision, permissions, version] = [number('R'), number('P'), number('V')]
  if (!(filter instanceof PdfName && filter.value === 'Standard') || revision === null || permissions === null || revision < 2 || revision > 6) return null
  const identifiers = document.resolve(document.trailer.get('ID'))
  const bits = version === 1 ? 40 : version === 4 ? 128 : number('Length') ?? 40
  if (bits < 40 || bits > 256 || bits % 8 !== 0) return null
  const part = (name: string) => bytes(document.resolve(dictionary.get(name)))
  const parameters = {
    revision, permissions, keyBytes: revision === 2 ? 5 : Math.min(bits / 8, 16), owner: part('O'), user: part('U'), ownerKey: part('OE'), userKey: part('UE'),
    identifier: Array.isArray(identifiers) ? bytes(identifiers[0] ?? null) : new Uint8Array(),
    encryptsMetadata: document.resolve(dictionary.get('EncryptMetadata')) !== false,
  }
  for (const one of new Set([password ?? '', ''])) {
    const key = findFileKey(parameters, one)
    if (key !== null) return key
  }
  return null
}

/** Ciphers for streams and strings: by version, or by crypt filters (§7.6.6). Null for what is not known. */
function ciphersOf(document: PdfDocument, dictionary: PdfDictionary): { streams: CipherName, strings: CipherName } | null {
  const version = document.resolve(dictionary.get('V'))
  if (version === 1 || version === 2) return { streams: 'RC4', strings: 'RC4' }
  if (version !== 4 && version !== 5) return null
  const filters = document.resolve(dictionary.get('CF'))
  const named = (key: string): CipherName | null => {
    const filter = document.resolve(dictionary.get(key))
    if (!(filter instanceof PdfName) || filter.value === 'Identity') return 'none'
    const entry = filters instanceof PdfDictionary ? document.resolve(filters.get(filter.value)) : null
    const method = entry instanceof PdfDictionary ? document.resolve(entry.get('CFM')) : null
    return method instanceof PdfName ? { V2: 'RC4' as const, AESV2: 'AES-128' as const, AESV3: 'AES-256' as const, None: 'none' as const }[method.value] ?? null : null
  }
  const [streams, strings] = [named('StmF'), named('StrF')]
  return streams === null || strings === null ? null : { streams, strings }
}
