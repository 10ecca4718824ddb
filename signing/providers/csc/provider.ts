import type { z } from 'zod'
import { ProviderError } from '../errors.ts'
import { usualCodePause } from '../patience.ts'
import { Secret } from '../secret.ts'
import type { ActivatedTransactions, Credential, OneTimeCodes, ProviderDescription, RemoteSignatureProvider, TransactionSigning } from '../types.ts'
import { requireSignatures } from '../verify-signatures.ts'
import { createAddressBook, type ServiceInfo } from './addresses.ts'
import { hashOid, requestAlgorithm } from './algorithms.ts'
import { beginAuthorisation, completeAuthorisation, describeRichly, requireCount, requireFactors, requireRedirect } from './authorisation.ts'
import { digestsOf, signatureBytes } from './digests.ts'
import { toCredential } from './read-credential.ts'
import { authorizeSchema, challengeSchema, credentialSchema, listSchema, signaturesSchema } from './schemas.ts'
import { askWithClientCredentials, keepToken } from './service-token.ts'
import type { CscSettings } from './settings.ts'
import { createTransactions } from './transactions.ts'
import { call } from './wire.ts'

export type CscProvider = RemoteSignatureProvider & OneTimeCodes & TransactionSigning & ActivatedTransactions

/** A method of the API with the service token. */
export type Ask = <T>(step: string, json: Record<string, unknown>, schema: z.ZodType<T>) => Promise<T>

/**
 * A remote signature service that speaks the Cloud Signature Consortium API v2. Secrets are handed in as `Secret` and
 * leave only in the request that needs them.
 */
export function createCscProvider(options: CscSettings): CscProvider {
  const settings = { ...options, baseUrl: options.baseUrl.replace(/\/*$/, '') }
  const addresses = createAddressBook(settings)
  const service = keepToken(settings.now, async () => askWithClientCredentials(settings, await addresses()))
  const ask: Ask = (step, json, schema) => service.with(authorization => call(settings, { url: `${settings.baseUrl}/${step}`, step, body: { json }, authorization, schema }))

  const readCredential = async (credentialId: string): Promise<Credential> => {
    const reply = await ask('credentials/info', { credentialID: credentialId, certificates: 'chain', certInfo: false, authInfo: true }, credentialSchema)
    return toCredential(credentialId, reply, settings.now())
  }

  return {
    describe: async () => describe((await addresses()).info),
    listCredentials: async (userId) => {
      const { credentialIDs } = await ask('credentials/list', { userID: userId }, listSchema)
      return Promise.all(credentialIDs.map(readCredential))
    },
    readCredential,
    beginAuthorisation: async (request) => {
      requireRedirect(request)
      const details = { authorization_details: describeRichly(request) }
      // The details must come again when the code is redeemed (CSC API 8.4.4).
      return beginAuthorisation(settings, request, { authorizeUrl: (await addresses()).authorize, parameters: details, repeated: details })
    },
    completeAuthorisation: async answer => completeAuthorisation(settings, (await addresses()).token, answer),
    codePauseMs: settings.codePauseMs ?? usualCodePause,
    requestCode: async ({ id, authorisation }) => {
      const asked = authorisation.factors.find(({ type }) => type === 'ChallengeResponse')
      if (asked === undefined) throw new ProviderError('credential-not-usable', 'the credential takes no code that is sent')
      return (await ask('credentials/getChallenge', { credentialID: id, authObjectID: asked.id }, challengeSchema))?.challenge ?? null
    },
    /** Clause 11.6: the caller holds the factors, as for an agency's seal (8.5.3, strategy 1). */
    authorise: async (request) => {
      const { credential, hash, data, factors } = request
      if (credential.authorisation.mode !== 'explicit') throw new ProviderError('credential-not-usable', 'this credential is not authorised with factors of ours')
      requireCount(request)
      requireFactors(request, factors)
      const reply = await ask('credentials/authorize', {
        credentialID: credential.id,
        numSignatures: data.length,
        hashes: digestsOf(data, hash),
        hashAlgorithmOID: hashOid(hash),
        authData: credential.authorisation.factors.map(({ id }) => ({ id, value: factors[id]?.reveal() })),
      }, authorizeSchema)
      if (!('SAD' in reply)) throw new ProviderError('reply-invalid', 'credentials/authorize: not finished, though all factors were given')
      return { sad: new Secret(reply.SAD), expiresAt: new Date(settings.now().getTime() + reply.expiresIn * 1000) }
    },
    sign: async (request) => {
      const { credential, activation, algorithm, hash, data } = request
      if (activation.expiresAt <= settings.now()) throw new ProviderError('expired', 'signatures/signHash: the activation is too old')
      const { signatures } = await ask('signatures/signHash', {
        credentialID: credential.id,
        SAD: activation.sad.reveal(),
        hashes: digestsOf(data, hash),
        ...requestAlgorithm({ algorithm, hash }, credential.algorithmOids),
      }, signaturesSchema)
      return requireSignatures({ ...request, signatures: signatureBytes(signatures), step: 'signatures/signHash', readCredential })
    },
    ...createTransactions({ settings, ask, readCredential, info: async () => (await addresses()).info }),
  }
}

function describe(info: ServiceInfo): ProviderDescription {
  const has = (method: string) => info.methods.includes(method)
  return {
    name: info.name,
    specification: info.specs,
    region: info.region,
    methods: info.methods,
    authorisation: [
      ...(has('oauth2/authorize') ? ['redirect' as const] : []),
      ...(has('credentials/authorize') ? ['explicit' as const] : []),
      ...(has('credentials/authorizeCheck') || (info.asynchronousOperationMode && has('signatures/signPolling')) ? ['transaction' as const] : []),
    ],
    signAlgorithms: info.signAlgorithms.algos,
  }
}
