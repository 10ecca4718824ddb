import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { rc4 } from './rc4.ts'

/** What the encryption dictionary of the standard security handler says (§7.6.4.2, table 21). */
export interface StandardParameters {
  /** /R: 2, 3, 4 (RC4, AES-128) or 5, 6 (AES-256). */
  revision: number
  /** Bytes of the file key. */
  keyBytes: number
  owner: Uint8Array
  user: Uint8Array
  ownerKey: Uint8Array
  userKey: Uint8Array
  permissions: number
  identifier: Uint8Array
  encryptsMetadata: boolean
}

/** The file encryption key that a user or owner password opens; null when it opens none. */
export function findFileKey(parameters: StandardParameters, password: string): Uint8Array | null {
  if (parameters.revision >= 5) return findModernKey(parameters, Buffer.from(password.normalize('NFKC'), 'utf8').subarray(0, 127))
  const padded = pad(Buffer.from(password, 'latin1'))
  return findLegacyKey(parameters, padded) ?? findLegacyKey(parameters, pad(toUserPassword(parameters, padded)))
}

const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const pad = (password: Uint8Array): Buffer => Buffer.concat([password.subarray(0, 32), padding]).subarray(0, 32)
const md5 = (...parts: Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest()

/** Algorithms 2 and 6: the key from a user password, if the dictionary confirms it. */
function findLegacyKey(parameters: StandardParameters, padded: Buffer): Uint8Array | null {
  const { revision, keyBytes, owner, permissions, identifier, user, encryptsMetadata } = parameters
  const flags = Buffer.alloc(4)
  flags.writeInt32LE(permissions | 0)
  let key: Buffer = md5(padded, owner.subarray(0, 32), flags, identifier, revision >= 4 && !encryptsMetadata ? Buffer.alloc(4, 0xff) : Buffer.alloc(0))
  if (revision >= 3) for (let round = 0; round < 50; round += 1) key = md5(key.subarray(0, keyBytes))
  key = key.subarray(0, keyBytes)
  const expected = revision === 2 ? rc4(key, padding) : twenty(key, md5(padding, identifier), [...rounds])
  return isEqual(expected, user.subarray(0, expected.length)) ? key : null
}

const rounds = Array.from({ length: 20 }, (_, round) => round)

/** Twenty passes of RC4 with a varied key. */
function twenty(key: Uint8Array, data: Uint8Array, order: readonly number[]): Uint8Array {
  return order.reduce<Uint8Array>((value, round) => rc4(key.map(octet => octet ^ round), value), data)
}

/** Algorithm 7: the user password that an owner password hides. */
function toUserPassword({ revision, keyBytes, owner }: StandardParameters, padded: Buffer): Uint8Array {
  let key: Buffer = md5(padded)
  if (revision >= 3) for (let round = 0; round < 50; round += 1) key = md5(key)
  key = key.subarray(0, keyBytes)
  return revision === 2 ? rc4(key, owner.subarray(0, 32)) : twenty(key, owner.subarray(0, 32), [...rounds].reverse())
}

/** Algorithm 2.A: AES-256; password hash, validation salt and key salt lie in /U and /O. */
function findModernKey({ revision, owner, user, ownerKey, userKey }: StandardParameters, password: Buffer): Uint8Array | null {
  const hash = revision === 5 ? simpleHash : hardenedHash
  const entry = user.subarray(0, 48)
  if (isEqual(hash(password, owner.subarray(32, 40), entry), owner.subarray(0, 32))) return unwrap(hash(password, owner.subarray(40, 48), entry), ownerKey)
  const none = Buffer.alloc(0)
  if (isEqual(hash(password, user.subarray(32, 40), none), user.subarray(0, 32))) return unwrap(hash(password, user.subarray(40, 48), none), userKey)
  return null
}

function unwrap(key: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
  return Buffer.concat([decipher.update(wrapped.subarray(0, 32)), decipher.final()])
}

type PasswordHash = (password: Uint8Array, salt: Uint8Array, entry: Uint8Array) => Buffer

const simpleHash: PasswordHash = (password, salt, entry) => createHash('sha256').update(password).update(salt).update(entry).digest()

/** Algorithm 2.B: at least 64 rounds of AES-128 and a hash that the round chooses. */
const hardenedHash: PasswordHash = (password, salt, entry) => {
  let key: Buffer = simpleHash(password, salt, entry)
  for (let round = 0, last = 0; round < 64 || last > round - 32; round += 1) {
    const block = Buffer.concat([password, key, entry])
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false)
    const encrypted = cipher.update(Buffer.concat(Array.from({ length: 64 }, () => block)))
    const remainder = encrypted.subarray(0, 16).reduce((sum, octet) => sum + octet, 0) % 3
    key = createHash((['sha256', 'sha384', 'sha512'] as const)[remainder]!).update(encrypted).digest()
    last = encrypted.at(-1)!
  }
  return key.subarray(0, 32)
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)
