import { z } from 'zod'

/** Replies of CSC API v2.0.0.2, as far as we read them; unknown members are ignored, missing ones are not. */

const oid = z.string().regex(/^\d+(\.\d+)+$/)
const base64 = z.string().regex(/^[A-Za-z0-9+/\s]+={0,2}\s*$/)

/** Clause 11.1. */
export const infoSchema = z.object({
  specs: z.string().regex(/^2\./),
  name: z.string().max(255),
  region: z.string(),
  oauth2: z.url().optional(),
  oauth2Issuer: z.url().optional(),
  methods: z.array(z.string()),
  asynchronousOperationMode: z.boolean().default(false),
  signAlgorithms: z.object({ algos: z.array(oid) }),
})

/** Clause 8.4.4; version 1.0.4.0 calls the token of a credential `SAD`. */
export const tokenSchema = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^(bearer|SAD)$/i),
  expires_in: z.number().positive().default(3600),
})

/** The CredentialInfo object, clauses 11.4 and 11.5. */
export const credentialSchema = z.object({
  description: z.string().optional(),
  key: z.object({ status: z.enum(['enabled', 'disabled']), algo: z.array(oid), len: z.number().int().positive() }),
  cert: z.object({ status: z.enum(['valid', 'expired', 'revoked', 'suspended']).optional(), certificates: z.array(base64).min(1).max(10) }),
  auth: z.object({
    mode: z.enum(['explicit', 'oauth2code', 'implicit']),
    objects: z.array(z.object({ id: z.string(), type: z.string(), label: z.string().optional() })).default([]),
  }),
  SCAL: z.enum(['1', '2']).default('1'),
  multisign: z.number().int().min(1),
})
export type CredentialReply = z.infer<typeof credentialSchema>

export const listSchema = z.object({ credentialIDs: z.array(z.string().min(1)).max(100) })

/** Clauses 11.6 and 11.7: done, or still underway. */
export const authorizeSchema = z.union([
  z.object({ SAD: z.string().min(1), expiresIn: z.number().positive().default(3600) }),
  z.object({ handle: z.string().min(1) }),
])

/** Clause 11.8; nothing at all when the challenge goes another way. */
export const challengeSchema = z.object({ challenge: z.string() }).optional()

/** Clause 11.10. */
export const signaturesSchema = z.object({ signatures: z.array(base64) })
export const responseSchema = z.union([signaturesSchema, z.object({ responseID: z.string().min(1) })])

/** Clause 11.12: not yet, with status 202, or the signatures. */
export const pollingSchema = z.union([signaturesSchema, z.object({ error: z.literal('accepted_request') })])

/** RFC 8414, for providers that name an issuer instead of a base address. */
export const metadataSchema = z.object({ issuer: z.url(), authorization_endpoint: z.url(), token_endpoint: z.url() })
