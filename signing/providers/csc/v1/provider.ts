import type { z } from 'zod'
import { ProviderError } from '../../errors.ts'
import { usualCodePause } from '../../patience.ts'
import { Secret } from '../../secret.ts'
import type { Credential, OneTimeCodes, RemoteSignatureProvider } from '../../types.ts'
import { requireSignatures } from '../../verify-signatures.ts'
import { requestAlgorithm } from '../algorithms.ts'
import { beginAuthorisation, completeAuthorisation, requireCount, requireFactors, requireRedirect } from '../authorisation.ts'
import { digestsOf, signatureBytes } from '../digests.ts'
import { createInfoBook } from '../info-book.ts'
import { keepToken, type ServiceAuthorisation } from '../service-token.ts'
import { call } from '../wire.ts'
import { logIn, type CscV1Settings } from './login.ts'
import { toCredentialV1 } from './read-credential.ts'
import { authorizeSchema, credentialSchema, infoSchema, listSchema, nothingSchema, signaturesSchema } from './schemas.ts'

export type CscV1Provider = RemoteSignatureProvider & OneTimeCodes

/**
 * A remote signature service that speaks the Cloud Signature Consortium API v1.0.4.0: factors or redirect, always at once.
 * Where people log in one by one, a credential's id begins with its owner's, so that it can be read after a restart.
 */
export function createCscV1Provider(options: CscV1Settings): CscV1Provider {
  const settings = { ...options, baseUrl: options.baseUrl.replace(/\/*$/, '') }
  const isPersonal = settings.login?.kind === 'profile'
  const info = createInfoBook(settings.now, () => call(settings, { url: `${settings.baseUrl}/info`, step: 'info', body: { json: {} }, schema: infoSchema }))
  const oauth = async (path: 'authorize' | 'token'): Promise<string> => `${((await info()).oauth2 ?? settings.baseUrl).replace(/\/*$/, '')}/oauth2/${path}`
  const tokens = new Map<string, ServiceAuthorisation>()
  const serviceOf = (userId: string): ServiceAuthorisation => {
    const owner = isPersonal ? userId : ''
    const known = tokens.get(owner) ?? keepToken(settings.now, async () => logIn(settings, { userId: owner, tokenUrl: settings.login === undefined ? await oauth('token') : null }))
    // One a person: the oldest go first.
    if (tokens.size >= 10_000) tokens.delete(tokens.keys().next().value ?? '')
    tokens.set(owner, known)
    return known
  }
  const ask = <T>(userId: string, step: string, json: Record<string, unknown>, schema: z.ZodType<T>): Promise<T> =>
    serviceOf(userId).with(authorization => call(settings, { url: `${settings.baseUrl}/${step}`, step, body: { json }, authorization, schema }))
  const toId = (userId: string, own: string): string => isPersonal ? `${userId}/${own}` : own
  const fromId = (id: string): { userId: string, own: string } => isPersonal ? { userId: id.slice(0, id.indexOf('/')), own: id.slice(id.indexOf('/') + 1) } : { userId: '', own: id }

  const readCredential = async (id: string): Promise<Credential> => {
    const { userId, own } = fromId(id)
    return toCredentialV1(id, await ask(userId, 'credentials/info', { credentialID: own, certificates: 'chain', certInfo: false, authInfo: true }, credentialSchema), settings.now())
  }

  return {
    describe: async () => {
      const { name, specs, region, methods } = await info()
      return {
        name, specification: specs, region, methods, signAlgorithms: [],
        authorisation: [...(methods.includes('oauth2/authorize') ? ['redirect' as const] : []), ...(methods.includes('credentials/authorize') ? ['explicit' as const] : [])],
      }
    },
    listCredentials: async (userId) => {
      // A token that is a person's own must not be asked about somebody (clause 11.4).
      const { credentialIDs } = await ask(userId, 'credentials/list', isPersonal ? {} : { userID: userId }, listSchema)
      return Promise.all(credentialIDs.map(own => readCredential(toId(userId, own))))
    },
    readCredential,
    beginAuthorisation: async (request) => {
      requireRedirect(request)
      const { credential, data, hash } = request
      return beginAuthorisation(settings, request, {
        authorizeUrl: await oauth('authorize'),
        parameters: {
          scope: 'credential',
          credentialID: fromId(credential.id).own,
          numSignatures: String(data.length),
          hash: digestsOf(data, hash).map(digest => Buffer.from(digest, 'base64').toString('base64url')).join(','),
          description: data.map(({ label }) => label).join(', ').slice(0, 500),
        },
        repeated: {},
      })
    },
    completeAuthorisation: async answer => completeAuthorisation(settings, await oauth('token'), answer),
    codePauseMs: settings.codePauseMs ?? usualCodePause,
    requestCode: async ({ id }) => {
      const { userId, own } = fromId(id)
      await ask(userId, 'credentials/sendOTP', { credentialID: own }, nothingSchema)
      return null
    },
    authorise: async (request) => {
      const { credential, hash, data, factors } = request
      if (credential.authorisation.mode !== 'explicit') throw new ProviderError('credential-not-usable', 'this credential is not authorised with factors of ours')
      requireCount(request)
      requireFactors(request, factors)
      const { userId, own } = fromId(credential.id)
      const { SAD, expiresIn } = await ask(userId, 'credentials/authorize', {
        credentialID: own,
        numSignatures: data.length,
        hash: digestsOf(data, hash),
        ...Object.fromEntries(credential.authorisation.factors.map(({ id }) => [id, factors[id]?.reveal()])),
      }, authorizeSchema)
      return { sad: new Secret(SAD), expiresAt: new Date(settings.now().getTime() + expiresIn * 1000) }
    },
    sign: async (request) => {
      const { credential, activation, algorithm, hash, data } = request
      if (activation.expiresAt <= settings.now()) throw new ProviderError('expired', 'signatures/signHash: the activation is too old')
      const { userId, own } = fromId(credential.id)
      const { signAlgo, hashAlgorithmOID } = requestAlgorithm({ algorithm, hash }, credential.algorithmOids)
      const { signatures } = await ask(userId, 'signatures/signHash', {
        credentialID: own,
        SAD: activation.sad.reveal(),
        hash: digestsOf(data, hash),
        signAlgo,
        ...(hashAlgorithmOID === undefined ? {} : { hashAlgo: hashAlgorithmOID }),
      }, signaturesSchema)
      return requireSignatures({ ...request, signatures: signatureBytes(signatures), step: 'signatures/signHash', readCredential })
    },
  }
}
