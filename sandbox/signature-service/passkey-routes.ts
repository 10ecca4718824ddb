import { randomBytes } from 'node:crypto'
import { defineEventHandler, setResponseHeaders, type Router } from 'h3'
import { z } from 'zod'
import { html } from '../http/html.ts'
import { parseJsonObject, readJsonObject, sendJson, sendPage } from '../http/site.ts'
import { AddressGuard } from './address-guard.ts'
import { credentialIdOf, type StoredCredential } from './credential.ts'
import { serviceName } from './pages.ts'
import { readRegistration, type PasskeyAssertion } from './passkey.ts'
import { passkeyScript } from './passkey-script.ts'
import type { SignatureService } from './service.ts'

const lifetimeMs = 5 * 60_000

const text = z.string().max(20_000).regex(/^[\w-]+$/)
const beginSchema = z.strictObject({ person: z.string().max(20), pin: z.string().max(20), otp: z.string().max(20) })
const finishSchema = z.strictObject({ session: z.string().max(100), clientDataJSON: text, attestationObject: text })
const assertionSchema = z.strictObject({ id: text, clientDataJSON: text, authenticatorData: text, signature: text })

/** Adding a passkey: who knows PIN and code may. Afterwards it can take the place of the code on the pages of the service. */
export function addPasskeyRoutes(router: Router, service: SignatureService): void {
  const sessions = new Map<string, { credential: StoredCredential, challenge: string, expiresAt: number }>()
  const guard = new AddressGuard(service.now)

  router.get('/passkey.js', defineEventHandler((event) => {
    setResponseHeaders(event, { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' })
    return passkeyScript
  }))

  router.get('/passkeys', defineEventHandler(event => sendPage(event, {
    service: serviceName,
    title: 'Thêm khóa truy cập',
    body: html`<p>Khóa truy cập thay cho mã một lần khi bạn ký trên trang của chúng tôi. Bạn vẫn cần mã PIN.</p>
<form id="add-passkey" autocomplete="off">
<label for="person">Số định danh cá nhân</label><input class="code" type="text" id="person" name="person" inputmode="numeric" required maxlength="12">
<label for="pin">Mã PIN</label><input class="code" type="password" id="pin" name="pin" inputmode="numeric" autocomplete="off" required maxlength="12">
<label for="otp">Mã một lần <span class="hint" id="otp-hint">đang hiện trên <a href="/phone" target="_blank" rel="noopener">điện thoại của bạn</a></span></label><input class="code" type="text" id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" required maxlength="8" aria-describedby="otp-hint">
<div class="buttons"><button>Thêm</button></div></form>
<p id="passkey-outcome" role="status"></p><script src="/passkey.js"></script>`,
  }, { scripts: true })))

  router.post('/passkeys/begin', defineEventHandler(async (event) => {
    const parsed = beginSchema.safeParse(await readJsonObject(event))
    if (!parsed.success) return sendJson(event, 400, { error: 'invalid_request' })
    const { person, pin, otp } = parsed.data
    const address = event.node.req.socket.remoteAddress ?? ''
    const [credential] = guard.isBarred(address) ? [] : await service.enrolment.credentialsOf(person)
    const accepted = credential?.id === credentialIdOf(person, 'page') && await service.activation.verify(credential.id, { pin, otp }, { client: '', hashes: [] }) === 'accepted'
    if (!accepted) {
      guard.countFailure(address)
      return sendJson(event, 403, { error: 'access_denied' })
    }
    const now = service.now().getTime()
    for (const [key, { expiresAt }] of sessions) if (expiresAt < now) sessions.delete(key)
    const [session, challenge] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')]
    sessions.set(session, { credential, challenge, expiresAt: now + lifetimeMs })
    return sendJson(event, 200, {
      session,
      publicKey: {
        challenge,
        rp: { id: service.relyingParty.id, name: serviceName },
        user: { id: Buffer.from(credential.id).toString('base64url'), name: credential.userId, displayName: service.ownerName(credential.id) },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
        authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
        excludeCredentials: (credential.passkeys ?? []).map(({ id }) => ({ type: 'public-key', id })),
        attestation: 'none',
      },
    })
  }))

  router.post('/passkeys/finish', defineEventHandler(async (event) => {
    const parsed = finishSchema.safeParse(await readJsonObject(event))
    const session = parsed.success ? sessions.get(parsed.data.session) : undefined
    if (!parsed.success || session === undefined || session.expiresAt < service.now().getTime()) return sendJson(event, 400, { error: 'invalid_request' })
    sessions.delete(parsed.data.session)
    const passkey = readRegistration(parsed.data, { challenge: session.challenge, relyingParty: service.relyingParty })
    if (passkey === null) return sendJson(event, 403, { error: 'access_denied' })
    service.activation.addPasskey(session.credential.id, passkey)
    return sendJson(event, 201, { id: passkey.id })
  }))
}

/** The assertion that the page's script put into the form; null when there is none, or none of that shape. */
export function readAssertion(field: string | null | undefined): PasskeyAssertion | null {
  const parsed = assertionSchema.safeParse(parseJsonObject(field ?? ''))
  return parsed.success ? parsed.data : null
}
