import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOidcProvider } from '../../../../../server/adapters/identity/index.ts'
import { locationOf, PlainBrowser } from '../../../../support/plain-browser.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../../../support/sandbox.ts'

const origin = 'http://localhost:3993'
let world: TemporarySandbox
beforeAll(async () => {
  world = await startTemporarySandbox(origin)
})
afterAll(() => world.remove())

const options = (changes: Record<string, string> = {}) => ({
  issuer: world.environment.PORTAL_OIDC_ISSUER!, clientId: world.environment.PORTAL_OIDC_CLIENT_ID!, clientSecret: world.environment.PORTAL_OIDC_CLIENT_SECRET!,
  redirectUri: `${origin}/auth/callback`, afterSignOut: `${origin}/`, ...changes,
})

async function comeBack(url: string, { assurance = 'high', abort = false } = {}): Promise<URL> {
  const browser = new PlainBrowser()
  const page = locationOf(await browser.get(url))
  const posted = await browser.post(`${page}/${abort ? 'abort' : 'login'}`, abort ? {} : { person: world.who('marital-status').personalId, assurance })
  return new URL(locationOf(await browser.get(locationOf(posted))))
}

describe('signing in with OpenID Connect', () => {
  it.each(['high', 'substantial', 'low'] as const)('tells who it is and how surely: %s', async (assurance) => {
    const provider = createOidcProvider(options())
    const begun = await provider.begin()
    const person = world.who('marital-status')
    expect(await provider.complete(await comeBack(begun.url, { assurance }), begun)).toEqual({
      personalId: person.personalId, name: person.fullName, dateOfBirth: '1998-09-02', phone: person.record.phone, email: person.record.email, issuer: options().issuer, assurance,
    })
  })

  it('believes no answer that is not to its own question', async () => {
    const provider = createOidcProvider(options())
    const begun = await provider.begin()
    const back = await comeBack(begun.url)
    const other = await provider.begin()
    for (const wrong of [{ ...begun, state: other.state }, { ...begun, verifier: other.verifier }]) await expect(provider.complete(back, wrong)).rejects.toMatchObject({ code: 'sign-in-failed' })
  })

  it('believes no token with another nonce, and no code twice', async () => {
    const provider = createOidcProvider(options())
    const begun = await provider.begin()
    const back = await comeBack(begun.url)
    await expect(provider.complete(back, { ...begun, nonce: 'another' })).rejects.toMatchObject({ code: 'sign-in-failed' })
    await expect(provider.complete(back, begun)).rejects.toMatchObject({ code: 'sign-in-failed' })
  })

  it('says so when the person turned back, and when the answer names another issuer', async () => {
    const provider = createOidcProvider(options())
    const begun = await provider.begin()
    await expect(provider.complete(await comeBack(begun.url, { abort: true }), begun)).rejects.toMatchObject({ code: 'sign-in-failed' })
    const again = await provider.begin()
    const back = await comeBack(again.url)
    back.searchParams.set('iss', 'http://localhost:1')
    await expect(provider.complete(back, again)).rejects.toMatchObject({ code: 'sign-in-failed' })
  })

  it('starts without the provider, and works once it is there', async () => {
    await expect(createOidcProvider(options({ issuer: 'http://localhost:1' })).begin()).rejects.toMatchObject({ code: 'sign-in-failed' })
    const { issuer } = options()
    const provider = createOidcProvider(options())
    await world.sandbox.stop()
    await expect(provider.begin()).rejects.toMatchObject({ code: 'sign-in-failed' })
    await world.restart()
    expect((await provider.begin()).url).toContain(issuer)
  })

  it('speaks plain HTTP with this machine only', async () => {
    await expect(createOidcProvider(options({ issuer: 'http://id.example' })).begin()).rejects.toMatchObject({ code: 'sign-in-failed', cause: { code: 'OAUTH_HTTP_REQUEST_FORBIDDEN' } })
  })

  it('ends the session at the provider too', async () => {
    expect(await createOidcProvider(options()).endSessionUrl()).toContain(`post_logout_redirect_uri=${encodeURIComponent(`${origin}/`)}`)
  })
})
