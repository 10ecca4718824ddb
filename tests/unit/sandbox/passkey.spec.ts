import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../../sandbox/index.ts'
import { readCbor } from '../../../sandbox/signature-service/cbor.ts'
import { passkeyChallenge, readRegistration, usePasskey, type PasskeyAssertion } from '../../../sandbox/signature-service/passkey.ts'
import { locationOf, PlainBrowser } from '../../support/plain-browser.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'
import { SoftwareAuthenticator } from '../../support/software-authenticator.ts'

const relyingParty = { id: 'localhost', origin: 'http://localhost:3003' }
const ceremony = (challenge: string, changed = {}) => ({ challenge, origin: relyingParty.origin, rpId: relyingParty.id, ...changed })
const request = { nonce: 'session', hashes: [createHash('sha256').update('a').digest('base64')] }

describe('a passkey', () => {
  const device = new SoftwareAuthenticator()
  const passkey = readRegistration(device.register(ceremony('c')), { challenge: 'c', relyingParty })!
  const use = (assertion: PasskeyAssertion, challenge = request) => usePasskey([passkey], { assertion, challenge, relyingParty })

  it('is read from what a browser hands over', () => {
    expect(passkey).toMatchObject({ id: device.id.toString('base64url'), signCount: 0 })
  })

  it.each([
    ['another challenge', {}, 'd'],
    ['another origin', { origin: 'http://evil.example' }, 'c'],
    ['another domain', { rpId: 'evil.example' }, 'c'],
    ['nobody verified', { flags: 0x41 }, 'c'],
    ['no credential in it', { flags: 0x05 }, 'c'],
  ])('is not added with %s', (_what, changed, challenge) => {
    expect(readRegistration(new SoftwareAuthenticator().register(ceremony('c', changed)), { challenge, relyingParty })).toBeNull()
  })

  it('answers for exactly the hashes that are shown', () => {
    const assertion = device.assert(ceremony(passkeyChallenge(request)))
    expect(use(assertion, { ...request, hashes: [...request.hashes, 'more'] })).toBeNull()
    expect(use(assertion, { ...request, nonce: 'another session' })).toBeNull()
    const accept = use(assertion)
    expect(accept).not.toBeNull()
    accept!()
    // Its counter has been seen.
    expect(use(assertion)).toBeNull()
  })

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['another domain', { rpId: 'evil.example' }],
    ['nobody verified', { flags: 0x01 }],
    ['nobody present', { flags: 0x04 }],
  ])('is not accepted with %s', (_what, changed) => {
    expect(use(device.assert(ceremony(passkeyChallenge(request), changed)))).toBeNull()
  })

  it('is not accepted from another device, or changed', () => {
    const assertion = device.assert(ceremony(passkeyChallenge(request)))
    expect(use({ ...new SoftwareAuthenticator().assert(ceremony(passkeyChallenge(request))), id: assertion.id })).toBeNull()
    expect(use({ ...assertion, id: 'unknown' })).toBeNull()
    expect(use({ ...assertion, signature: `${assertion.signature.slice(0, -4)}AAAA` })).toBeNull()
    expect(use({ ...assertion, authenticatorData: '' })).toBeNull()
  })

  it('in noise is no passkey, and no crash', () => {
    for (let n = 0; n < 2000; n += 1) {
      const noise = randomBytes(n % 200)
      try {
        readCbor(noise)
      }
      catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      const { clientDataJSON } = device.register(ceremony('c'))
      expect(readRegistration({ clientDataJSON, attestationObject: noise.toString('base64url') }, { challenge: 'c', relyingParty })).toBeNull()
    }
  })
})

describe('on the service’s pages', () => {
  let world: TemporarySandbox
  const origin = 'http://localhost:3992'
  const redirectUri = `${origin}/signing/callback`
  const verifier = 'v'.repeat(43)
  beforeAll(async () => {
    world = await startTemporarySandbox(origin)
  })
  afterAll(() => world.remove())

  const service = (): string => `http://localhost:${new URL(world.sandbox.urls.signature).port}`
  const postJson = async (path: string, body: unknown) => {
    const response = await fetch(service() + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() as Record<string, unknown> }
  }
  const add = async (person: SandboxPerson, device: SoftwareAuthenticator): Promise<number> => {
    const begun = await postJson('/passkeys/begin', { person: person.personalId, pin: person.pin, otp: await world.sandbox.control.oneTimeCode(person.personalId) })
    const { challenge, rp } = begun.body.publicKey as { challenge: string, rp: { id: string } }
    return (await postJson('/passkeys/finish', { session: begun.body.session, ...device.register({ challenge, rpId: rp.id, origin: service() }) })).status
  }
  const openPage = async (credentialID: string): Promise<{ browser: PlainBrowser, page: string, text: string }> => {
    const url = new URL(`${service()}/csc/v2/oauth2/authorize`)
    const details = JSON.stringify([{ type: 'credential', credentialID, documentDigests: [{ hash: request.hashes[0], label: 'Tờ khai' }], hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' }])
    for (const [name, value] of Object.entries({ response_type: 'code', client_id: world.environment.PORTAL_CSC_CLIENT_ID ?? '', redirect_uri: redirectUri, code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', state: 's', authorization_details: details })) url.searchParams.set(name, value)
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(url.href))
    return { browser, page, text: await (await browser.get(page)).text() }
  }

  it('takes the place of the code, never of the PIN, and fits one request', async () => {
    const person = world.who('marital-status')
    const device = new SoftwareAuthenticator()
    expect(await add(person, device)).toBe(201)
    const attempt = async (fields: (challenge: string) => Record<string, string>): Promise<number> => {
      const { browser, page, text } = await openPage(`person-${person.personalId}`)
      const challenge = /data-challenge="([^"]+)"/.exec(text)?.[1] ?? ''
      return (await browser.post(`${page}/sign`, { otp: '', ...fields(challenge) })).status
    }
    const answer = (challenge: string): string => JSON.stringify(device.assert({ challenge, rpId: 'localhost', origin: service() }))
    expect(await attempt(challenge => ({ pin: '000000', passkey: answer(challenge) }))).toBe(403)
    expect(await attempt(() => ({ pin: person.pin ?? '', passkey: answer('another challenge') }))).toBe(403)
    expect(await attempt(challenge => ({ pin: person.pin ?? '', passkey: answer(challenge) }))).toBe(303)
  })

  it('is added by nobody who does not know PIN and code', async () => {
    const person = world.sandbox.people.slice(50).find(({ pin }) => pin !== null)!
    const otp = await world.sandbox.control.oneTimeCode(person.personalId)
    expect(await postJson('/passkeys/begin', { person: person.personalId, pin: '000000', otp })).toEqual({ status: 403, body: { error: 'access_denied' } })
    expect(await postJson('/passkeys/begin', { person: '000000000000', pin: '000000', otp })).toEqual({ status: 403, body: { error: 'access_denied' } })
    expect((await postJson('/passkeys/finish', { session: 'guess', ...new SoftwareAuthenticator().register({ challenge: 'c', rpId: 'localhost', origin: service() }) })).status).toBe(400)
  })

  it('is offered only where a browser would take it, with a script of ours alone', async () => {
    const person = world.who('marital-status')
    const { browser, page, text } = await openPage(`person-${person.personalId}`)
    expect(text).toContain('<script src="/passkey.js"></script>')
    const csp = (await browser.get(page)).headers.get('content-security-policy') ?? ''
    expect(csp).toContain(`script-src 'self'`)
    expect(csp).not.toContain('unsafe')
    const other = await openPage(`person-${world.who('temporary-residence').personalId}`).catch(() => null)
    expect(other?.text ?? '').not.toContain('passkey.js')
  })
})
