import { createHash, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import { parseJsonObject } from '../http/site.ts'
import { readCbor, type Cbor } from './cbor.ts'
import type { PhoneChallenge } from './factors.ts'

/** Web Authentication level 2 with keys ES256 and RS256, user verification demanded, attestation not looked at. */

export interface StoredPasskey {
  /** base64url */
  id: string
  /** Base64 DER SubjectPublicKeyInfo. */
  publicKey: string
  signCount: number
}

/** Who passkeys are made for: a domain, and the origin of the pages on which they are used. */
export interface RelyingParty { id: string, origin: string }

/** What a browser hands over, each part base64url. */
export interface PasskeyAssertion { id: string, clientDataJSON: string, authenticatorData: string, signature: string }
export interface PasskeyRegistration { clientDataJSON: string, attestationObject: string }

const flags = { userPresent: 0x01, userVerified: 0x04, attestedCredential: 0x40 }

/** What a passkey is asked to sign for one request: it fits no other, so that consent to one thing is none to another. */
export const passkeyChallenge = ({ nonce, hashes }: PhoneChallenge): string => createHash('sha256').update(JSON.stringify(['passkey', nonce, ...hashes])).digest('base64url')

/** §7.1, without attestation. Null when anything is not as it must be. */
export function readRegistration({ clientDataJSON, attestationObject }: PasskeyRegistration, { challenge, relyingParty }: { challenge: string, relyingParty: RelyingParty }): StoredPasskey | null {
  try {
    if (!isClientData(clientDataJSON, { type: 'webauthn.create', challenge, relyingParty })) return null
    const { value } = readCbor(Buffer.from(attestationObject, 'base64url'))
    const data = value instanceof Map ? value.get('authData') : undefined
    if (!(data instanceof Uint8Array) || !isForUs(data, relyingParty) || (data[32]! & flags.attestedCredential) === 0) return null
    const bytes = Buffer.from(data)
    const idLength = bytes.readUInt16BE(53)
    const id = bytes.subarray(55, 55 + idLength)
    const key = toPublicKey(readCbor(bytes.subarray(55 + idLength)).value)
    if (id.length !== idLength || idLength === 0 || idLength > 1023 || key === null) return null
    return { id: id.toString('base64url'), publicKey: key.export({ type: 'spki', format: 'der' }).toString('base64'), signCount: bytes.readUInt32BE(33) }
  }
  catch {
    return null
  }
}

/** §7.2. @returns what must happen when the answer is accepted; null when it is wrong */
export function usePasskey(passkeys: readonly StoredPasskey[], { assertion, challenge, relyingParty }: { assertion: PasskeyAssertion, challenge: PhoneChallenge, relyingParty: RelyingParty }): (() => void) | null {
  const passkey = passkeys.find(({ id }) => id === assertion.id)
  if (passkey === undefined || !isClientData(assertion.clientDataJSON, { type: 'webauthn.get', challenge: passkeyChallenge(challenge), relyingParty })) return null
  const data = Buffer.from(assertion.authenticatorData, 'base64url')
  if (data.length < 37 || !isForUs(data, relyingParty)) return null
  const signed = Buffer.concat([data, createHash('sha256').update(Buffer.from(assertion.clientDataJSON, 'base64url')).digest()])
  const key = createPublicKey({ key: Buffer.from(passkey.publicKey, 'base64'), format: 'der', type: 'spki' })
  if (!verify('sha256', signed, key, Buffer.from(assertion.signature, 'base64url'))) return null
  // A counter that does not grow means a copy; passkeys that are synchronised have none and say 0 (§6.1.1).
  const count = data.readUInt32BE(33)
  if (count <= passkey.signCount && (count !== 0 || passkey.signCount !== 0)) return null
  return () => {
    passkey.signCount = count
  }
}

function isClientData(base64: string, { type, challenge, relyingParty }: { type: string, challenge: string, relyingParty: RelyingParty }): boolean {
  const client = parseJsonObject(Buffer.from(base64, 'base64url').toString('utf8'))
  return client?.type === type && client.challenge === challenge && client.origin === relyingParty.origin && client.crossOrigin !== true
}

function isForUs(data: Uint8Array, { id }: RelyingParty): boolean {
  const wanted = flags.userPresent | flags.userVerified
  return data.length >= 37 && timingSafeEqual(data.subarray(0, 32), createHash('sha256').update(id).digest()) && (data[32]! & wanted) === wanted
}

/** COSE_Key (RFC 9052, 7) of ES256 on P-256, or RS256. */
function toPublicKey(cose: Cbor): KeyObject | null {
  if (!(cose instanceof Map)) return null
  const part = (label: number): string => {
    const value = cose.get(label)
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : ''
  }
  const [kty, alg] = [cose.get(1), cose.get(3)]
  if (kty === 2 && alg === -7 && cose.get(-1) === 1) return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: part(-2), y: part(-3) }, format: 'jwk' })
  if (kty === 3 && alg === -257) return createPublicKey({ key: { kty: 'RSA', n: part(-1), e: part(-2) }, format: 'jwk' })
  return null
}
