import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccessPage } from '../../shared/api/accesses.ts'
import type { DossierView } from '../../shared/api/dossiers.ts'
import type { DraftView } from '../../shared/api/drafts.ts'
import { mayEver, type Action, type Actor } from '../../server/domain/identity/index.ts'
import { routeRules } from '../../server/utils/route-rules.ts'
import { HttpPerson, storyPerson, type Calling } from '../support/http-person.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'
import { repositoryRoot, sourceFiles } from '../support/source-imports.ts'

/** Somebody's things, which everybody else tries to reach. */
interface Belongings { draft: DraftView, attachment: string, dossier: DossierView, document: string, delivery: string, /** of the ledger */ entry: number, /** one that was questioned */ questioned: number }

const pdf = new TextEncoder().encode('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n0000000102 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n160\n%%EOF\n')
const file = (slot: string): FormData => {
  const form = new FormData()
  form.append('slot', slot)
  form.append('file', new Blob([pdf], { type: 'application/pdf' }), 'giấy tờ.pdf')
  return form
}

/** How each route is called on somebody's things; `owned` routes have a thing in their path or body. */
const calls: Record<string, (things: Belongings) => { path: string, owned: boolean } & Calling> = {
  'GET /healthz': () => ({ path: '/healthz', owned: false }),
  'GET /metrics': () => ({ path: '/metrics', owned: false }),
  'GET /auth/login': () => ({ path: '/auth/login?return=/', owned: false }),
  'GET /auth/callback': () => ({ path: '/auth/callback?code=x&state=y', owned: false }),
  'POST /auth/logout': () => ({ path: '/auth/logout', owned: false, form: {} }),
  'GET /api/session': () => ({ path: '/api/session', owned: false }),
  'GET /api/procedures': () => ({ path: '/api/procedures?q=tam+tru', owned: false }),
  'GET /api/procedures/:slug': () => ({ path: '/api/procedures/temporary-residence', owned: false }),
  'GET /api/code-lists/:id': () => ({ path: '/api/code-lists/sexes', owned: false }),
  'GET /api/administrative-units': () => ({ path: '/api/administrative-units', owned: false }),
  'POST /api/verify': () => ({ path: '/api/verify', owned: false, form: file('x') }),
  'GET /api/drafts': () => ({ path: '/api/drafts', owned: false }),
  'POST /api/drafts': () => ({ path: '/api/drafts', owned: false, json: { procedure: 'temporary-residence' } }),
  'GET /api/drafts/:id': ({ draft }) => ({ path: `/api/drafts/${draft.id}`, owned: true }),
  'PATCH /api/drafts/:id': ({ draft }) => ({ path: `/api/drafts/${draft.id}`, owned: true, method: 'PATCH', json: { version: draft.version, answers: { occupation: 'Kẻ lạ' } } }),
  'POST /api/drafts/:id': ({ draft }) => ({ path: `/api/drafts/${draft.id}`, owned: true, form: { 'answers.occupation': 'Kẻ lạ' } }),
  'DELETE /api/drafts/:id': ({ draft }) => ({ path: `/api/drafts/${draft.id}`, owned: true, method: 'DELETE' }),
  'POST /api/drafts/:id/delete': ({ draft }) => ({ path: `/api/drafts/${draft.id}/delete`, owned: true, form: {} }),
  'POST /api/drafts/:id/facts': ({ draft }) => ({ path: `/api/drafts/${draft.id}/facts`, owned: true, json: {} }),
  'POST /api/drafts/:id/attachments': ({ draft }) => ({ path: `/api/drafts/${draft.id}/attachments`, owned: true, form: file(draft.attachmentSlots[0]!.id) }),
  'GET /api/drafts/:id/attachments/:attachment': ({ draft, attachment }) => ({ path: `/api/drafts/${draft.id}/attachments/${attachment}`, owned: true }),
  'DELETE /api/drafts/:id/attachments/:attachment': ({ draft, attachment }) => ({ path: `/api/drafts/${draft.id}/attachments/${attachment}`, owned: true, method: 'DELETE' }),
  'POST /api/drafts/:id/attachments/:attachment/delete': ({ draft, attachment }) => ({ path: `/api/drafts/${draft.id}/attachments/${attachment}/delete`, owned: true, form: {} }),
  'GET /api/drafts/:id/document': ({ draft }) => ({ path: `/api/drafts/${draft.id}/document`, owned: true }),
  'POST /api/drafts/:id/document': ({ draft }) => ({ path: `/api/drafts/${draft.id}/document`, owned: true, json: { version: draft.version } }),
  'GET /api/drafts/:id/signed-document': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signed-document`, owned: true }),
  'GET /api/drafts/:id/credentials': ({ draft }) => ({ path: `/api/drafts/${draft.id}/credentials`, owned: true }),
  'GET /api/drafts/:id/signing': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signing`, owned: true }),
  'POST /api/drafts/:id/signing': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signing`, owned: true, json: {} }),
  'POST /api/drafts/:id/signing/cancel': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signing/cancel`, owned: true, json: {} }),
  'POST /api/drafts/:id/signing/code': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signing/code`, owned: true, json: {} }),
  'POST /api/drafts/:id/signing/factors': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signing/factors`, owned: true, json: { PIN: '000000' } }),
  'POST /api/drafts/:id/signing/link': ({ draft }) => ({ path: `/api/drafts/${draft.id}/signing/link`, owned: true, json: { provider: 'smartca' } }),
  'POST /signing/notifications/:provider': () => ({ path: '/signing/notifications/smartca?reference=x&mac=y', owned: false, json: { tranId: 'x' } }),
  'GET /signing/callback': ({ draft }) => ({ path: `/signing/callback?code=x&state=${stateOf(draft)}`, owned: true }),
  'POST /api/dossiers': ({ draft }) => ({ path: '/api/dossiers', owned: true, json: { draft: draft.id } }),
  'GET /api/dossiers': () => ({ path: '/api/dossiers', owned: false }),
  'GET /api/dossiers/:id': ({ dossier }) => ({ path: `/api/dossiers/${dossier.id}`, owned: true }),
  'GET /api/dossiers/:id/documents/:document': ({ dossier, document }) => ({ path: `/api/dossiers/${dossier.id}/documents/${document}`, owned: true }),
  'POST /api/dossiers/:id/withdraw': ({ dossier }) => ({ path: `/api/dossiers/${dossier.id}/withdraw`, owned: true, json: { version: dossier.version } }),
  'POST /api/dossiers/:id/correction': ({ dossier }) => ({ path: `/api/dossiers/${dossier.id}/correction`, owned: true, json: {} }),
  'POST /api/dossiers/:id/returned': ({ dossier }) => ({ path: `/api/dossiers/${dossier.id}/returned`, owned: true, json: {} }),
  'GET /api/accesses': () => ({ path: '/api/accesses?kind=&before=', owned: false }),
  'POST /api/accesses/:seq/question': ({ entry }) => ({ path: `/api/accesses/${entry}/question`, owned: true, json: { text: 'Ai?' } }),
  'GET /api/operations/questions': () => ({ path: '/api/operations/questions', owned: false }),
  'GET /api/operations/questions/:seq': ({ questioned }) => ({ path: `/api/operations/questions/${questioned}`, owned: false }),
  'GET /api/data-tracker/v1/findUsage': () => ({ path: '/api/data-tracker/v1/findUsage?limit=10', owned: true, headers: { 'x-road-userid': 'VN001088200001' } }),
  'GET /api/data-tracker/v1/usagePeriod': () => ({ path: '/api/data-tracker/v1/usagePeriod', owned: true }),
  'GET /api/data-tracker/v1/heartbeat': () => ({ path: '/api/data-tracker/v1/heartbeat', owned: true }),
  'GET /api/desk/dossiers': () => ({ path: '/api/desk/dossiers?state=&q=', owned: false }),
  'GET /api/desk/dossiers/:id': ({ dossier }) => ({ path: `/api/desk/dossiers/${dossier.id}`, owned: true }),
  'GET /api/desk/dossiers/:id/documents/:document': ({ dossier, document }) => ({ path: `/api/desk/dossiers/${dossier.id}/documents/${document}`, owned: true }),
  'POST /api/desk/dossiers/:id/accept': ({ dossier }) => ({ path: `/api/desk/dossiers/${dossier.id}/accept`, owned: true, json: { version: dossier.version } }),
  'POST /api/desk/dossiers/:id/ask-correction': ({ dossier }) => ({ path: `/api/desk/dossiers/${dossier.id}/ask-correction`, owned: true, json: { version: dossier.version, items: ['Bản sao'], reason: 'Thiếu' } }),
  'POST /api/desk/dossiers/:id/refuse': ({ dossier }) => ({ path: `/api/desk/dossiers/${dossier.id}/refuse`, owned: true, json: { version: dossier.version, reason: 'Không đủ' } }),
  'GET /api/operations/deliveries': () => ({ path: '/api/operations/deliveries', owned: false }),
  'POST /api/operations/deliveries/:id/retry': ({ delivery }) => ({ path: `/api/operations/deliveries/${delivery}/retry`, owned: false, json: {} }),
  'POST /api/agency/acknowledgements': ({ delivery }) => ({ path: '/api/agency/acknowledgements', owned: true, json: { delivery, code: 'TN-1', at: '2026-11-24T08:00:00+07:00' } }),
}

/** Not there any more, or not yet, when their turn comes: nothing is signed, the attachment and the draft are deleted. */
const gone = new Set(['GET /api/drafts/:id/signed-document', 'GET /signing/callback', 'DELETE /api/drafts/:id/attachments/:attachment', 'POST /api/drafts/:id/attachments/:attachment/delete', 'POST /api/drafts/:id/delete', 'GET /api/drafts/:id/document', 'POST /api/dossiers'])

const stateOf = (draft: DraftView): string => new URL(draft.signing?.authorisePath ?? 'http://none.invalid').searchParams.get('state') ?? 'none'

type RoleName = 'public' | 'citizen' | 'clerk-elsewhere' | 'agency-signatory' | 'operator' | 'auditor' | 'clerk-police'
const roles: Record<RoleName, Actor['role']> = { 'public': 'public', 'citizen': 'citizen', 'clerk-elsewhere': 'clerk', 'agency-signatory': 'agency-signatory', 'operator': 'operator', 'auditor': 'auditor', 'clerk-police': 'clerk' }

const trackerToken = 'the-national-page-of-32-characters'
let portal: RunningPortal
let owner: HttpPerson
let things: Belongings
const others = new Map<RoleName, HttpPerson>()

beforeAll(async () => {
  portal = await startPortal({ PORTAL_DATA_TRACKER_TOKEN: trackerToken })
  const person = storyPerson(portal, 'temporary-residence')
  owner = await HttpPerson.arrive(portal, person)
  const first = await owner.draft('temporary-residence')
  await owner.sign(first.id, person)
  const dossier = await owner.submit(first.id)
  let draft = await owner.draft('temporary-residence')
  draft = await owner.must<DraftView>(`/api/drafts/${draft.id}/attachments`, { form: file(draft.attachmentSlots[0]!.id) })
  await owner.must(`/api/drafts/${draft.id}/document`, { json: {} })
  await owner.must(`/api/drafts/${draft.id}/signing`, { json: {} })
  draft = await owner.must<DraftView>(`/api/drafts/${draft.id}`)
  const delivered = portal.sandbox.control.receivedDossiers().at(-1)
  const { entries } = await owner.must<AccessPage>('/api/accesses?kind=registry')
  const [entry, questioned] = entries.map(({ seq }) => seq)
  await owner.must(`/api/accesses/${questioned}/question`, { json: {} })
  things = { draft, attachment: draft.attachments[0]!.id, dossier, document: dossier.documents[0]!.id, delivery: delivered?.idempotencyKey ?? 'none', entry: entry!, questioned: questioned! }
  for (const name of Object.keys(roles) as RoleName[]) {
    const official = name === 'public' ? null : name === 'citizen' ? storyPerson(portal, 'marital-status') : storyPerson(portal, name)
    others.set(name, await HttpPerson.arrive(portal, official))
  }
})
afterAll(() => portal?.stop())

const handlerKeys = (folder: string, prefix: string): string[] => sourceFiles(folder).map((path) => {
  const [, place = '', method = 'all'] = /^(.*?)(?:\.(get|post|patch|put|delete|head|options))?\.ts$/.exec(path.slice(folder.length)) ?? []
  return `${method.toUpperCase()} ${prefix}${place.replace(/\/index$/, '').replace(/\[(\w+)\]/g, ':$1')}`
})

describe('the table of routes', () => {
  it('has a rule for every route file and a route file for every rule', () => {
    const files = [...handlerKeys('server/api', '/api'), ...handlerKeys('server/routes', '')].sort()
    expect(files).toEqual(Object.keys(routeRules).sort())
  })

  it('knows every route that the built server has, besides those of the framework', () => {
    const built = readFileSync(join(repositoryRoot, '.output', 'server', 'chunks', 'nitro', 'nitro.mjs'), 'utf8')
    const routes = [...built.matchAll(/\{ route: '([^']+)', handler: [^}]*?middleware: false, method: (?:"(\w+)"|undefined) \}/g)].map(([, route = '', method]) => `${(method ?? 'all').toUpperCase()} ${route}`)
    expect(routes.length).toBeGreaterThan(40)
    const strangers = routes.filter(key => routeRules[key] === undefined)
    expect(strangers.filter(key => !/^(GET|ALL) \/(__nuxt_error|_i18n\/.*|__nuxt_island\/\*\*|\*\*)$/.test(key))).toEqual([])
  })

  it('is walked by this test to its last line', () => {
    expect(Object.keys(calls).sort()).toEqual(Object.keys(routeRules).sort())
  })
})

describe.each(Object.keys(roles) as RoleName[])('as %s, with somebody else\'s ids', (name) => {
  const ownsAtDesk = (rule: string): boolean => name === 'clerk-police' && rule.startsWith('desk.')

  it.each(Object.entries(routeRules).filter(([key]) => key !== 'POST /auth/logout'))('%s', async (key, { who }) => {
    if (ownsAtDesk(who)) return
    const caller = others.get(name)!
    const { path, owned, ...calling } = calls[key]!(things)
    const { status, body } = await caller.call<{ code?: string }>(path, calling)
    if (who === 'machine') return expect([status, body.code]).toEqual([401, 'sign-in-required'])
    // Its proof is in the address: whoever does not have one is told nothing.
    if (key.startsWith('POST /signing/notifications')) return expect([status, body.code]).toEqual([404, 'not-found'])
    if (who === 'anyone') return key === 'GET /metrics' || key === 'GET /auth/callback' ? expect([401, 403, 200]).toContain(status) : expect(status).toBeLessThan(400)
    if (name === 'public') return expect([status, body.code]).toEqual([401, 'sign-in-required'])
    if (!mayEver({ role: roles[name] } as Actor, who as Action)) return expect([status, body.code]).toEqual([403, 'not-allowed'])
    if (owned) return expect([status, body.code]).toEqual([404, 'not-found'])
    if (key.startsWith('POST /api/operations')) return expect([200, 404, 409]).toContain(status)
    expect(status).toBeLessThan(300)
  })
})

describe('after the walk', () => {
  it('nothing of the owner\'s has changed', async () => {
    const draft = await owner.must<DraftView>(`/api/drafts/${things.draft.id}`)
    expect(draft).toEqual(things.draft)
    const dossier = await owner.must<DossierView>(`/api/dossiers/${things.dossier.id}`)
    expect([dossier.version, dossier.state]).toEqual([things.dossier.version, 'submitted'])
  })

  it('a stranger\'s lists hold nothing of the owner\'s', async () => {
    const citizen = others.get('citizen')!
    const seen = JSON.stringify([await citizen.must('/api/drafts'), await citizen.must('/api/dossiers'), await citizen.must('/api/accesses'), await others.get('clerk-elsewhere')!.must('/api/desk/dossiers')])
    for (const id of [things.draft.id, things.dossier.id, things.dossier.code]) expect(seen).not.toContain(id)
  })

  it('somebody else\'s thing and no thing at all get the same answer', async () => {
    const citizen = others.get('citizen')!
    const foreign = await citizen.call<Record<string, unknown>>(`/api/drafts/${things.draft.id}`)
    const absent = await citizen.call<Record<string, unknown>>(`/api/drafts/${crypto.randomUUID()}`)
    expect({ ...foreign.body, instance: '' }).toEqual({ ...absent.body, instance: '' })
  })

  it.each(['nope', '0', '%00', '..%2f..%2fetc', '%27%3bdrop%20table%20drafts', 'a'.repeat(4000), '🙂'])('an id that no thing has (%s) is not found', async (id) => {
    for (const path of [`/api/drafts/${id}`, `/api/drafts/${things.draft.id}/attachments/${id}`, `/api/dossiers/${id}`, `/api/dossiers/${things.dossier.id}/documents/${id}`]) {
      expect((await owner.call(path)).status, path).toBe(404)
    }
    expect((await others.get('clerk-police')!.call(`/api/desk/dossiers/${id}`)).status).toBe(404)
  })

  it('an agency\'s token acknowledges its own deliveries only', async () => {
    const agencies = JSON.parse(readFileSync(join(portal.dataDir, 'sandbox', 'portal', 'agencies.json'), 'utf8')) as { id: string, callbackToken: string }[]
    const stranger = others.get('public')!
    const as = (id: string) => stranger.call<{ code?: string }>('/api/agency/acknowledgements', { json: calls['POST /api/agency/acknowledgements']!(things).json, headers: { authorization: `Bearer ${agencies.find(one => one.id === id)!.callbackToken}` } })
    expect((await as('committee-00166')).body.code).toBe('not-found')
    expect((await stranger.call('/api/agency/acknowledgements', { json: {}, headers: { authorization: 'Bearer nobody' } })).status).toBe(401)
  })

  it('the national page\'s key opens the data tracker and nothing else, and an agency\'s key does not open it', async () => {
    const stranger = others.get('public')!
    const { personalId } = storyPerson(portal, 'temporary-residence')
    const as = (token: string, path: string, headers: Record<string, string> = {}) => stranger.call<Record<string, unknown> & { code?: string }>(path, { headers: { authorization: `Bearer ${token}`, ...headers } })
    const person = { 'x-road-userid': `VN${personalId}` }
    const found = await as(trackerToken, '/api/data-tracker/v1/findUsage?periodStart=2026-01-31T10:20:30&limit=2', person)
    expect(found).toMatchObject({ status: 200, body: { usages: [{ action: expect.stringMatching(/./), receiverCode: expect.any(String) }, {}] } })
    expect(Object.keys((found.body.usages as object[])[0]!).sort()).toEqual(['action', 'logtime', 'receiverCode', 'receiverName', 'receiverSystem'])
    expect((await as(trackerToken, '/api/data-tracker/v1/heartbeat')).body.status).toBe('OK')
    expect((await as(trackerToken, '/api/data-tracker/v1/usagePeriod')).body).toEqual({ periodStart: expect.stringMatching(/^\d{4}-/) })
    // No number in addresses, none that is not one, and no page without end.
    for (const [query, headers] of [[`userCode=VN${personalId}`, person], ['', {}], ['', { 'x-road-userid': personalId }], ['limit=1001', person], ['offset=-1', person], ['periodStart=soon', person]] as const) {
      expect((await as(trackerToken, `/api/data-tracker/v1/findUsage?${query}`, headers)).body.code, query).toBe('input-invalid')
    }
    const agencies = JSON.parse(readFileSync(join(portal.dataDir, 'sandbox', 'portal', 'agencies.json'), 'utf8')) as { callbackToken: string }[]
    for (const path of ['findUsage', 'usagePeriod', 'heartbeat']) expect((await as(agencies[0]!.callbackToken, `/api/data-tracker/v1/${path}`, person)).body.code).toBe('not-allowed')
    const acknowledging = await stranger.call<{ code?: string }>('/api/agency/acknowledgements', { json: calls['POST /api/agency/acknowledgements']!(things).json, headers: { authorization: `Bearer ${trackerToken}` } })
    expect(acknowledging.body.code).toBe('not-allowed')
    expect((await as(trackerToken, '/api/accesses')).body.code).toBe('sign-in-required')
  })

  it('the owner may do with it what the table says', async () => {
    const mine = Object.entries(routeRules).filter(([key, { who }]) => who !== 'anyone' && who !== 'machine' && mayEver({ role: 'citizen' } as Actor, who as Action) && calls[key]!(things).owned)
    // What ends a thing comes last; each step works on the version that the one before has left.
    const last = ['POST /api/drafts/:id/attachments/:attachment/delete', 'DELETE /api/drafts/:id', 'POST /api/drafts/:id/delete', 'POST /api/dossiers/:id/withdraw']
    const order = [...mine.filter(([key]) => !last.includes(key)), ...mine.filter(([key]) => last.includes(key))]
    const refused: string[] = []
    for (const [key] of order) {
      const now = await owner.call<DraftView>(`/api/drafts/${things.draft.id}`)
      const draft = now.status === 200 ? now.body : things.draft
      const { path, ...calling } = calls[key]!({ ...things, draft })
      const { status, body } = await owner.call<{ code?: string }>(path, calling)
      if ([401, 403].includes(status) || (status === 404 && !gone.has(key))) refused.push(`${key}: ${status} ${body.code}`)
    }
    expect(refused).toEqual([])
  })

  it('the clerk of the agency may do at the desk what the table says', async () => {
    const clerk = others.get('clerk-police')!
    for (const key of Object.keys(routeRules).filter(key => routeRules[key]!.who.startsWith('desk.'))) {
      const { path, ...calling } = calls[key]!(things)
      expect([200, 409], key).toContain((await clerk.call(path, calling)).status)
    }
  })

  it('the log has a line for every call, and nobody\'s number, name, token or code in it', () => {
    const log = readFileSync(portal.logFile, 'utf8')
    const lines = log.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as { event: string })
    expect(lines.filter(({ event }) => event === 'answer').length).toBeGreaterThan(300)
    expect(lines.filter(({ event }) => event === 'unforeseen')).toEqual([])
    const people = [...portal.sandbox.people.slice(0, 20), ...portal.sandbox.officials]
    const secrets = [...people.flatMap(({ personalId, fullName }) => [personalId, fullName]), ...[owner, ...others.values()].flatMap(one => one.cookieValues()), owner.token, '0912345678', 'code=', 'state=', stateOf(things.draft)]
    expect(secrets.filter(secret => secret.length > 3 && log.includes(secret))).toEqual([])
  })
})
