import { getHeader, type Router } from 'h3'
import { readForm } from '../http/site.ts'
import { hashName, readDigests, requireHash, signAlgorithmOids } from './algorithms.ts'
import type { CredentialLine } from './credential.ts'
import { addAuthorizeMethods } from './csc-authorize.ts'
import { Accepted, answer, applyOutage, authorised } from './csc-call.ts'
import { addCredentialMethods } from './csc-credentials.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import { addSignHashMethods } from './csc-sign-hash.ts'
import type { SignatureService } from './service.ts'

/** Below the service's address: each line of credentials has the whole API. */
export const linePrefix: Record<CredentialLine, string> = { page: '', typed: '/typed', device: '/device' }

const methods = [
  'auth/revoke', 'credentials/list', 'credentials/info', 'credentials/authorize', 'credentials/authorizeCheck', 'credentials/getChallenge', 'credentials/extendTransaction',
  'signatures/signHash', 'signatures/signPolling', 'signatures/timestamp', 'oauth2/authorize', 'oauth2/pushed_authorize', 'oauth2/token', 'oauth2/revoke',
] as const

/** The methods of CSC API v2.0.0.2 that this service answers. */
export function addCscRoutes(router: Router, service: SignatureService): void {
  for (const [line, prefix] of Object.entries(linePrefix) as [CredentialLine, string][]) {
    const base = `${prefix}/csc/v2`
    router.post(`${base}/info`, answer(service, () => describeService(service, base)))
    addCredentialMethods(router, service, { base, line, version: 2 })
    addAuthorizeMethods(router, service, base)
    addSignHashMethods(router, service, base)
    addTimestampMethod(router, service, base)
    addTokenMethods(router, service, base)
    router.use(`${base}/**`, answer(service, () => {
      throw new CscError('not_implemented', 'This method is not implemented')
    }))
  }
}

export function addTimestampMethod(router: Router, service: SignatureService, base: string): void {
  router.post(`${base}/signatures/timestamp`, authorised(service, 'signatures/timestamp', ({ hash, hashAlgo, nonce }) => {
    if (typeof hash !== 'string') throw invalidRequest('Missing (or invalid type) string parameter hash')
    if (hash === '') throw invalidRequest('Empty hash parameter')
    if (nonce !== undefined && (typeof nonce !== 'string' || !/^[0-9a-fA-F]{1,64}$/.test(nonce))) throw invalidRequest('Invalid parameter nonce')
    const hashOid = requireHash(hashAlgo)
    const [digest = ''] = readDigests([hash], hashOid)
    return { timestamp: Buffer.from(service.infrastructure.timestamp(Buffer.from(digest, 'base64'), hashName(hashOid), nonce === undefined ? null : BigInt(`0x${nonce}`))).toString('base64') }
  }))
}

/** Clause 8.4.4 and 8.4.5; `auth/revoke` is the same for tokens of `auth/login`. */
export function addTokenMethods(router: Router, service: SignatureService, base: string): void {
  router.post(`${base}/oauth2/token`, answer(service, async (event) => {
    await applyOutage(service, { credentialId: null, at: 'oauth2/token', header: getHeader(event, 'x-sandbox-fault') })
    return service.tokens.exchange(await readForm(event) ?? new URLSearchParams(), getHeader(event, 'authorization'))
  }))
  router.post(`${base}/oauth2/revoke`, answer(service, async (event) => {
    service.tokens.revoke(await readForm(event) ?? new URLSearchParams(), getHeader(event, 'authorization'))
    return new Accepted(204)
  }))
  router.post(`${base}/auth/revoke`, authorised(service, 'auth/revoke', ({ token }) => {
    if (typeof token !== 'string') throw invalidRequest('Missing (or invalid type) string parameter token')
    service.tokens.withdraw(token)
    return new Accepted(204)
  }))
}

function describeService({ baseUrl }: SignatureService, base: string): unknown {
  return {
    specs: '2.0.0.2',
    name: 'Chữ ký số từ xa MotLan (thử nghiệm)',
    logo: `${baseUrl}/logo.png`,
    region: 'VN',
    lang: 'vi-VN',
    description: 'Dịch vụ ký số từ xa của môi trường thử nghiệm. Chữ ký ở đây không có giá trị pháp lý.',
    authType: ['oauth2client'],
    oauth2: `${baseUrl}${base}/`,
    asynchronousOperationMode: true,
    methods,
    signAlgorithms: { algos: signAlgorithmOids },
    signature_formats: { formats: [], envelope_properties: [] },
    conformance_levels: [],
  }
}
