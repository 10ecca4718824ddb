import { z } from 'zod'
import type { PortalClient } from '../portal-client.ts'
import { callbackPaths } from '../portal-client.ts'
import type { Binding } from './activation.ts'
import { hashOfLength, readDigests, requireHash } from './algorithms.ts'
import type { StoredCredential } from './credential.ts'
import { CscError, invalidRequest } from './csc-error.ts'

/** A person is asked to authorise a credential (CSC API 8.4.2); everything in it has been checked. */
export interface AuthorisationRequest {
  binding: Binding
  /** One for each digest, in order; shown to the person. */
  labels: string[]
  redirectUri: string
  state: string | null
  /** Null only in version 1 of the API, which knows no PKCE. */
  codeChallenge: string | null
  version: 1 | 2
  /** As it came; must come again at the token endpoint (CSC API 8.4.4). */
  authorizationDetails: string | null
}

/** Where errors may be sent to; null when the request names no address of the client's, and people must be told instead. */
export function findRedirectUri(params: URLSearchParams, client: PortalClient): string | null {
  const uri = params.get('redirect_uri')
  return params.get('client_id') === client.id && uri !== null && client.origins.some(origin => uri === origin + callbackPaths.signature) ? uri : null
}

interface ReadDependencies { client: PortalClient, redirectUri: string, version: 1 | 2, findCredential: (id: string) => StoredCredential | undefined }

/** @throws CscError with one of the codes of RFC 6749, 4.1.2.1 */
export function readAuthorisationRequest(params: URLSearchParams, { client, redirectUri, version, findCredential }: ReadDependencies): AuthorisationRequest {
  if (params.get('response_type') !== 'code') throw new CscError('unsupported_response_type', 'Only the authorization code flow is supported')
  const codeChallenge = readChallenge(params, version)
  const details = version === 1 ? null : params.get('authorization_details')
  const wish = details === null ? readClassic(params, version) : readDetails(details)
  const credential = findCredential(wish.credentialId)
  if (credential === undefined || credential.mode !== 'oauth2code') throw invalidRequest('Invalid parameter credentialID')
  if (wish.hashes.length > credential.multisign) throw invalidRequest('Numbers of signatures is too high')
  const { credentialId, hashOid, hashes, labels } = wish
  return { binding: { credentialId, client: client.id, hashOid, hashes }, labels, redirectUri, state: params.get('state'), codeChallenge, authorizationDetails: details, version }
}

function readChallenge(params: URLSearchParams, version: 1 | 2): string | null {
  const challenge = params.get('code_challenge')
  if (version === 1 && challenge === null) return null
  if (!/^[\w-]{43}$/.test(challenge ?? '') || params.get('code_challenge_method') !== 'S256') throw invalidRequest('PKCE with S256 is required')
  return challenge
}

interface Wish { credentialId: string, hashOid: string, hashes: string[], labels: string[] }

const detailsSchema = z.tuple([z.looseObject({
  type: z.literal('credential'),
  credentialID: z.string(),
  documentDigests: z.array(z.looseObject({ hash: z.string(), label: z.string().max(500).optional() })).min(1).max(1000),
  hashAlgorithmOID: z.string(),
  numSignatures: z.int().min(1).optional(),
})])

function readDetails(text: string): Wish {
  const parsed = detailsSchema.safeParse(parseJson(text))
  if (!parsed.success) throw invalidRequest('Invalid parameter authorization_details')
  const [{ credentialID, documentDigests, hashAlgorithmOID, numSignatures }] = parsed.data
  if (numSignatures !== undefined && numSignatures !== documentDigests.length) throw invalidRequest('Invalid value for parameter numSignatures')
  const hashOid = requireHash(hashAlgorithmOID)
  return { credentialId: credentialID, hashOid, hashes: readDigests(documentDigests.map(({ hash }) => hash), hashOid), labels: documentDigests.map(({ label }) => label ?? '') }
}

/** Single parameters, digests in base64url with commas between. Version 1 calls them `hash` and leaves the algorithm to their length. */
function readClassic(params: URLSearchParams, version: 1 | 2): Wish {
  if (params.get('scope') !== 'credential') throw new CscError('invalid_scope', 'Service authorization is given by client credentials')
  const credentialId = params.get('credentialID')
  if (credentialId === null) throw invalidRequest('Missing (or invalid type) string parameter credentialID')
  const digests = params.get(version === 1 ? 'hash' : 'hashes')?.split(',').map(text => Buffer.from(text, 'base64url').toString('base64'))
  const hashOid = version === 1 ? hashOfLength(digests?.[0]) : requireHash(params.get('hashAlgorithmOID'))
  const hashes = readDigests(digests, hashOid)
  if (Number(params.get('numSignatures')) !== hashes.length) throw invalidRequest('Invalid value for parameter numSignatures')
  return { credentialId, hashOid, hashes, labels: hashes.map(() => params.get('description')?.slice(0, 500) ?? '') }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return null
  }
}
