import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DraftView } from '../../shared/api/drafts.ts'
import type { DossierView } from '../../shared/api/dossiers.ts'
import { toFormEntries } from '../../shared/forms/answers.ts'
import en from '../../i18n/locales/en.json' with { type: 'json' }
import vi from '../../i18n/locales/vi.json' with { type: 'json' }
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { additions } from '../support/corridor.ts'
import { locationOf } from '../support/plain-browser.ts'
import { Reader } from '../support/reader.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'

let portal: RunningPortal
beforeAll(async () => {
  portal = await startPortal()
})
afterAll(() => portal?.stop())

/** Fills one section as its page asks, until the page leads on: communes and rows of lists come one press later. */
async function fillSection(reader: Reader, draft: string, { wanted, words }: { wanted: Map<string, string>, words: typeof vi }): Promise<void> {
  const action = `/api/drafts/${draft}`
  const here = reader.path
  for (let presses = 0; presses < 8 && reader.path === here; presses += 1) {
    const names = reader.fields(action).filter(name => wanted.has(name))
    const offered = names.filter(name => !name.endsWith('.commune') || reader.offers(name, wanted.get(name)!))
    const filled = Object.fromEntries(offered.map(name => [name, wanted.get(name)!]))
    const rowMissing = [...wanted.keys()].some(name => /\.0\./.test(name) && reader.html.includes(`more=${name.split('.')[1]}`) && !names.includes(name))
    const button = offered.length < names.length ? words.field.showCommunes : rowMissing ? words.field.add.split('{')[0]!.trim() : undefined
    await reader.submit(action, filled, button)
  }
  if (reader.path === here) throw new Error(`${reader.url} does not lead on: ${reader.text('main')?.slice(0, 1500)}`)
}

/** From the first page to the receipt, by links and plain forms alone. */
async function fileByForms(slug: string, story: 'temporary-residence' | 'marital-status', prefix: '' | '/en'): Promise<{ person: HttpPerson, reader: Reader, draft: string }> {
  const who = storyPerson(portal, story)
  const person = await HttpPerson.arrive(portal, null)
  expect(await person.signIn(who, `${prefix}/procedures/${slug}`)).toBe(`${portal.origin}${prefix}/procedures/${slug}`)
  const reader = new Reader(person.browser)
  await reader.open(`${portal.origin}${prefix}/procedures/${slug}`)
  await reader.submit('/api/drafts')
  const draft = /\/drafts\/([\w-]+)$/.exec(reader.path)?.[1] ?? ''
  expect(reader.path).toBe(`${prefix}/drafts/${draft}`)

  const words = prefix === '' ? vi : en as typeof vi
  const { definition } = await person.must<DraftView>(`/api/drafts/${draft}`)
  const wanted = new Map(toFormEntries(additions[slug]!(), definition))
  for (const { id } of definition.sections) {
    await reader.open(`${portal.origin}${prefix}/drafts/${draft}/sections/${id}`)
    if (reader.status === 200) await fillSection(reader, draft, { wanted, words })
  }
  expect((await person.must<DraftView>(`/api/drafts/${draft}`)).problems).toEqual([])

  await reader.open(`${portal.origin}${prefix}/drafts/${draft}/review`)
  await reader.submit(`/api/drafts/${draft}/document`)
  await reader.submit(`/api/drafts/${draft}/signing`)
  const provider = reader.link(words.signing.go)
  const page = locationOf(await person.browser.get(provider))
  const otp = await portal.sandbox.control.oneTimeCode(who.personalId)
  await reader.open(locationOf(await person.browser.post(`${page}/sign`, { pin: who.pin ?? '', otp })))
  expect(reader.url).toBe(`${portal.origin}${prefix}/drafts/${draft}/review`)
  await reader.submit('/api/dossiers')
  return { person, reader, draft }
}

describe('with scripts off', () => {
  it('a citizen comes from a word without diacritics to a receipt, and a clerk to a decision', async () => {
    const stranger = new Reader((await HttpPerson.arrive(portal, null)).browser)
    await stranger.open(`${portal.origin}/?q=tam+tru`)
    expect(stranger.html).not.toContain('<script src')
    expect(stranger.link('Đăng ký tạm trú')).toBe(`${portal.origin}/procedures/temporary-residence`)

    const { person, reader } = await fileByForms('temporary-residence', 'temporary-residence', '')
    const id = /\/dossiers\/([\w-]+)\/receipt$/.exec(reader.path)?.[1] ?? ''
    const dossier = await person.must<DossierView>(`/api/dossiers/${id}`)
    expect([reader.status, dossier.state]).toEqual([200, 'submitted'])
    expect(reader.text('main')).toContain(dossier.code)

    const clerk = await HttpPerson.arrive(portal, storyPerson(portal, 'clerk-police'))
    const desk = new Reader(clerk.browser)
    await desk.open(`${portal.origin}/desk/${id}`)
    await desk.submit(`/api/desk/dossiers/${id}/ask-correction`, { items: 'Bản sao sổ\n\n  Ảnh nhà ', reason: 'Còn thiếu' })
    expect(desk.path).toBe(`/desk/${id}`)
    const asked = await person.must<DossierView>(`/api/dossiers/${id}`)
    expect([asked.state, asked.correction?.items]).toEqual(['correction-requested', ['Bản sao sổ', 'Ảnh nhà']])

    await reader.open(`${portal.origin}/dossiers/${id}`)
    await reader.submit(`/api/dossiers/${id}/correction`)
    expect(reader.path).toMatch(/^\/drafts\/[\w-]+$/)
    expect(reader.text('main')).toContain('Ảnh nhà')
    await desk.open(`${portal.origin}/desk/${id}`)
    await desk.submit(`/api/desk/dossiers/${id}/refuse`, { reason: 'Không bổ sung' })
    expect((await person.must<DossierView>(`/api/dossiers/${id}`)).state).toBe('refused')
  })

  it('in English every step stays in English', async () => {
    const { reader } = await fileByForms('marital-status-certificate', 'marital-status', '/en')
    expect(reader.path).toMatch(/^\/en\/dossiers\/[\w-]+\/receipt$/)
    expect(reader.html).toContain('lang="en-GB"')
  })

  it('what is wrong leads back to the page, in words, with nothing lost', async () => {
    const person = await HttpPerson.arrive(portal, storyPerson(portal, 'expired-certificate'))
    const draft = await person.must<DraftView>('/api/drafts', { json: { procedure: 'temporary-residence' } })
    const reader = new Reader(person.browser)
    await reader.open(`${portal.origin}/drafts/${draft.id}/review`)
    const review = reader.url
    const answer = await person.browser.send(`${portal.origin}/api/drafts/${draft.id}/document`, { method: 'POST', body: new URLSearchParams({ _csrf: person.token, _next: `/drafts/${draft.id}/review#document` }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': portal.origin, 'referer': review } })
    expect(answer.status).toBe(303)
    const back = new URL(locationOf(answer))
    expect([back.origin, back.pathname, back.searchParams.get('problem')]).toEqual([portal.origin, `/drafts/${draft.id}/review`, 'form-incomplete'])
    expect(back.searchParams.get('instance')).toBe(answer.headers.get('x-request-id'))
    await reader.open(back.href)
    expect(reader.text('[role=alert], .notice, main')).toContain('Tờ khai chưa đủ')
  })

  it('what was typed after the session had ended comes back to be sent again, and is saved', async () => {
    const who = storyPerson(portal, 'marital-status')
    const typing = await HttpPerson.arrive(portal, who)
    const draft = await typing.must<DraftView>('/api/drafts', { json: { procedure: 'temporary-residence' } })
    const reader = new Reader(typing.browser)
    const page = `${portal.origin}/en/drafts/${draft.id}/sections/home`
    await reader.open(page)
    // Signed out in another tab, which keeps this tab's cookie as it was.
    const cookie = typing.browser.cookies().map(({ name, value }) => `${name}=${value}`).join('; ')
    await fetch(`${portal.origin}/auth/logout`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ _csrf: typing.token }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': portal.origin, cookie } })
    await reader.submit(`/api/drafts/${draft.id}`, { 'answers.occupation': 'Thợ <b>"mộc"</b> & xây' })
    expect([reader.status, reader.text('h1')]).toEqual([401, en.sendAgain.title])
    expect(reader.html).not.toContain('<b>')
    expect(new URL(reader.link(en.sendAgain.signIn)).pathname).toBe('/auth/login')

    await typing.signIn(who, '/en/signed-in')
    await reader.submit(`/api/drafts/${draft.id}`)
    // The token was of the time before: one more press with a fresh one.
    expect([reader.status, reader.text('h1')]).toEqual([403, en.sendAgain.title])
    await reader.submit(`/api/drafts/${draft.id}`)
    expect(reader.path).toMatch(new RegExp(`^/en/drafts/${draft.id}/sections/`))
    expect((await typing.must<DraftView>(`/api/drafts/${draft.id}`)).answers.occupation).toBe('Thợ <b>"mộc"</b> & xây')
  })

  it('nobody else\'s words are offered to be sent', async () => {
    const person = await HttpPerson.arrive(portal, storyPerson(portal, 'operator'))
    for (const origin of [{}, { origin: 'https://evil.example' }, { origin: 'null' }] as Record<string, string>[]) {
      const answer = await person.browser.send(`${portal.origin}/api/drafts`, { method: 'POST', body: 'procedure=temporary-residence&_csrf=stale', headers: { 'content-type': 'application/x-www-form-urlencoded', ...origin } })
      expect(answer.status).toBe(303)
    }
    expect((await person.browser.send(`${portal.origin}/send-again`, { headers: { accept: 'text/html' } })).status).toBe(404)
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '\t//evil.example'])('a form never leads to %j', async (next) => {
    const person = await HttpPerson.arrive(portal, storyPerson(portal, 'revoked-certificate'))
    for (const fields of [{ procedure: 'temporary-residence', _csrf: person.token, _next: next }, { procedure: 'none', _csrf: person.token, _next: next }]) {
      const answer = await person.browser.send(`${portal.origin}/api/drafts`, { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': portal.origin, 'referer': next.startsWith('https') ? next : '' } })
      expect(answer.status).toBe(303)
      expect(new URL(locationOf(answer)).origin).toBe(portal.origin)
    }
  })

  it('a file is checked on the page that it is posted to', async () => {
    const form = new FormData()
    form.append('_csrf', 'any')
    form.append('file', new Blob(['%PDF-1.4 nothing'], { type: 'application/pdf' }), 'x.pdf')
    const answer = await fetch(`${portal.origin}/verify`, { method: 'POST', body: form, headers: { accept: 'text/html' } })
    const text = await answer.text()
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(text).toContain('Không đọc được tệp này')
    const empty = await fetch(`${portal.origin}/en/verify`, { method: 'POST', body: new FormData(), headers: { accept: 'text/html' } })
    expect(await empty.text()).toContain('lang="en-GB"')
  })

  it('a file is added to a draft by its form', async () => {
    const person = await HttpPerson.arrive(portal, storyPerson(portal, 'locked-credential'))
    const draft = await person.must<DraftView>('/api/drafts', { json: { procedure: 'temporary-residence' } })
    const form = new FormData()
    form.append('_csrf', person.token)
    form.append('_next', `/drafts/${draft.id}/attachments`)
    form.append('slot', draft.attachmentSlots[0]!.id)
    form.append('file', new Blob(['no paper'], { type: 'application/pdf' }), 'x.pdf')
    const answer = await person.browser.send(`${portal.origin}/api/drafts/${draft.id}/attachments`, { method: 'POST', body: form, headers: { origin: portal.origin } })
    const back = new URL(locationOf(answer))
    expect([back.pathname, back.searchParams.get('problem')]).toEqual([`/drafts/${draft.id}/attachments`, 'file-type-not-accepted'])
  })
})
