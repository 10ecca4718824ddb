import type { LocalizedText } from '../forms/definition.ts'

/** Roles are the portal's own configuration (officials file), never a claim of the identity provider. */
export type Role = 'public' | 'citizen' | 'clerk' | 'agency-signatory' | 'agency-administrator' | 'operator' | 'auditor' | 'machine' | 'data-tracker'

/** `GET /api/session` */
export interface SessionView {
  user: { name: string, /** last four digits only */ personalIdHint: string, role: Role, agency: { id: string, title: LocalizedText } | null } | null
  /** Goes back as header `x-csrf-token` or form field `_csrf` with every state change. */
  csrfToken: string
  expiresAt: string | null
  /** Where to sign in: `/auth/login?return=…` */
  signInPath: string
}
