import { getHeader, setResponseStatus, type Router } from 'h3'
import { readForm } from '../http/site.ts'
import { hashName, hashOfSignature, readDigests, requireHash, signAlgorithmOids } from './algorithms.ts'
import { describeCredential, readDescriptionWish } from './credential-description.ts'
import type { StoredCredential } from './credential.ts'
import { answer, applyOutage, authorised, type Body, type Caller } from './csc-call.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import type { SignatureService } from './service.ts'

const methods = ['credentials/list', 'credentials/info', 'credentials/authorize', 'signatures/signHash', 'signatures/timestamp', 'oauth2/authorize', 'oauth2/pushed_authorize', 'oauth2/token', 'oauth2/revoke'] as const

/** The methods of CSC API v2.0.0.2 that this service answers. */
export function addCscRoutes(router: Router, service: SignatureService): void {
  router.post('/csc/v2/info', answer(service, () => describeService(service)))

  router.post('/csc/v2/credentials/list', authorised(service, 'credentials/list', async (body) => {
    const { userID: userId, onlyValid = false, credentialInfo = false } = body
    if (typeof userId !== 'string' || !/^[\w:-]{1,100}$/.test(userId)) throw invalidRequest('Invalid parameter userID')
    const wish = readDescriptionWish(body)
    const all = await service.enrolment.credentialsOf(userId)
    const listed = onlyValid === true ? all.filter(credential => service.statusOf(credential) === 'valid') : all
    return {
      credentialIDs: listed.map(({ id }) => id),
      ...(credentialInfo === true ? { credentialInfos: listed.map(credential => ({ credentialID: credential.id, ...describe(credential, wish) })) } : {}),
      ...(onlyValid === true ? { onlyValid: true } : {}),
    }
  }))

  router.post('/csc/v2/credentials/info', authorised(service, 'credentials/info', async (body, caller) => describe(await requireCredential(service, body, caller), readDescriptionWish(body))))

  router.post('/csc/v2/credentials/authorize', authorised(service, 'credentials/authorize', async (body, caller) => {
    const credential = await requireCredential(service, body, caller)
    // People authorise on our own pages (CSC API 11.6: not for the oauth2code mode).
    if (credential.mode !== 'explicit') throw invalidRequest('Invalid parameter credentialID')
    const hashOid = requireHash(body.hashAlgorithmOID)
    const hashes = readDigests(body.hashes, hashOid)
    const count = body.numSignatures
    if (typeof count !== 'number' || !Number.isInteger(count)) throw invalidRequest('Missing (or invalid type) integer parameter numSignatures')
    if (count !== hashes.length) throw invalidRequest('Invalid value for parameter numSignatures')
    if (count > credential.multisign) throw invalidRequest('Numbers of signatures is too high')
    const binding = { credentialId: credential.id, client: service.client().id, hashOid, hashes }
    const verdict = await service.activation.verify(credential.id, { pin: readPin(body.authData), otp: null }, binding)
    if (verdict === 'locked') throw invalidRequest('Credential locked')
    if (verdict !== 'accepted') throw new CscError('invalid_authentication_data', 'The authentication data is invalid')
    const { sad, expiresIn } = service.activation.issue(binding)
    return { SAD: sad, expiresIn }
  }))

  router.post('/csc/v2/signatures/signHash', authorised(service, 'signatures/signHash', async (body, caller) => {
    const sad = caller.token ?? body.SAD
    if (typeof sad !== 'string') throw invalidRequest('Missing (or invalid type) string parameter SAD')
    const credential = await requireCredential(service, body, caller)
    const hashOid = hashOfSignature(body.signAlgo, body.hashAlgorithmOID)
    const hashes = readDigests(body.hashes, hashOid)
    if ((body.operationMode ?? 'S') !== 'S') throw invalidRequest('Invalid parameter operationMode')
    refuseUnusable(service, credential)
    return { signatures: service.activation.sign(sad, { credentialId: credential.id, client: service.client().id, hashOid, hashes }) }
  }))

  router.post('/csc/v2/signatures/timestamp', authorised(service, 'signatures/timestamp', ({ hash, hashAlgo }) => {
    if (typeof hash !== 'string') throw invalidRequest('Missing (or invalid type) string parameter hash')
    if (hash === '') throw invalidRequest('Empty hash parameter')
    const hashOid = requireHash(hashAlgo)
    const [digest = ''] = readDigests([hash], hashOid)
    return { timestamp: Buffer.from(service.infrastructure.timestamp(Buffer.from(digest, 'base64'), hashName(hashOid))).toString('base64') }
  }))

  router.post('/csc/v2/oauth2/token', answer(service, async (event) => {
    await applyOutage(service, { credentialId: null, at: 'oauth2/token' })
    return service.tokens.exchange(await readForm(event) ?? new URLSearchParams(), getHeader(event, 'authorization'))
  }))
  router.post('/csc/v2/oauth2/revoke', answer(service, async (event) => {
    service.tokens.revoke(await readForm(event) ?? new URLSearchParams(), getHeader(event, 'authorization'))
    setResponseStatus(event, 204)
    return null
  }))
  router.use('/csc/v2/**', answer(service, () => {
    throw new CscError('not_implemented', 'This method is not implemented')
  }))

  const describe = (credential: StoredCredential, wish: ReturnType<typeof readDescriptionWish>) => {
    const fault = service.takeFault(credential.id, 'credentials/info', ['wrong-certificate'])
    const shown = fault === null ? credential : { ...credential, certificates: service.enrolment.somebodyElses(credential) }
    return describeCredential(shown, wish, service.statusOf(credential))
  }
}

function describeService({ baseUrl }: SignatureService): unknown {
  return {
    specs: '2.0.0.2',
    name: 'Chữ ký số từ xa MotLan (thử nghiệm)',
    logo: `${baseUrl}/logo.png`,
    region: 'VN',
    lang: 'vi-VN',
    description: 'Dịch vụ ký số từ xa của môi trường thử nghiệm. Chữ ký ở đây không có giá trị pháp lý.',
    authType: ['oauth2client'],
    oauth2: `${baseUrl}/csc/v2/`,
    asynchronousOperationMode: false,
    methods,
    signAlgorithms: { algos: signAlgorithmOids },
    signature_formats: { formats: [], envelope_properties: [] },
    conformance_levels: [],
  }
}

async function requireCredential({ enrolment }: SignatureService, { credentialID }: Body, { credentialId }: Caller): Promise<StoredCredential> {
  if (typeof credentialID !== 'string') throw invalidRequest('Missing (or invalid type) string parameter credentialID')
  const credential = await enrolment.credential(credentialID)
  if (credential === undefined || (credentialId !== null && credentialId !== credentialID)) throw invalidRequest('Invalid parameter credentialID')
  return credential
}

/** The law forbids signing with a certificate that does not hold (Decree 23/2025/NĐ-CP); the standard has a text for one case only. */
function refuseUnusable(service: SignatureService, credential: StoredCredential): void {
  const status = service.statusOf(credential)
  if (status !== 'valid') throw invalidRequest(status === 'expired' ? 'Signing certificate is expired' : `Signing certificate is ${status}`)
}

function readPin(authData: unknown): string {
  const pins = Array.isArray(authData) ? authData.filter((one: unknown): one is { value: string } => typeof one === 'object' && one !== null && 'id' in one && one.id === 'PIN' && 'value' in one && typeof one.value === 'string') : []
  return pins[0]?.value ?? ''
}
