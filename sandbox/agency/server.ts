import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { defineEventHandler, getRequestHeader, sendStream, setResponseHeaders, setResponseStatus, toNodeListener, type H3Event } from 'h3'
import { addFaultRoutes, pause, type FaultBoard } from '../faults.ts'
import { createSite, hangUp, hasBearer, sendJson, sendPage } from '../http/site.ts'
import type { ListeningServer } from '../http/listen.ts'
import { StateFile } from '../state-file.ts'
import type { AgencyFault, ReceivedDossier } from '../types.ts'
import { acknowledgeLater } from './acknowledge-later.ts'
import { agencies, agencySecret, type Agency } from './agencies.ts'
import { dossierPage, inboxPage } from './pages.ts'
import { dropPackage, keepPackage, partPath, readDossier, receivePackage, type Package } from './received.ts'

export interface AgencyState {
  /** Secrets of all agencies are derived from it. */
  key: string
  /** Where late acknowledgements go: the portal that was set up last. */
  portalOrigin: string | null
  dossiers: (ReceivedDossier & { fingerprint: string })[]
}

export interface AgencyDependencies { dataDir: string, faults: FaultBoard<AgencyFault>, adminToken: string, now: () => Date, onFailure: (error: Error) => void }

/**
 * The agencies' own system. `POST /agencies/<id>/dossiers` with a bearer token, an Idempotency-Key and a
 * `multipart/form-data` body: part `dossier` (JSON; its `documents[].sha256` must be among the parts), then files.
 * Answers 201 `{acknowledgement, receivedAt}`, 200 with the same acknowledgement when the key comes again, 409 when the
 * key comes with other content, 400/401/404/422 when the package is refused.
 */
export function serveAgencies(server: ListeningServer, deps: AgencyDependencies): StateFile<AgencyState> {
  const state = new StateFile<AgencyState>(join(deps.dataDir, 'state.json'), () => ({ key: randomBytes(32).toString('base64url'), portalOrigin: null, dossiers: [] }))
  const inbox = join(deps.dataDir, 'inbox')
  const { app, router } = createSite(deps.onFailure)
  addFaultRoutes(router, deps.faults, deps.adminToken)
  // One after the other: two copies of a delivery must not both be new.
  let queue: Promise<unknown> = Promise.resolve()

  router.post('/agencies/:id/dossiers', defineEventHandler(async (event) => {
    const agency = agencies.find(({ id }) => id === event.context.params?.id)
    if (agency === undefined) return sendJson(event, 404, { error: 'agency-unknown' })
    if (!hasBearer(event, agencySecret(state.value.key, agency.id, 'backend'))) return sendJson(event, 401, { error: 'unauthorized' })
    const fault = deps.faults.take(null)
    if (fault?.kind === 'down') return hangUp(event)
    if (fault?.kind === 'server-error') return sendJson(event, 503, { error: 'out-of-order' })
    if (fault?.kind === 'slow') await pause(fault.delayMs)
    const turn = queue.then(() => receive(event, { agency, state, inbox, now: deps.now }))
    queue = turn.catch(() => undefined)
    const outcome = await turn
    if (fault?.kind === 'acknowledgement-lost') return hangUp(event)
    if (fault?.kind === 'acknowledgement-late' || fault?.kind === 'duplicate-acknowledgement') acknowledgeLater({ state: state.value, dossier: outcome.dossier, kind: fault.kind, onFailure: deps.onFailure })
    if (fault?.kind === 'acknowledgement-late' && outcome.dossier !== null) return sendJson(event, 202, { receivedAt: outcome.dossier.receivedAt })
    return sendJson(event, outcome.status, outcome.body)
  }))

  router.get('/', defineEventHandler(event => sendPage(event, inboxPage(state.value.dossiers))))
  router.get('/dossiers/:number', defineEventHandler((event) => {
    const dossier = state.value.dossiers[Number(event.context.params?.number)]
    return dossier === undefined ? notFound(event) : sendPage(event, dossierPage(dossier, Number(event.context.params?.number)))
  }))
  router.get('/dossiers/:number/parts/:part', defineEventHandler((event) => {
    const { number, part } = event.context.params ?? {}
    const found = state.value.dossiers[Number(number)]?.parts[Number(part)]
    if (found === undefined) return notFound(event)
    setResponseHeaders(event, { 'content-type': found.type, 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.fileName ?? found.name)}` })
    return sendStream(event, createReadStream(partPath(join(inbox, String(Number(number))), Number(part))))
  }))
  server.handle(toNodeListener(app))
  return state
}

interface Reception { agency: Agency, state: StateFile<AgencyState>, inbox: string, now: () => Date }
interface Outcome { status: number, body: unknown, dossier: ReceivedDossier | null }

const refused = (status: number, error: string): Outcome => ({ status, body: { error }, dossier: null })

async function receive(event: H3Event, { agency, state, inbox, now }: Reception): Promise<Outcome> {
  const idempotencyKey = getRequestHeader(event, 'idempotency-key') ?? ''
  if (!/^[\w.:-]{8,200}$/.test(idempotencyKey)) return refused(400, 'idempotency-key-missing')
  const parcel = await receivePackage(event.node.req, inbox).catch(() => null)
  if (parcel === null) return refused(400, 'package-malformed')

  const earlier = state.value.dossiers.find(dossier => dossier.idempotencyKey === idempotencyKey && dossier.agency === agency.id)
  if (earlier !== undefined) {
    dropPackage(parcel)
    if (earlier.fingerprint !== fingerprintOf(parcel)) return refused(409, 'idempotency-conflict')
    earlier.deliveries += 1
    state.save()
    return { status: 200, body: { acknowledgement: earlier.acknowledgement, receivedAt: earlier.receivedAt }, dossier: earlier }
  }
  const objection = objectionTo(parcel)
  if (objection !== null) {
    dropPackage(parcel)
    return refused(422, objection)
  }
  const number = state.value.dossiers.length
  const code = readDossier(parcel)?.code
  keepPackage(parcel, inbox, String(number))
  const dossier = {
    idempotencyKey, agency: agency.id, dossierCode: typeof code === 'string' ? code : null, receivedAt: now().toISOString(), deliveries: 1,
    acknowledgement: `TN-${agency.code}-${String(number + 1).padStart(6, '0')}`, parts: parcel.parts, fingerprint: fingerprintOf(parcel),
  }
  state.value.dossiers.push(dossier)
  state.save()
  return { status: 201, body: { acknowledgement: dossier.acknowledgement, receivedAt: dossier.receivedAt }, dossier }
}

/** What the JSON names must have arrived with exactly those bytes. */
function objectionTo(parcel: Package): string | null {
  const dossier = readDossier(parcel)
  if (dossier === null) return 'dossier-missing'
  const named = Array.isArray(dossier.documents) ? dossier.documents.map((document: unknown) => typeof document === 'object' && document !== null && 'sha256' in document ? document.sha256 : null) : []
  return named.every(sha256 => parcel.parts.some(part => part.sha256 === sha256)) ? null : 'document-missing-or-changed'
}

const fingerprintOf = ({ parts }: Package): string => createHash('sha256').update(JSON.stringify(parts.map(({ name, sha256 }) => [name, sha256]))).digest('hex')

function notFound(event: H3Event): string {
  setResponseStatus(event, 404)
  return ''
}
