import type { Router } from 'h3'
import { describeCredential, describeCredentialV1, readDescriptionWish, type DescriptionWish } from './credential-description.ts'
import type { CredentialLine, StoredCredential } from './credential.ts'
import { authorised, type Body, type Caller } from './csc-call.ts'
import { invalidRequest } from './csc-error.ts'
import type { SignatureService } from './service.ts'

interface Surface { base: string, line: CredentialLine, version: 1 | 2 }

/** `credentials/list` and `credentials/info` (clauses 11.4 and 11.5 of both versions). */
export function addCredentialMethods(router: Router, service: SignatureService, { base, line, version }: Surface): void {
  const describe = (credential: StoredCredential, wish: DescriptionWish) => {
    const { credential: shown, status } = service.present(credential)
    return (version === 1 ? describeCredentialV1 : describeCredential)(shown, wish, status)
  }

  router.post(`${base}/credentials/list`, authorised(service, 'credentials/list', async (body, { userId: own }) => {
    const { onlyValid = false, credentialInfo = false } = body
    const userId = readUserId(body, own)
    const wish = readDescriptionWish(body)
    const all = await service.enrolment.credentialsOf(userId, line)
    const listed = onlyValid === true ? all.filter(credential => service.statusOf(credential) === 'valid') : all
    return {
      credentialIDs: listed.map(({ id }) => id),
      ...(credentialInfo === true && version === 2 ? { credentialInfos: listed.map(credential => ({ credentialID: credential.id, ...describe(credential, wish) })) } : {}),
      ...(onlyValid === true && version === 2 ? { onlyValid: true } : {}),
    }
  }))

  router.post(`${base}/credentials/info`, authorised(service, 'credentials/info', async (body, caller) => describe(await requireCredential(service, body, caller), readDescriptionWish(body))))
}

/** A token that is one person's own already says who it is about. */
function readUserId({ userID }: Body, own: string | null): string {
  if (own !== null && userID !== undefined) throw invalidRequest('userID parameter SHALL be null')
  const userId = own ?? userID
  if (typeof userId !== 'string' || !/^[\w:-]{1,100}$/.test(userId)) throw invalidRequest('Invalid parameter userID')
  return userId
}

/** @throws CscError when it does not exist, or is none of the caller's business */
export async function requireCredential({ enrolment }: SignatureService, { credentialID }: Body, { credentialId, userId }: Caller): Promise<StoredCredential> {
  if (typeof credentialID !== 'string') throw invalidRequest('Missing (or invalid type) string parameter credentialID')
  const credential = await enrolment.credential(credentialID)
  if (credential === undefined || (credentialId !== null && credentialId !== credentialID) || (userId !== null && credential.userId !== userId)) throw invalidRequest('Invalid parameter credentialID')
  return credential
}
