/**
 * Who may ever call what: every door of the portal, in one table. A door that is not here does not open (middleware), a route
 * file without a line here fails the tests. What a caller may do to *this* draft or dossier is decided by the rooms.
 */
export interface RouteRule {
  /** An action of the identity room's policy; or `anyone`; or `machine`, an agency's system or the national page with its token. */
  who: string
  /** What a change brings: fields (JSON or a plain form), a file, or nothing to read. @defaultValue 'fields' */
  body?: 'fields' | 'file'
  /** False where no browser session is used, so that nobody can misuse one. @defaultValue true */
  token?: false
  /** What it brings is shown to nobody again, not even to who typed it. */
  secret?: true
  /** Which allowance it uses besides the common one. */
  allowance?: 'sign-in' | 'files'
}

export const routeRules: Readonly<Record<string, RouteRule>> = {
  'GET /healthz': { who: 'anyone' },
  'GET /metrics': { who: 'anyone' },

  'GET /auth/login': { who: 'anyone', allowance: 'sign-in' },
  'GET /auth/callback': { who: 'anyone', allowance: 'sign-in' },
  'POST /auth/logout': { who: 'anyone' },
  'GET /api/session': { who: 'anyone' },

  'GET /api/procedures': { who: 'anyone' },
  'GET /api/procedures/:slug': { who: 'anyone' },
  'GET /api/code-lists/:id': { who: 'anyone' },
  'GET /api/administrative-units': { who: 'anyone' },
  'POST /api/verify': { who: 'anyone', body: 'file', token: false, allowance: 'files' },

  'GET /api/drafts': { who: 'draft.use' },
  'POST /api/drafts': { who: 'draft.use' },
  'GET /api/drafts/:id': { who: 'draft.use' },
  'PATCH /api/drafts/:id': { who: 'draft.use' },
  'POST /api/drafts/:id': { who: 'draft.use' },
  'DELETE /api/drafts/:id': { who: 'draft.use' },
  'POST /api/drafts/:id/delete': { who: 'draft.use' },
  'POST /api/drafts/:id/facts': { who: 'draft.use' },
  'POST /api/drafts/:id/attachments': { who: 'draft.use', body: 'file', allowance: 'files' },
  'GET /api/drafts/:id/attachments/:attachment': { who: 'draft.use' },
  'DELETE /api/drafts/:id/attachments/:attachment': { who: 'draft.use' },
  'POST /api/drafts/:id/attachments/:attachment/delete': { who: 'draft.use' },
  'GET /api/drafts/:id/document': { who: 'draft.use' },
  'POST /api/drafts/:id/document': { who: 'draft.use' },
  'GET /api/drafts/:id/signed-document': { who: 'draft.use' },

  'GET /api/drafts/:id/credentials': { who: 'document.sign' },
  'GET /api/drafts/:id/signing': { who: 'document.sign' },
  'POST /api/drafts/:id/signing': { who: 'document.sign' },
  'POST /api/drafts/:id/signing/cancel': { who: 'document.sign' },
  'POST /api/drafts/:id/signing/code': { who: 'document.sign' },
  'POST /api/drafts/:id/signing/factors': { who: 'document.sign', secret: true },
  'POST /api/drafts/:id/signing/link': { who: 'document.sign' },
  'GET /signing/callback': { who: 'document.sign' },
  'POST /signing/notifications/:provider': { who: 'anyone', token: false },

  'POST /api/dossiers': { who: 'dossier.submit' },
  'GET /api/dossiers': { who: 'dossier.read' },
  'GET /api/dossiers/:id': { who: 'dossier.read' },
  'GET /api/dossiers/:id/documents/:document': { who: 'dossier.read' },
  'POST /api/dossiers/:id/withdraw': { who: 'dossier.withdraw' },
  'POST /api/dossiers/:id/correction': { who: 'dossier.submit' },
  'POST /api/dossiers/:id/returned': { who: 'dossier.take-result' },

  'GET /api/accesses': { who: 'access.read' },
  'POST /api/accesses/:seq/question': { who: 'access.question' },

  'GET /api/desk/dossiers': { who: 'desk.read' },
  'GET /api/desk/dossiers/:id': { who: 'desk.read' },
  'GET /api/desk/dossiers/:id/documents/:document': { who: 'desk.read' },
  'POST /api/desk/dossiers/:id/accept': { who: 'desk.decide' },
  'POST /api/desk/dossiers/:id/ask-correction': { who: 'desk.decide' },
  'POST /api/desk/dossiers/:id/refuse': { who: 'desk.decide' },

  'GET /api/operations/deliveries': { who: 'operations.read' },
  'POST /api/operations/deliveries/:id/retry': { who: 'operations.retry' },
  'GET /api/operations/questions': { who: 'question.read' },
  'GET /api/operations/questions/:seq': { who: 'question.read' },

  'POST /api/agency/acknowledgements': { who: 'machine', token: false },
  'GET /api/data-tracker/v1/findUsage': { who: 'machine' },
  'GET /api/data-tracker/v1/usagePeriod': { who: 'machine' },
  'GET /api/data-tracker/v1/heartbeat': { who: 'machine' },
}

export interface FoundRoute { pattern: string, rule: RouteRule }
export type RouteSearch
  = | { found: FoundRoute }
    | { found: null, /** methods of the path; empty: no such path */ allowed: string[] }

const patterns = new Map<string, { segments: string[], methods: Map<string, RouteRule> }>()
for (const [key, rule] of Object.entries(routeRules)) {
  const [method = '', pattern = ''] = key.split(' ')
  const known = patterns.get(pattern) ?? { segments: pattern.split('/'), methods: new Map<string, RouteRule>() }
  patterns.set(pattern, known)
  known.methods.set(method, rule)
}

/** Places that belong to the doors; every other path is a page's. */
export const isDoorPath = (path: string): boolean => /^\/(?:api|auth|signing|healthz|metrics)(?:\/|$)/.test(path)

/** The rule for a call, `path` without query. HEAD asks for the same as GET. */
export function findRoute(method: string, path: string): RouteSearch {
  const asked = method === 'HEAD' ? 'GET' : method
  const given = path.replace(/\/$/, '').split('/')
  const fits = ({ segments }: { segments: string[] }) => segments.length === given.length && segments.every((segment, at) => segment.startsWith(':') ? given[at] !== '' : segment === given[at])
  for (const [pattern, entry] of patterns) {
    if (!fits(entry)) continue
    const rule = entry.methods.get(asked)
    if (rule !== undefined) return { found: { pattern, rule } }
    const methods = [...entry.methods.keys()]
    return { found: null, allowed: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'] }
  }
  return { found: null, allowed: [] }
}
