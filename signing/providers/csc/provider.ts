import type { z } from 'zod'
import { parseCertificate, toScheme, verifySignature } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { Activation, AuthorisationRequest, Credential, RemoteSignatureProvider, SignRequest } from '../types.ts'
import { createAddressBook } from './addresses.ts'
import { hashOid, requestAlgorithm } from './algorithms.ts'
import { beginAuthorisation, completeAuthorisation } from './authorisation.ts'
import { digestsOf } from './digests.ts'
import { toCredential } from './read-credential.ts'
import { authorizeSchema, credentialSchema, listSchema, signaturesSchema } from './schemas.ts'
import { createServiceAuthorisation } from './service-token.ts'
import type { CscSettings } from './settings.ts'
import { call } from './wire.ts'

/**
 * A remote signature service that speaks the Cloud Signature Consortium API v2. Secrets are handed in as `Secret` and
 * leave only in the request that needs them.
 */
export function createCscProvider(options: CscSettings): RemoteSignatureProvider {
  const settings = { ...options, baseUrl: options.baseUrl.replace(/\/*$/, '') }
  const addresses = createAddressBook(settings)
  const service = createServiceAuthorisation(settings, addresses)
  const ask: Ask = (step, json, schema) => service.with(authorization => call(settings, { url: `${settings.baseUrl}/${step}`, step, body: { json }, authorization, schema }))

  const readCredential = async (credentialId: string): Promise<Credential> => {
    const reply = await ask('credentials/info', { credentialID: credentialId, certificates: 'chain', certInfo: false, authInfo: true }, credentialSchema)
    return toCredential(credentialId, reply, settings.now())
  }

  return {
    describe: async () => {
      const { info } = await addresses()
      const authorisation = [...(info.methods.includes('oauth2/authorize') ? ['redirect' as const] : []), ...(info.methods.includes('credentials/authorize') ? ['explicit' as const] : [])]
      return { name: info.name, specification: info.specs, region: info.region, methods: info.methods, authorisation, signAlgorithms: info.signAlgorithms.algos }
    },
    listCredentials: async (userId) => {
      const { credentialIDs } = await ask('credentials/list', { userID: userId }, listSchema)
      return Promise.all(credentialIDs.map(readCredential))
    },
    readCredential,
    beginAuthorisation: async request => beginAuthorisation(settings, await addresses(), request),
    completeAuthorisation: async answer => completeAuthorisation(settings, await addresses(), answer),
    authorise: request => authorise(ask, settings.now, request),
    sign: async (request) => {
      if (request.activation.expiresAt <= settings.now()) throw new ProviderError('expired', 'signatures/signHash: the activation is too old')
      const signatures = await signHashes(ask, request)
      if (areSignatures(signatures, request)) return signatures
      const now = await readCredential(request.credential.id)
      const same = now.certificate.fingerprint === request.credential.certificate.fingerprint
      throw new ProviderError(same ? 'signature-wrong' : 'certificate-mismatch', 'signatures/signHash: the certificate does not verify the signature')
    },
  }
}

type Ask = <T>(step: string, json: Record<string, unknown>, schema: z.ZodType<T>) => Promise<T>

/** Explicit authorisation (CSC API 11.6): the caller holds the factors, as for an agency's seal (8.5.3, strategy 1). */
async function authorise(ask: Ask, now: () => Date, { credential, hash, data, factors }: AuthorisationRequest & { factors: Readonly<Record<string, Secret>> }): Promise<Activation> {
  if (credential.authorisation.mode !== 'explicit') throw new ProviderError('credential-not-usable', 'this credential is not authorised with factors of ours')
  if (data.length === 0 || data.length > credential.multisign) throw new ProviderError('credential-not-usable', `${data.length} signatures asked, ${credential.multisign} possible`)
  const missing = credential.authorisation.factors.find(({ id }) => !Object.hasOwn(factors, id))
  if (missing !== undefined) throw new ProviderError('credential-not-usable', 'the credential wants a factor that we do not hold')
  const { SAD, expiresIn } = await ask('credentials/authorize', {
    credentialID: credential.id,
    numSignatures: data.length,
    hashes: digestsOf(data, hash),
    hashAlgorithmOID: hashOid(hash),
    authData: credential.authorisation.factors.map(({ id }) => ({ id, value: factors[id]?.reveal() })),
  }, authorizeSchema)
  return { sad: new Secret(SAD), expiresAt: new Date(now().getTime() + expiresIn * 1000) }
}

async function signHashes(ask: Ask, { credential, activation, algorithm, hash, data }: SignRequest): Promise<Uint8Array[]> {
  const { signatures } = await ask('signatures/signHash', {
    credentialID: credential.id,
    SAD: activation.sad.reveal(),
    hashes: digestsOf(data, hash),
    ...requestAlgorithm({ algorithm, hash }, credential.algorithmOids),
  }, signaturesSchema)
  if (signatures.length !== data.length) throw new ProviderError('reply-invalid', `signatures/signHash: ${signatures.length} signatures for ${data.length} hashes`)
  return signatures.map(text => new Uint8Array(Buffer.from(text, 'base64')))
}

/** What the certificate's key does not verify is never handed on, whoever sent it. */
function areSignatures(signatures: readonly Uint8Array[], { credential, algorithm, hash, data }: SignRequest): boolean {
  const key = parseCertificate(credential.certificates[0] ?? new Uint8Array()).publicKey
  const scheme = toScheme(algorithm, hash)
  return key !== null && data.every(({ data: bytes }, index) => verifySignature(key, { scheme, data: bytes, signature: signatures[index] ?? new Uint8Array() }) === 'valid')
}
