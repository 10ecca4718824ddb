import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DraftView } from '../../shared/api/drafts.ts'
import type { Problem } from '../../shared/problem.ts'
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { locationOf } from '../support/plain-browser.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'

let portal: RunningPortal
beforeAll(async () => {
  portal = await startPortal()
})
afterAll(() => portal?.stop())

const citizen = () => HttpPerson.arrive(portal, storyPerson(portal, 'temporary-residence'))
const cookieOf = (person: HttpPerson, name: string): string | undefined => person.browser.cookies().find(one => one.name === name)?.value
const withCookie = (session: string, path = '/api/drafts', init: RequestInit = {}) => fetch(`${portal.origin}${path}`, { ...init, headers: { ...init.headers, cookie: `motlan-session=${session}` } })

describe('signing in', () => {
  it.each(['https://evil.example/', '//evil.example/x', '/\\evil.example', 'javascript:alert(1)', 'http:evil.example', '/%0d%0aset-cookie:x=1', '\t//evil.example'])('leads to a page of ours, never to %j', async (returnTo) => {
    const person = await HttpPerson.arrive(portal, null)
    expect(new URL(await person.signIn(storyPerson(portal, 'temporary-residence'), returnTo)).origin).toBe(portal.origin)
    const again = await person.browser.get(`${portal.origin}/auth/login?return=${encodeURIComponent(returnTo)}`)
    expect(new URL(locationOf(again)).origin).toBe(portal.origin)
    expect(again.headers.getSetCookie()).toEqual([])
  })

  it('gives a new session, whatever cookie was planted before', async () => {
    const person = await HttpPerson.arrive(portal, null)
    const login = await person.browser.get(`${portal.origin}/auth/login?return=/`)
    const page = locationOf(await person.browser.get(locationOf(login)))
    const callback = locationOf(await person.browser.get(locationOf(await person.browser.post(`${page}/login`, { 'personal-id': storyPerson(portal, 'temporary-residence').personalId }))))
    const planted = 'planted'.repeat(6)
    const state = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const answer = await fetch(callback, { redirect: 'manual', headers: { cookie: `motlan-session=${planted}; ${state}` } })
    const [session] = answer.headers.getSetCookie().filter(line => line.startsWith('motlan-session='))
    expect(session).toMatch(/^motlan-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await withCookie(planted)).status).toBe(401)
    // The same callback again, or in another browser, opens nothing.
    const twice = await fetch(callback, { redirect: 'manual', headers: { cookie: state } })
    expect([twice.status, (await twice.json() as Problem).code]).toEqual([401, 'sign-in-failed'])
  })

  it('in another browser than the one that began fails', async () => {
    const begun = await HttpPerson.arrive(portal, null)
    const page = locationOf(await begun.browser.get(locationOf(await begun.browser.get(`${portal.origin}/auth/login?return=/`))))
    const callback = locationOf(await begun.browser.get(locationOf(await begun.browser.post(`${page}/login`, { 'personal-id': storyPerson(portal, 'operator').personalId }))))
    const answer = await fetch(callback, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect(answer.status).toBe(401)
    expect(answer.headers.getSetCookie().filter(line => line.includes('session'))).toEqual([])
    expect(await answer.text()).toContain('Chưa đăng nhập được')
  })

  it('that the person gave up is told on a page', async () => {
    const person = await HttpPerson.arrive(portal, null)
    const page = locationOf(await person.browser.get(locationOf(await person.browser.get(`${portal.origin}/auth/login?return=/`))))
    const resume = locationOf(await person.browser.post(`${page}/abort`, {}))
    const answer = await person.browser.send(locationOf(await person.browser.get(resume)), { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(401)
  })

  it('in two tabs at once works in both', async () => {
    const person = await HttpPerson.arrive(portal, null)
    const begin = async () => locationOf(await person.browser.get(locationOf(await person.browser.get(`${portal.origin}/auth/login?return=/dossiers`))))
    const [first, second] = [await begin(), await begin()]
    for (const page of [first, second]) {
      const callback = locationOf(await person.browser.get(locationOf(await person.browser.post(`${page}/login`, { 'personal-id': storyPerson(portal, 'temporary-residence').personalId }))))
      expect(locationOf(await person.browser.get(callback))).toBe(`${portal.origin}/dossiers`)
    }
  })
})

describe('a session', () => {
  it('that ended while somebody was typing says so, and nothing is lost', async () => {
    const typing = await citizen()
    const draft = await typing.draft('temporary-residence')
    const session = cookieOf(typing, 'motlan-session')!
    // In another tab the same person signs out.
    await withCookie(session, '/auth/logout', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ _csrf: typing.token }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': portal.origin } })
    const late = await typing.call<Problem>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: { version: draft.version, answers: { occupation: 'Thợ mộc' } } })
    expect([late.status, late.body.code]).toEqual([401, 'session-expired'])
    // Signed in again, with the token of the new session, the same change is saved.
    await typing.signIn(storyPerson(portal, 'temporary-residence'))
    await typing.refresh()
    const saved = await typing.must<DraftView>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: { version: draft.version, answers: { occupation: 'Thợ mộc' } } })
    expect(saved.answers).toEqual({ ...draft.answers, occupation: 'Thợ mộc' })
  })

  it('is over for every later call once its person has signed out, here and at the identity provider', async () => {
    const person = await citizen()
    const session = cookieOf(person, 'motlan-session')!
    const answer = await person.browser.send(`${portal.origin}/auth/logout`, { method: 'POST', body: new URLSearchParams({ _csrf: person.token }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': portal.origin } })
    expect([answer.status, new URL(locationOf(answer)).origin]).toEqual([303, portal.sandbox.urls.identity])
    expect(cookieOf(person, 'motlan-session')).toBeUndefined()
    expect((await withCookie(session)).status).toBe(401)
    expect((await withCookie(session, '/api/session').then(one => one.json()) as { user: unknown }).user).toBeNull()
  })

  it('is never told by its cookie alone: no name, no number, no role is in it', async () => {
    const person = await citizen()
    for (const { value } of person.browser.cookies()) expect(Buffer.from(value, 'base64url').toString('latin1')).not.toMatch(/citizen|KHANG|0001/i)
  })

  it('leads somebody who opens a page without one to sign in and back, in their language', async () => {
    const answer = await fetch(`${portal.origin}/en/dossiers`, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect(locationOf(answer)).toBe(`${portal.origin}/auth/login?return=${encodeURIComponent('/en/dossiers')}`)
    const file = await fetch(`${portal.origin}/api/drafts/${crypto.randomUUID()}/document`, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect([file.status, new URL(locationOf(file)).pathname]).toEqual([303, '/auth/login'])
  })

  it('shows each person their own page only, however many ask at once', async () => {
    const people = await Promise.all((['temporary-residence', 'marital-status', 'operator', 'clerk-police', 'clerk-elsewhere'] as const).map(async id => ({ who: storyPerson(portal, id), person: await HttpPerson.arrive(portal, storyPerson(portal, id)) })))
    const pages = await Promise.all(Array.from({ length: 60 }, async (_, n) => {
      const { who, person } = people[n % people.length]!
      return { who, token: person.token, html: await (await person.browser.send(`${portal.origin}/verify`, { headers: { accept: 'text/html' } })).text() }
    }))
    for (const { who, token, html } of pages) {
      expect(html).toContain(who.fullName)
      expect(html).toContain(token)
      for (const other of people) if (other.who !== who) expect(html.includes(other.who.fullName) || html.includes(other.person.token)).toBe(false)
    }
  })
})
