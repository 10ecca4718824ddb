import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'
import { locationOf, PlainBrowser } from '../../support/plain-browser.ts'

const origin = 'http://localhost:3998'
const redirectUri = `${origin}/auth/callback`
let world: TemporarySandbox
beforeAll(async () => {
  world = await startTemporarySandbox(origin)
})
afterAll(() => world.remove())

async function discover(): Promise<client.Configuration> {
  const { PORTAL_OIDC_ISSUER = '', PORTAL_OIDC_CLIENT_ID = '', PORTAL_OIDC_CLIENT_SECRET } = world.environment
  return client.discovery(new URL(PORTAL_OIDC_ISSUER), PORTAL_OIDC_CLIENT_ID, PORTAL_OIDC_CLIENT_SECRET, undefined, { execute: [client.allowInsecureRequests] })
}

const verifier = client.randomPKCECodeVerifier()
async function authorizationUrl(extra: Record<string, string> = {}): Promise<string> {
  const parameters = { redirect_uri: redirectUri, scope: 'openid profile phone email', code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', state: 'state', nonce: 'nonce', ...extra }
  return client.buildAuthorizationUrl(await discover(), parameters).href
}
const redeem = async (callback: string) => client.authorizationCodeGrant(await discover(), new URL(callback), { pkceCodeVerifier: verifier, expectedState: 'state', expectedNonce: 'nonce' })

async function signIn(browser: PlainBrowser, fields: Record<string, string>): Promise<string> {
  const page = locationOf(await browser.get(await authorizationUrl()))
  return locationOf(await browser.get(locationOf(await browser.post(`${page}/login`, fields))))
}

describe('the identity provider', () => {
  it('tells the portal who signed in, and how surely', async () => {
    const person = world.who('marital-status')
    const tokens = await redeem(await signIn(new PlainBrowser(), { person: person.personalId, assurance: 'substantial' }))
    expect(tokens.claims()).toMatchObject({ name: person.fullName, personal_id: person.personalId, birthdate: '1998-09-02', phone_number: person.record.phone, email: person.record.email, acr: 'substantial' })
    expect(tokens.claims()?.sub).not.toContain(person.personalId)
  })

  it('takes any number of the population, typed with spaces', async () => {
    const somebody = world.sandbox.people[100]
    const typed = somebody?.personalId.replace(/(\d{3})(?=\d)/g, '$1 ') ?? ''
    const tokens = await redeem(await signIn(new PlainBrowser(), { 'personal-id': typed }))
    expect(tokens.claims()).toMatchObject({ personal_id: somebody?.personalId, acr: 'high' })
  })

  it('says so when nobody has the number, and keeps what was typed', async () => {
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(await authorizationUrl()))
    const reply = await browser.post(`${page}/login`, { 'personal-id': '001<b>' })
    expect(reply.status).toBe(422)
    const text = await reply.text()
    expect(text).toContain('001&#60;b&#62;')
    expect(text).not.toContain('001<b>')
  })

  it('lets a person go back without signing in', async () => {
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(await authorizationUrl()))
    const back = new URL(locationOf(await browser.get(locationOf(await browser.post(`${page}/abort`, {})))))
    expect([back.origin, back.searchParams.get('error')]).toEqual([origin, 'access_denied'])
  })

  it('keeps the log-in over a restart', async () => {
    const browser = new PlainBrowser()
    await signIn(browser, { person: world.who('temporary-residence').personalId })
    await world.restart()
    const again = await browser.get(await authorizationUrl())
    const tokens = await redeem(locationOf(again))
    expect(tokens.claims()).toMatchObject({ personal_id: world.who('temporary-residence').personalId })
  })

  it('signs out and leads back to the portal only', async () => {
    const browser = new PlainBrowser()
    const tokens = await redeem(await signIn(browser, { person: world.who('temporary-residence').personalId }))
    const url = client.buildEndSessionUrl(await discover(), { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: `${origin}/` })
    const page = await browser.get(url.href)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    expect(locationOf(await browser.post(`${world.sandbox.urls.identity}/session/end/confirm`, { xsrf, logout: 'yes' }))).toBe(`${origin}/`)
    expect(locationOf(await browser.get(await authorizationUrl()))).toContain('/interaction/')
  })

  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['with PKCE in the clear', { code_challenge_method: 'plain' }, 'invalid_request'],
  ])('refuses %s', async (_what, extra, error) => {
    const back = new URL(locationOf(await new PlainBrowser().get(await authorizationUrl(extra))))
    expect(back.searchParams.get('error')).toBe(error)
  })

  it('sends nobody to an address that is not registered', async () => {
    const reply = await new PlainBrowser().get(await authorizationUrl({ redirect_uri: 'http://localhost:1/auth/callback' }))
    expect(reply.status).toBe(400)
  })

  it('refuses portals elsewhere', () => {
    expect(() => world.sandbox.portalEnvironment('http://portal.example')).toThrow(RangeError)
    expect(() => world.sandbox.portalEnvironment('http://localhost:3000/path')).toThrow(RangeError)
  })
})
