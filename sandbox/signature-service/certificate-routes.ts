import { defineEventHandler, type H3Event, type Router } from 'h3'
import { z } from 'zod'
import { hasBearer, readJsonObject, sendJson } from '../http/site.ts'
import type { SignatureService } from './service.ts'

const named = z.strictObject({ credential: z.string().min(1).max(100) })
const revocation = named.extend({ reason: z.enum(['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'certificateHold', 'privilegeWithdrawn']) })

/**
 * What the authority does for a certificate after it was issued, for whoever has the admin token:
 * `POST /admin/revocations {credential, reason}`, `POST /admin/releases {credential}` after a hold, `POST /admin/renewals {credential}`.
 */
export function addCertificateRoutes(router: Router, service: SignatureService, adminToken: string): void {
  const route = <T extends { credential: string }>(path: string, schema: z.ZodType<T>, work: (credential: NonNullable<Awaited<ReturnType<SignatureService['enrolment']['credential']>>>, order: T) => unknown) =>
    router.post(path, defineEventHandler(async (event: H3Event) => {
      if (!hasBearer(event, adminToken)) return sendJson(event, 401, { error: 'unauthorized' })
      const parsed = schema.safeParse(await readJsonObject(event))
      if (!parsed.success) return sendJson(event, 400, { error: 'invalid_request' })
      const credential = await service.enrolment.credential(parsed.data.credential)
      if (credential === undefined) return sendJson(event, 404, { error: 'unknown_credential' })
      await work(credential, parsed.data)
      return sendJson(event, 200, { credential: credential.id, status: service.statusOf(credential) })
    }))
  route('/admin/revocations', revocation, (credential, { reason }) => service.enrolment.revoke(credential, reason))
  route('/admin/releases', named, credential => service.enrolment.release(credential))
  route('/admin/renewals', named, credential => service.enrolment.renew(credential))
}
