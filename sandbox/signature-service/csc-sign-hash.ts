import type { Router } from 'h3'
import { hashOfSignature, readDigests } from './algorithms.ts'
import { Accepted, authorised, type Body } from './csc-call.ts'
import { requireCredential } from './csc-credentials.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import type { SignatureService } from './service.ts'

/** How long a result is kept, in milliseconds. */
const usualValidity = 10 * 60_000
const [shortestValidity, longestValidity] = [1000, 60 * 60_000]

/** `signatures/signHash` and `signatures/signPolling` (CSC API v2, clauses 11.10 and 11.12). */
export function addSignHashMethods(router: Router, service: SignatureService, base: string): void {
  router.post(`${base}/signatures/signHash`, authorised(service, 'signatures/signHash', async (body, caller) => {
    const sad = caller.token ?? body.SAD
    if (typeof sad !== 'string') throw invalidRequest('Missing (or invalid type) string parameter SAD')
    const credential = await requireCredential(service, body, caller)
    const hashOid = hashOfSignature(body.signAlgo, body.hashAlgorithmOID)
    const binding = { credentialId: credential.id, client: service.client().id, hashOid, hashes: readDigests(body.hashes, hashOid) }
    const mode = readMode(service, body)
    const sign = service.redeem(credential, sad, binding)
    if (mode === 'S') return { signatures: await sign() }

    const { id, finished } = service.results.keep({ client: binding.client, credentialId: credential.id, validForMs: mode.validForMs }, sign())
    if (mode.notify !== null) void finished.then(() => service.notifier.untilTaken({ url: mode.notify ?? '', body: { responseID: id }, credentialId: credential.id }))
    return { responseID: id }
  }))

  const resultOf = ({ requestID }: Body) => typeof requestID === 'string' ? service.results.find(requestID, service.client().id) : undefined
  router.post(`${base}/signatures/signPolling`, authorised(service, { at: 'signatures/signPolling', concerns: body => resultOf(body)?.credentialId ?? null }, (body) => {
    if (typeof body.requestID !== 'string') throw invalidRequest('Missing (or invalid type) string parameter requestID')
    const result = resultOf(body)
    if (result === undefined) throw invalidRequest('Invalid parameter requestID')
    if (result.error !== null) throw result.error
    if (result.signatures !== null) return { signatures: result.signatures }
    return new Accepted(202, { error: 'accepted_request', error_description: 'The previous async request has been accepted but not yet completed' })
  }))
}

function readMode(service: SignatureService, { operationMode = 'S', validity_period: validity = usualValidity, response_uri: notify }: Body): 'S' | { validForMs: number, notify: string | null } {
  if (operationMode === 'S') return 'S'
  if (operationMode !== 'A') throw invalidRequest('Invalid parameter operationMode')
  if (typeof validity !== 'number' || !Number.isInteger(validity)) throw invalidRequest('Invalid parameter validity_period')
  if (validity < shortestValidity || validity > longestValidity) throw invalidRequest('Out of bounds parameter validity_period')
  if (notify === undefined) return { validForMs: validity, notify: null }
  if (!service.mayNotify(notify)) throw new CscError('invalid_request', 'Invalid parameter response_uri')
  return { validForMs: validity, notify }
}
