import type { Router } from 'h3'
import { readDigests, requireHash } from './algorithms.ts'
import type { Binding } from './activation.ts'
import { lineOf, type StoredCredential } from './credential.ts'
import { Accepted, authorised, type Body } from './csc-call.ts'
import { requireCredential } from './csc-credentials.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import type { DeviceRequest } from './device-requests.ts'
import type { SignatureService } from './service.ts'

/** `credentials/authorize`, `authorizeCheck`, `getChallenge` and `extendTransaction` (CSC API v2, clauses 11.6 to 11.9). */
export function addAuthorizeMethods(router: Router, service: SignatureService, base: string): void {
  /** What was issued for a request on a phone; the same SAD however often it is asked for, as long as it works. */
  const issued = new Map<string, { sad: string, expiresAt: number }>()

  router.post(`${base}/credentials/authorize`, authorised(service, 'credentials/authorize', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    // People authorise on our own pages (CSC API 11.6: not for the oauth2code mode).
    if (credential.mode !== 'explicit') throw invalidRequest('Invalid parameter credentialID')
    const hashOid = requireHash(body.hashAlgorithmOID)
    const binding = { credentialId: credential.id, client: service.client().id, hashOid, hashes: readDigests(body.hashes, hashOid) }
    const count = readCount(body.numSignatures, binding, credential)
    if (lineOf(credential.id) === 'device') {
      const labels = typeof body.description === 'string' ? [body.description.slice(0, 500)] : []
      return new Accepted(202, { handle: service.devices.add({ binding, labels }).id })
    }
    const verdict = await service.activation.verify(credential.id, { pin: readFactor(body.authData, 'PIN') ?? '', otp: readFactor(body.authData, 'OTP') }, binding)
    if (verdict === 'locked') throw invalidRequest('Credential locked')
    if (verdict !== 'accepted') throw new CscError('invalid_authentication_data', 'The authentication data is invalid')
    const { sad, expiresIn } = service.activation.issue(binding, count)
    return { SAD: sad, expiresIn }
  }))

  const requestOf = ({ handle }: Body): DeviceRequest | undefined => typeof handle === 'string' ? service.devices.find(handle) : undefined
  router.post(`${base}/credentials/authorizeCheck`, authorised(service, { at: 'credentials/authorizeCheck', concerns: body => requestOf(body)?.binding.credentialId ?? null }, (body) => {
    const request = requestOf(body)
    if (request === undefined) throw invalidRequest('Invalid parameter handle')
    if (request.state === 'waiting') return new Accepted(202, { handle: request.id })
    if (request.state === 'locked') throw invalidRequest('Credential locked')
    if (request.state === 'declined') throw new CscError('access_denied', 'The person declined to sign')
    if (request.state === 'expired') throw new CscError('access_denied', 'The authorization request has expired')
    const known = issued.get(request.id)
    if (known !== undefined) {
      if (service.activation.credentialOf(known.sad) === null) throw invalidRequest('Invalid parameter handle')
      return { SAD: known.sad, expiresIn: Math.round((known.expiresAt - service.now().getTime()) / 1000) }
    }
    const { sad, expiresIn } = service.activation.issue(request.binding)
    issued.set(request.id, { sad, expiresAt: service.now().getTime() + expiresIn * 1000 })
    for (const [id, { expiresAt }] of issued) if (expiresAt < service.now().getTime()) issued.delete(id)
    return { SAD: sad, expiresIn }
  }))

  router.post(`${base}/credentials/getChallenge`, authorised(service, 'credentials/getChallenge', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    if (lineOf(credential.id) !== 'typed' || body.authObjectID !== 'OTP') throw invalidRequest('Invalid parameter authObjectID')
    service.activation.sendCode(credential.id)
    return new Accepted(204)
  }))

  router.post(`${base}/credentials/extendTransaction`, authorised(service, 'credentials/extendTransaction', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    if (typeof body.SAD !== 'string') throw invalidRequest('Missing (or invalid type) string parameter SAD')
    const hashOid = requireHash(body.hashAlgorithmOID)
    const { sad, expiresIn } = service.activation.extend(body.SAD, { credentialId: credential.id, client: service.client().id, hashOid, hashes: readDigests(body.hashes, hashOid) })
    return { SAD: sad, expiresIn }
  }))
}

/** Signatures that are agreed to: all the digests, or more when others follow in the same transaction. */
export function readCount(value: unknown, { hashes }: Binding, { multisign }: StoredCredential): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidRequest('Missing (or invalid type) integer parameter numSignatures')
  if (value < 1 || value < hashes.length) throw invalidRequest('Invalid value for parameter numSignatures')
  if (value > multisign) throw invalidRequest('Numbers of signatures is too high')
  return value
}

function readFactor(authData: unknown, id: string): string | null {
  const given = Array.isArray(authData) ? authData.find((one: unknown): one is { value: string } => typeof one === 'object' && one !== null && 'id' in one && one.id === id && 'value' in one && typeof one.value === 'string') : undefined
  return given?.value ?? null
}
