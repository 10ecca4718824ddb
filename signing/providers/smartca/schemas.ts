import { z } from 'zod'

/** Replies of the SmartCA gateway (integration document v1.1 of 15 May 2024), as far as we read them. */

const base64 = z.string().regex(/^[A-Za-z0-9+/\s]+={0,2}\s*$/)

/** Clause 4.2; `credentials/info` is shown there without this envelope, so both are read. */
export const envelopeSchema = z.object({ code: z.number().int(), codeDesc: z.string().nullish(), content: z.unknown() })

/** Clause 3.1, steps 5 and 6. */
export const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().default(3600),
})

/** Clause 3.2, "common errors". */
export const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() })

/** Clause 5.1.1: whose account it is. */
export const userSchema = z.object({ uidPre: z.string().nullish(), uid: z.string().min(1) })

/** Clause 5.2.1. */
export const listSchema = z.array(z.string().min(1)).max(100)

/** Clause 5.2.2. */
export const credentialSchema = z.object({
  key: z.object({ status: z.string(), alg: z.array(z.string()), len: z.coerce.number().int().positive() }),
  cert: z.object({ status: z.string(), certificates: z.array(base64).min(1).max(10) }),
  scal: z.string().nullish(),
  multisign: z.coerce.number().int().min(1),
})
export type CredentialReply = z.infer<typeof credentialSchema>

/** Clause 5.2.4. */
export const startedSchema = z.object({ tranId: z.string().min(1) })

/** Clause 5.2.5. */
export const transactionSchema = z.object({
  tranId: z.string(),
  refTranId: z.string(),
  tranStatus: z.number().int(),
  documents: z.array(z.object({ hash: base64, sig: base64.nullish() })).max(200),
})
export type TransactionReply = z.infer<typeof transactionSchema>
