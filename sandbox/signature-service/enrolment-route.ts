import { defineEventHandler, type Router } from 'h3'
import { z } from 'zod'
import { hasBearer, readJsonObject, sendJson } from '../http/site.ts'
import { toPem, type PublicKeyInfrastructure } from './public-key-infrastructure.ts'

const schema = z.strictObject({
  csr: z.string().regex(/^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----[^-]+-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/),
  line: z.enum(['public', 'government']),
  profile: z.enum(['person', 'organisation']),
  organisation: z.string().min(1).max(200).optional(),
  commonName: z.string().min(1).max(200),
  userId: z.string().regex(/^(CCCD:\d{12}|MST:\d{10}(-\d{3})?|MNS:\d{7})$/),
  days: z.int().min(1).max(1825).default(1095),
})

/**
 * `POST /admin/enrolments`: a certificate for a key that somebody holds elsewhere, e.g. a second portal's seal. What the
 * certificate says comes from whoever holds the admin token, never from the request's own subject.
 */
export function addEnrolmentRoute(router: Router, { infrastructure, adminToken, now }: { infrastructure: PublicKeyInfrastructure, adminToken: string, now: () => Date }): void {
  router.post('/admin/enrolments', defineEventHandler(async (event) => {
    if (!hasBearer(event, adminToken)) return sendJson(event, 401, { error: 'unauthorized' })
    const parsed = schema.safeParse(await readJsonObject(event))
    if (!parsed.success) return sendJson(event, 400, { error: 'invalid_request' })
    const { csr, line, profile, organisation, commonName, userId, days } = parsed.data
    const der = Buffer.from(csr.replace(/-----[^-]+-----/g, ''), 'base64')
    try {
      const chain = infrastructure.enrol(der, {
        line,
        profile,
        subject: [['C', 'VN'], ...(organisation === undefined ? [] : [['O', organisation] as ['O', string]]), ['CN', commonName], ['UID', userId]],
        notBefore: now(),
        notAfter: new Date(now().getTime() + days * 24 * 60 * 60 * 1000),
      })
      return sendJson(event, 201, { certificates: chain.map(toPem).join('') })
    }
    catch {
      return sendJson(event, 422, { error: 'csr-not-sound' })
    }
  }))
}
