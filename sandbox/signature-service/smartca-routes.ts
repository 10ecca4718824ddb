import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { defineEventHandler, getHeader, getRequestURL, sendRedirect, type H3Event, type Router } from 'h3'
import { z } from 'zod'
import { readForm, sendJson, sendPage } from '../http/site.ts'
import { StateFile } from '../state-file.ts'
import { AddressGuard } from './address-guard.ts'
import { findRedirectUri } from './authorisation-request.ts'
import { credentialIdOf, type StoredCredential } from './credential.ts'
import type { Body } from './csc-call.ts'
import { describeCredential } from './credential-description.ts'
import { badRequestPage, linkPage } from './pages.ts'
import type { SignatureService } from './service.ts'
import { gatewayMethod, GatewayError } from './smartca-call.ts'
import { SmartCaTokens, type LinkedAccounts } from './smartca-tokens.ts'
import { SmartCaTransactions } from './smartca-transactions.ts'

const mostHashes = 50

/** A gateway in the manner of VNPT SmartCA below `/smartca`: accounts are linked once, every signature is confirmed on the phone. */
export function addSmartCaRoutes(router: Router, service: SignatureService, dataDir: string): void {
  const tokens = new SmartCaTokens(new StateFile<LinkedAccounts>(join(dataDir, 'linked-accounts.json'), () => ({ access: {}, refresh: {} })), service.now)
  const transactions = new SmartCaTransactions(service)
  addAuthorisation(router, service, tokens)

  const ownOf = async (body: Body, userId: string): Promise<StoredCredential> => {
    const credential = typeof body.credentialId === 'string' ? await service.enrolment.credential(body.credentialId) : undefined
    if (credential === undefined) throw new GatewayError('CREDENTIAL_NOT_EXIST', 'no_credential_match')
    if (credential.userId !== userId) throw new GatewayError('CREDENTIAL_NOT_MATCH_IDENTITY', 'Credential not match user')
    return credential
  }
  const named = (body: Body): string | null => typeof body.credentialId === 'string' ? body.credentialId : null
  const tranOf = ({ tranId }: Body) => typeof tranId === 'string' ? transactions.find(tranId) : undefined

  router.post('/smartca/identityapi/userinfo/info', gatewayMethod(service, tokens, { at: 'userinfo/info', concerns: () => null }, (_body, userId) => ({ accType: 0, uidPre: 'CCCD', uid: userId, email: null, phone: null })))
  router.post('/smartca/csc/credentials/list', gatewayMethod(service, tokens, { at: 'credentials/list', concerns: () => null }, async (_body, userId) => (await service.enrolment.credentialsOf(userId, 'device')).map(({ id }) => id)))
  router.post('/smartca/csc/credentials/info', gatewayMethod(service, tokens, { at: 'credentials/info', concerns: named }, async (body, userId) => {
    const credential = await ownOf(body, userId)
    const certificates = z.enum(['none', 'single', 'chain']).catch('single').parse(body.certificates)
    return describe(service, credential, certificates)
  }))
  router.post('/smartca/csc/signature/signhash', gatewayMethod(service, tokens, { at: 'signature/signhash', concerns: named }, async (body, userId) => {
    const credential = await ownOf(body, userId)
    const parsed = orderSchema.safeParse(body)
    if (!parsed.success || (parsed.data.notifyUrl !== undefined && !service.mayNotify(parsed.data.notifyUrl))) throw new GatewayError('CLIENT_INPUT_INVALID', 'Invalid parameter')
    const { refTranId, notifyUrl = null, datas } = parsed.data
    const tranId = transactions.begin({ credentialId: credential.id, userId, refTranId, notifyUrl, datas })
    if (tranId === null) throw new GatewayError('CLIENT_INPUT_INVALID', 'refTranId was used for something else')
    return { tranId }
  }))
  router.post('/smartca/csc/credentials/gettraninfo', gatewayMethod(service, tokens, { at: 'credentials/gettraninfo', concerns: body => tranOf(body)?.credentialId ?? null }, (body, userId) => {
    const transaction = tranOf(body)
    if (transaction === undefined) throw new GatewayError('SIGNATURE_TRANSACTION_NOT_FOUND', 'no transaction')
    if (transaction.userId !== userId) throw new GatewayError('SIGNATURE_TRANSACTION_NOT_MATCH_IDENTITY', 'not yours')
    return transactions.describe(transaction)
  }))
}

const orderSchema = z.looseObject({
  refTranId: z.string().min(1).max(100),
  notifyUrl: z.string().max(2000).optional(),
  datas: z.array(z.looseObject({ name: z.string().max(500), hash: z.string().regex(/^[A-Za-z0-9+/]{43}=$/) })).min(1).max(mostHashes),
})

function describe(service: SignatureService, credential: StoredCredential, certificates: 'none' | 'single' | 'chain'): unknown {
  const { credential: shown, status } = service.present(credential)
  const { cert } = describeCredential(shown, { certificates, certInfo: true, authInfo: false }, status) as { cert: Record<string, unknown> }
  return {
    key: { status: 'ENABLED', alg: ['1.2.840.113549.1.1.1'], len: credential.keyLength },
    cert: { ...cert, status: status.toUpperCase() },
    authMode: 'oauth2code',
    scal: 'SCAL2',
    multisign: Math.min(credential.multisign, mostHashes),
    status: status.toUpperCase(),
  }
}

/** Clause 3.1: log in, consent, a code, tokens. */
function addAuthorisation(router: Router, service: SignatureService, tokens: SmartCaTokens): void {
  const guard = new AddressGuard(service.now)
  const form = (params: URLSearchParams): { redirectUri: string, state: string } | null => {
    const redirectUri = findRedirectUri(params, service.client())
    return redirectUri === null || params.get('response_type') !== 'code' || params.get('scope') !== 'sign offline_access' ? null : { redirectUri, state: params.get('state') ?? '' }
  }
  const pending = new Map<string, { redirectUri: string, state: string, expiresAt: number }>()
  const show = (event: H3Event, id: string, { redirectUri, problem }: { redirectUri: string, problem: boolean }) =>
    sendPage(event, linkPage({ id, client: 'Cổng dịch vụ công MotLan', problem, phoneUrl: `${service.baseUrl}/phone` }), { status: problem ? 403 : 200, leadsTo: [new URL(redirectUri).origin] })

  router.get('/smartca/auth/authorize', defineEventHandler((event) => {
    const order = form(getRequestURL(event).searchParams)
    if (order === null) return sendPage(event, badRequestPage('Invalid parameter client_id, redirect_uri or scope'), { status: 400 })
    const id = randomBytes(16).toString('base64url')
    const now = service.now().getTime()
    for (const [key, { expiresAt }] of pending) if (expiresAt < now) pending.delete(key)
    pending.set(id, { ...order, expiresAt: now + 10 * 60_000 })
    return show(event, id, { redirectUri: order.redirectUri, problem: false })
  }))

  router.post('/smartca/link/:id', defineEventHandler(async (event) => {
    const id = event.context.params?.id ?? ''
    const order = pending.get(id)
    if (order === undefined || order.expiresAt < service.now().getTime()) return sendPage(event, badRequestPage('The request has expired'), { status: 410 })
    const fields = await readForm(event)
    const back = (answer: Record<string, string>): unknown => {
      pending.delete(id)
      const url = new URL(order.redirectUri)
      for (const [name, value] of Object.entries({ ...answer, state: order.state })) url.searchParams.set(name, value)
      return sendRedirect(event, url.href, 303)
    }
    if (fields?.get('answer') === 'decline') return back({ error: 'access_denied' })
    const address = event.node.req.socket.remoteAddress ?? ''
    const userId = fields?.get('person')?.trim() ?? ''
    const [credential] = guard.isBarred(address) ? [] : await service.enrolment.credentialsOf(userId, 'device')
    const isRight = credential?.id === credentialIdOf(userId, 'device')
      && await service.activation.verify(credential.id, { pin: fields?.get('pin') ?? '', otp: fields?.get('otp')?.replace(/\s/g, '') ?? '' }, { client: service.client().id, hashes: [] }) === 'accepted'
    if (!isRight) {
      guard.countFailure(address)
      return show(event, id, { redirectUri: order.redirectUri, problem: true })
    }
    const fault = service.takeFault(credential.id, 'auth/authorize', ['expire', 'decline'])
    if (fault?.kind === 'decline') return back({ error: 'access_denied' })
    return back({ code: tokens.issueCode(userId, order.redirectUri, fault?.kind === 'expire' ? 0 : undefined) })
  }))

  router.post('/smartca/auth/token', defineEventHandler(async (event) => {
    const fields = await readForm(event) ?? new URLSearchParams()
    try {
      service.tokens.authenticate(fields, getHeader(event, 'authorization'))
    }
    catch {
      return sendJson(event, 400, { error: 'invalid_client' })
    }
    const grant = fields.get('grant_type')
    if (grant !== 'authorization_code' && grant !== 'refresh_token') return sendJson(event, 400, { error: 'unsupported_grant_type' })
    const issued = grant === 'refresh_token' ? tokens.renew(fields.get('refresh_token') ?? '') : tokens.redeem(fields.get('code') ?? '', fields.get('redirect_uri') ?? '')
    return issued === null ? sendJson(event, 400, { error: 'invalid_grant' }) : sendJson(event, 200, issued)
  }))
}
