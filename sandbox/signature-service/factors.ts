import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Secret as OtpSecret, TOTP } from 'otpauth'

/** How a person proves that it is them: a PIN that is only kept as a hash, and a one-time code (RFC 6238). */

export interface PinHash { salt: string, hash: string }

const derive = promisify<string, Buffer, number, Buffer>(scrypt)

export async function hashPin(pin: string): Promise<PinHash> {
  const salt = randomBytes(16)
  return { salt: salt.toString('base64'), hash: (await derive(pin, salt, 32)).toString('base64') }
}

export async function isPin(pin: string, { salt, hash }: PinHash): Promise<boolean> {
  return timingSafeEqual(await derive(pin, Buffer.from(salt, 'base64'), 32), Buffer.from(hash, 'base64'))
}

export const newOtpSecret = (): Buffer => randomBytes(20)

const period = 30

const totp = (secret: Buffer): TOTP => new TOTP({ secret: new OtpSecret({ buffer: Uint8Array.from(secret).buffer }), digits: 6, period })

/** What the phone shows. */
export function showCode(secret: Buffer, now: Date): { code: string, secondsLeft: number } {
  return { code: totp(secret).generate({ timestamp: now.getTime() }), secondsLeft: period - Math.floor(now.getTime() / 1000) % period }
}

/** The time step of a right code (one step of clock drift either way), or null. A step at or before `lastStep` was used already. */
export function acceptCode(code: string, secret: Buffer, { now, lastStep }: { now: Date, lastStep: number }): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: 1 })
  if (delta === null) return null
  const step = Math.floor(now.getTime() / 1000 / period) + delta
  return step > lastStep ? step : null
}

/** What a request on the phone is about; the phone answers for exactly this. */
export interface PhoneChallenge { nonce: string, hashes: readonly string[] }

/** The phone's answer to one request: made with its secret over what it showed, so it fits no other request. */
export const proveOnPhone = (secret: Buffer, { nonce, hashes }: PhoneChallenge): string => createHmac('sha256', secret).update(JSON.stringify([nonce, ...hashes])).digest('base64url')

export function isPhoneProof(proof: string, secret: Buffer, challenge: PhoneChallenge): boolean {
  const [given, wanted] = [Buffer.from(proof), Buffer.from(proveOnPhone(secret, challenge))]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
