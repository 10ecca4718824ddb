import { randomBytes } from 'node:crypto'
import { defineEventHandler, getCookie, getHeader, getRequestURL, sendRedirect, setCookie, type H3Event, type Router } from 'h3'
import { pause } from '../faults.ts'
import { readForm, sendPage } from '../http/site.ts'
import { AddressGuard } from './address-guard.ts'
import { hashName } from './algorithms.ts'
import { findRedirectUri, readAuthorisationRequest, type AuthorisationRequest } from './authorisation-request.ts'
import { Accepted, answer } from './csc-call.ts'
import { CscError } from './csc-error.ts'
import type { PhoneChallenge } from './factors.ts'
import { answeredPage, badRequestPage, closedPage, signPage, type ClosedPage, type SignPage } from './pages.ts'
import { passkeyChallenge } from './passkey.ts'
import { readAssertion } from './passkey-routes.ts'
import type { SignatureService } from './service.ts'

/** One person, one browser, one request; ten minutes to answer it. */
interface AuthorisationSession { request: AuthorisationRequest, browser: string, expiresAt: number, answered: boolean }

const sessionLifetimeSeconds = 600
const pushedLifetimeSeconds = 90

/** `oauth2/authorize`, `oauth2/pushed_authorize` and the pages on which people answer. */
export function addAuthoriseRoutes(router: Router, service: SignatureService): void {
  const sessions = new Map<string, AuthorisationSession>()
  const pushed = new Map<string, { params: URLSearchParams, expiresAt: number }>()
  const guard = new AddressGuard(service.now)
  const time = () => service.now().getTime()

  router.post('/csc/v2/oauth2/pushed_authorize', answer(service, async (event) => {
    const form = await readForm(event) ?? new URLSearchParams()
    const client = service.tokens.authenticate(form, getHeader(event, 'authorization'))
    const redirectUri = findRedirectUri(form, client)
    if (redirectUri === null || form.has('request_uri')) throw new CscError('invalid_request', 'Invalid parameter redirect_uri')
    readAuthorisationRequest(form, { client, redirectUri, version: 2, findCredential: service.findCredential })
    const uri = `urn:ietf:params:oauth:request_uri:${randomBytes(24).toString('base64url')}`
    pushed.set(uri, { params: form, expiresAt: time() + pushedLifetimeSeconds * 1000 })
    return new Accepted(201, { request_uri: uri, expires_in: pushedLifetimeSeconds })
  }))

  router.get('/csc/v2/oauth2/authorize', defineEventHandler(event => begin(event, 2)))
  router.get('/csc/v1/oauth2/authorize', defineEventHandler(event => begin(event, 1)))

  function begin(event: H3Event, version: 1 | 2): unknown {
    const params = unfold(getRequestURL(event).searchParams)
    const client = service.client()
    const redirectUri = params === null ? null : findRedirectUri(params, client)
    // Without a known address nobody is redirected: the request may come from anybody (RFC 6749, 4.1.2.1).
    if (params === null || redirectUri === null) return sendPage(event, badRequestPage('Invalid parameter client_id, redirect_uri or request_uri'), { status: 400 })
    try {
      const request = readAuthorisationRequest(params, { client, redirectUri, version, findCredential: service.findCredential })
      const id = randomBytes(16).toString('base64url')
      const browser = randomBytes(16).toString('base64url')
      for (const [key, { expiresAt }] of sessions) if (expiresAt < time() - 3_600_000) sessions.delete(key)
      sessions.set(id, { request, browser, expiresAt: time() + sessionLifetimeSeconds * 1000, answered: false })
      setCookie(event, 'signing', browser, { httpOnly: true, sameSite: 'lax', path: `/authorise/${id}`, maxAge: sessionLifetimeSeconds })
      return sendRedirect(event, `/authorise/${id}`, 303)
    }
    catch (error) {
      if (!(error instanceof CscError)) throw error
      return sendRedirect(event, backUrl({ redirectUri, state: params.get('state') }, { error: error.code, error_description: error.description }), 303)
    }
  }

  router.get('/authorise/:id', defineEventHandler((event) => {
    const session = open(event)
    return 'reason' in session ? close(event, session) : show(event, session, null)
  }))

  router.post('/authorise/:id/decline', defineEventHandler((event) => {
    const session = open(event)
    if ('reason' in session) return close(event, session)
    session.answered = true
    service.activation.decline(session.request.binding)
    return sendRedirect(event, declinedUrl(session.request), 303)
  }))

  router.post('/authorise/:id/sign', defineEventHandler(async (event) => {
    const session = open(event)
    if ('reason' in session) return close(event, session)
    const address = event.node.req.socket.remoteAddress ?? ''
    if (guard.isBarred(address)) return show(event, session, 'wait')
    const { request } = session
    const fault = service.takeFault(request.binding.credentialId, 'oauth2/authorize', ['slow', 'decline', 'expire', 'callback-lost', 'callback-twice'])
    if (fault?.kind === 'slow') await pause(fault.delayMs)
    const form = await readForm(event)
    const assertion = readAssertion(form?.get('passkey'))
    const second = assertion === null
      ? { otp: form?.get('otp')?.replace(/\s/g, '') ?? '' }
      : { passkey: { assertion, challenge: challengeOf(event, request), relyingParty: service.relyingParty } }
    const factors = { pin: form?.get('pin')?.trim() ?? '', ...second }
    const verdict = await service.activation.verify(request.binding.credentialId, factors, request.binding)
    if (verdict !== 'accepted') guard.countFailure(address)
    if (verdict === 'locked') {
      session.answered = true
      return close(event, { reason: 'locked', backUrl: backUrl(request, { error: 'access_denied', error_description: 'Credential locked' }) })
    }
    if (verdict !== 'accepted') return show(event, session, verdict)
    // Two posts of one form arrive together: only the first is the person's answer.
    if (session.answered) return close(event, { reason: 'done', backUrl: null })
    session.answered = true
    if (fault?.kind === 'decline') return sendRedirect(event, declinedUrl(request), 303)
    const url = backUrl(request, { code: service.tokens.issueCode(request, fault?.kind === 'expire' ? 0 : undefined) })
    if (fault?.kind === 'callback-lost') return sendPage(event, answeredPage)
    if (fault?.kind === 'callback-twice') setTimeout(() => void fetch(url, { redirect: 'manual' }).catch(service.onFailure), 200).unref()
    return sendRedirect(event, url, 303)
  }))

  /** PAR (RFC 9126): the reference, once, instead of the parameters. */
  function unfold(params: URLSearchParams): URLSearchParams | null {
    const uri = params.get('request_uri')
    if (uri === null) return params
    const found = pushed.get(uri)
    pushed.delete(uri)
    return found !== undefined && found.expiresAt > time() && found.params.get('client_id') === params.get('client_id') ? found.params : null
  }

  function open(event: H3Event): AuthorisationSession | ClosedPage {
    const session = sessions.get(event.context.params?.id ?? '')
    if (session === undefined) return { reason: 'expired', backUrl: null }
    if (getCookie(event, 'signing') !== session.browser) return { reason: 'elsewhere', backUrl: null }
    if (session.answered) return { reason: 'done', backUrl: null }
    if (session.expiresAt > time()) return session
    return { reason: 'expired', backUrl: backUrl(session.request, { error: 'access_denied', error_description: 'The authorization request has expired' }) }
  }

  function show(event: H3Event, { request }: AuthorisationSession, problem: SignPage['problem']): string {
    const { binding, labels, redirectUri } = request
    const passkey = passkeyFor(event, request)
    const id = event.context.params?.id ?? ''
    return sendPage(event, signPage({
      id,
      problem,
      signatory: service.ownerName(binding.credentialId),
      client: 'Cổng dịch vụ công MotLan',
      documents: binding.hashes.map((digest, index) => ({ digest, label: labels[index] ?? '' })),
      hash: hashName(binding.hashOid),
      phoneUrl: service.phoneUrl(binding.credentialId),
      passkey,
    }), { status: problem === null ? 200 : 403, leadsTo: [new URL(redirectUri).origin], scripts: passkey !== null })
  }

  /** A passkey answers for exactly what this session shows. */
  function challengeOf(event: H3Event, { binding }: AuthorisationRequest): PhoneChallenge {
    return { nonce: event.context.params?.id ?? '', hashes: binding.hashes }
  }

  function passkeyFor(event: H3Event, request: AuthorisationRequest): SignPage['passkey'] {
    const ids = service.findCredential(request.binding.credentialId)?.passkeys?.map(({ id }) => id) ?? []
    const { id: rpId, origin } = service.relyingParty
    return ids.length > 0 && getRequestURL(event).origin === origin ? { challenge: passkeyChallenge(challengeOf(event, request)), rpId, ids } : null
  }
}

const close = (event: H3Event, page: ClosedPage): string => sendPage(event, closedPage(page), { status: page.reason === 'locked' ? 423 : page.reason === 'elsewhere' ? 403 : 410 })

const declinedUrl = (request: AuthorisationRequest): string => backUrl(request, { error: 'access_denied', error_description: 'The person declined to sign' })

function backUrl({ redirectUri, state }: Pick<AuthorisationRequest, 'redirectUri' | 'state'>, answer: Record<string, string>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...answer, ...(state === null ? {} : { state }) })) url.searchParams.set(name, value)
  return url.href
}
