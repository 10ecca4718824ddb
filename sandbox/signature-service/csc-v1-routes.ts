import { getHeader, type Router } from 'h3'
import { readJsonObject } from '../http/site.ts'
import { hashOfLength, hashOfSignature, readDigests } from './algorithms.ts'
import { lineOf } from './credential.ts'
import { readCount } from './csc-authorize.ts'
import { Accepted, answer, authorised } from './csc-call.ts'
import { addCredentialMethods, requireCredential } from './csc-credentials.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import { addTimestampMethod, addTokenMethods, linePrefix } from './csc-routes.ts'
import type { SignatureService } from './service.ts'

const methods = ['auth/login', 'auth/revoke', 'credentials/list', 'credentials/info', 'credentials/authorize', 'credentials/extendTransaction', 'credentials/sendOTP', 'signatures/signHash', 'signatures/timestamp', 'oauth2/authorize', 'oauth2/token', 'oauth2/revoke'] as const

/** CSC API v1.0.4.0, and the log-in of Viettel MySign before it. Version 1 has no phones that answer later, so that line is left out. */
export function addCscV1Routes(router: Router, service: SignatureService): void {
  for (const line of ['page', 'typed'] as const) {
    const base = `${linePrefix[line]}/csc/v1`
    router.post(`${base}/info`, answer(service, () => describeService(service, base)))
    addLogin(router, service, base)
    addCredentialMethods(router, service, { base, line, version: 1 })
    addAuthorizeMethods(router, service, base)
    addSignHash(router, service, base)
    addTimestampMethod(router, service, base)
    addTokenMethods(router, service, base)
    router.use(`${base}/**`, answer(service, () => {
      throw new CscError('not_implemented', 'This method is not implemented')
    }))
  }
  addProfileLogin(router, service)
}

/** Clause 11.2: a technical user, whose name and password are the client's. */
function addLogin(router: Router, service: SignatureService, base: string): void {
  router.post(`${base}/auth/login`, answer(service, (event) => {
    if (!/^Basic [A-Za-z0-9+/]+=*$/.test(getHeader(event, 'authorization') ?? '')) throw new CscError('invalid_request', 'Malformed authentication parameter')
    try {
      service.tokens.authenticate(new URLSearchParams(), getHeader(event, 'authorization'))
    }
    catch {
      throw new CscError('authentication_error', 'An error occurred during authentication process')
    }
    return service.tokens.issueServiceToken(null)
  }))
}

/** Once for every person, `POST /ras/v1/login {client_id, client_secret, profile_id, user_id}`: the token is about that person only. */
function addProfileLogin(router: Router, service: SignatureService): void {
  router.post('/ras/v1/login', answer(service, async (event) => {
    const { client_id: id, client_secret: secret, user_id: userId, profile_id: profile } = await readJsonObject(event) ?? {}
    if (typeof userId !== 'string' || !/^\w{1,40}$/.test(userId) || typeof profile !== 'string') throw invalidRequest('Missing (or invalid type) string parameter user_id or profile_id')
    service.tokens.authenticate(new URLSearchParams({ client_id: String(id), client_secret: String(secret) }), undefined)
    return { ...service.tokens.issueServiceToken(userId), token_type: 'bearer' }
  }))
}

function addAuthorizeMethods(router: Router, service: SignatureService, base: string): void {
  router.post(`${base}/credentials/sendOTP`, authorised(service, 'credentials/sendOTP', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    if (lineOf(credential.id) !== 'typed') throw invalidRequest('Invalid parameter credentialID')
    service.activation.sendCode(credential.id)
    return new Accepted(204)
  }))

  router.post(`${base}/credentials/authorize`, authorised(service, 'credentials/authorize', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    if (credential.mode !== 'explicit') throw invalidRequest('Invalid parameter credentialID')
    const hashOid = hashOfLength(Array.isArray(body.hash) ? body.hash[0] : undefined)
    const binding = { credentialId: credential.id, client: service.client().id, hashOid, hashes: readDigests(body.hash, hashOid, 'hash') }
    const count = readCount(body.numSignatures, binding, credential)
    const verdict = await service.activation.verify(credential.id, { pin: typeof body.PIN === 'string' ? body.PIN : '', otp: typeof body.OTP === 'string' ? body.OTP : null }, binding)
    if (verdict === 'locked') throw invalidRequest('PIN locked')
    // The standard would let a caller tell PIN and OTP apart, and so guess one after the other; here it cannot.
    if (verdict !== 'accepted') throw new CscError('invalid_pin', 'The PIN or the OTP is invalid')
    const { sad, expiresIn } = service.activation.issue(binding, count)
    return { SAD: sad, expiresIn }
  }))

  router.post(`${base}/credentials/extendTransaction`, authorised(service, 'credentials/extendTransaction', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    if (typeof body.SAD !== 'string') throw invalidRequest('Missing (or invalid type) string parameter SAD')
    const hashOid = hashOfLength(Array.isArray(body.hash) ? body.hash[0] : undefined)
    const { sad, expiresIn } = service.activation.extend(body.SAD, { credentialId: credential.id, client: service.client().id, hashOid, hashes: readDigests(body.hash, hashOid, 'hash') })
    return { SAD: sad, expiresIn }
  }))
}

/** Clause 11.9. */
function addSignHash(router: Router, service: SignatureService, base: string): void {
  router.post(`${base}/signatures/signHash`, authorised(service, 'signatures/signHash', async (body, caller) => {
    const sad = caller.token ?? body.SAD
    if (typeof sad !== 'string') throw invalidRequest('Missing (or invalid type) string parameter SAD')
    const credential = await requireCredential(service, body, caller)
    const hashOid = hashOfSignature(body.signAlgo, body.hashAlgo, 'hashAlgo')
    const sign = service.redeem(credential, sad, { credentialId: credential.id, client: service.client().id, hashOid, hashes: readDigests(body.hash, hashOid, 'hash') })
    return { signatures: await sign() }
  }))
}

function describeService({ baseUrl }: SignatureService, base: string): unknown {
  return {
    specs: '1.0.4.0',
    name: 'Chữ ký số từ xa MotLan (thử nghiệm)',
    logo: `${baseUrl}/logo.png`,
    region: 'VN',
    lang: 'vi-VN',
    description: 'Dịch vụ ký số từ xa của môi trường thử nghiệm. Chữ ký ở đây không có giá trị pháp lý.',
    authType: ['basic', 'oauth2client'],
    oauth2: `${baseUrl}${base}/`,
    methods,
  }
}
