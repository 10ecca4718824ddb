import { z } from 'zod'

/** Replies of CSC API v1.0.4.0, as far as we read them; unknown members are ignored, missing ones are not. */

const oid = z.string().regex(/^\d+(\.\d+)+$/)
const base64 = z.string().regex(/^[A-Za-z0-9+/\s]+={0,2}\s*$/)

/** Clause 11.1. */
export const infoSchema = z.object({
  specs: z.string().regex(/^1\./),
  name: z.string().max(255),
  region: z.string(),
  oauth2: z.url().optional(),
  methods: z.array(z.string()),
})

/** Clause 11.2, and what services that log in their own way answer. */
export const loginSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().default(3600) })

export const listSchema = z.object({ credentialIDs: z.array(z.string().min(1)).max(100), nextPageToken: z.string().optional() })

const factor = z.object({ presence: z.enum(['true', 'false', 'optional']), type: z.string().optional(), label: z.string().optional() })

/** Clause 11.5. Some services write numbers as text. */
export const credentialSchema = z.object({
  description: z.string().optional(),
  key: z.object({ status: z.enum(['enabled', 'disabled']), algo: z.array(oid), len: z.coerce.number().int().positive() }),
  cert: z.object({ status: z.enum(['valid', 'expired', 'revoked', 'suspended']).optional(), certificates: z.array(base64).min(1).max(10) }),
  authMode: z.enum(['implicit', 'explicit', 'oauth2code']),
  SCAL: z.enum(['1', '2']).default('1'),
  PIN: factor.optional(),
  OTP: factor.optional(),
  multisign: z.coerce.number().int().min(1),
})
export type CredentialReplyV1 = z.infer<typeof credentialSchema>

/** Clause 11.6. */
export const authorizeSchema = z.object({ SAD: z.string().min(1), expiresIn: z.number().positive().default(3600) })

/** Clause 11.9. */
export const signaturesSchema = z.object({ signatures: z.array(base64) })

/** `credentials/sendOTP` (clause 11.8) says nothing. */
export const nothingSchema = z.unknown()
