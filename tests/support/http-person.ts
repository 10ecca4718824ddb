import type { SandboxPerson, StoryId } from '../../sandbox/index.ts'
import type { DossierView } from '../../shared/api/dossiers.ts'
import type { DraftView, SigningSessionView } from '../../shared/api/drafts.ts'
import type { SessionView } from '../../shared/api/session.ts'
import type { Answers } from '../../shared/forms/definition.ts'
import { additions, until } from './corridor.ts'
import { locationOf, PlainBrowser } from './plain-browser.ts'
import type { RunningPortal } from './running-portal.ts'

export interface Answer<T = Record<string, unknown>> { status: number, body: T, headers: Headers }

export interface Calling { method?: string, json?: unknown, form?: Record<string, string> | FormData, headers?: Record<string, string> }

/** Somebody with a browser's cookies who calls the portal's API as its pages do. */
export class HttpPerson {
  readonly browser = new PlainBrowser()
  readonly #portal: RunningPortal
  token = ''

  private constructor(portal: RunningPortal) {
    this.#portal = portal
  }

  /** A stranger, or somebody who has signed in on the identity provider's own page. */
  static async arrive(portal: RunningPortal, who: Pick<SandboxPerson, 'personalId'> | null): Promise<HttpPerson> {
    const person = new HttpPerson(portal)
    if (who !== null) await person.signIn(who)
    await person.refresh()
    return person
  }

  /** @returns where the portal leads at the end */
  async signIn({ personalId }: Pick<SandboxPerson, 'personalId'>, returnTo = '/'): Promise<string> {
    const page = locationOf(await this.browser.get(locationOf(await this.browser.get(`${this.#portal.origin}/auth/login?return=${encodeURIComponent(returnTo)}`))))
    // The identity provider remembers who has signed in there before, and leads straight back.
    if (page.startsWith(this.#portal.origin)) return locationOf(await this.browser.get(page))
    const resume = locationOf(await this.browser.post(`${page}/login`, { 'personal-id': personalId }))
    return locationOf(await this.browser.get(locationOf(await this.browser.get(resume))))
  }

  async refresh(): Promise<SessionView> {
    const { body } = await this.call<SessionView>('/api/session')
    this.token = body.csrfToken
    return body
  }

  /** As a script of a page calls. A form goes as a plain page's form would, with its token. */
  async call<T = Record<string, unknown>>(path: string, { method, json, form, headers = {} }: Calling = {}): Promise<Answer<T>> {
    const change = (method ?? 'GET') !== 'GET' || json !== undefined || form !== undefined
    const body = json !== undefined ? JSON.stringify(json) : form instanceof FormData ? form : form === undefined ? undefined : new URLSearchParams(form).toString()
    const type = json !== undefined ? 'application/json' : form !== undefined && !(form instanceof FormData) ? 'application/x-www-form-urlencoded' : null
    const response = await this.browser.send(`${this.#portal.origin}${path}`, {
      method: method ?? (change ? 'POST' : 'GET'),
      headers: { ...(change ? { 'origin': this.#portal.origin, 'x-csrf-token': this.token } : {}), ...(type === null ? {} : { 'content-type': type }), accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(bytes.toString()) : bytes) as T }
  }

  /** What a thief would like to find in a log. */
  cookieValues(): string[] {
    return this.browser.cookies().map(({ value }) => value)
  }

  /** What must go well for the test to mean anything. */
  async must<T>(path: string, calling: Calling = {}): Promise<T> {
    const { status, body } = await this.call<T>(path, calling)
    if (status >= 300) throw new Error(`${calling.method ?? ''} ${path}: ${status} ${JSON.stringify(body)}`)
    return body
  }

  async draft(slug: string, changes: Answers = {}): Promise<DraftView> {
    const draft = await this.must<DraftView>('/api/drafts', { json: { procedure: slug } })
    return this.must<DraftView>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: { version: draft.version, answers: { ...additions[slug]!(), ...changes } } })
  }

  /** Freezes, goes to the provider's page, comes back, and waits as the page does while the provider signs. @returns where the callback led */
  async sign(draft: string, signatory: SandboxPerson): Promise<string> {
    await this.must(`/api/drafts/${draft}/document`, { json: {} })
    const session = await this.must<SigningSessionView>(`/api/drafts/${draft}/signing`, { json: {} })
    const place = locationOf(await this.browser.get(await this.authorise(session, signatory)))
    await until(() => this.must<SigningSessionView>(`/api/drafts/${draft}/signing`), ({ state }) => !['awaiting', 'authorised', 'signed'].includes(state))
    return place
  }

  /** @returns the callback address */
  async authorise({ authorisePath }: SigningSessionView, { personalId, pin }: SandboxPerson): Promise<string> {
    const page = locationOf(await this.browser.get(authorisePath ?? ''))
    const otp = await this.#portal.sandbox.control.oneTimeCode(personalId)
    return locationOf(await this.browser.post(`${page}/sign`, { pin: pin ?? '', otp }))
  }

  async submit(draft: string, key = `key-${draft}`): Promise<DossierView> {
    return this.must<DossierView>('/api/dossiers', { json: { draft }, headers: { 'idempotency-key': key } })
  }
}

export function storyPerson(portal: RunningPortal, id: StoryId): SandboxPerson {
  const person = [...portal.sandbox.people, ...portal.sandbox.officials].find(({ storyId }) => storyId === id)
  if (person === undefined) throw new Error(`nobody for ${id}`)
  return person
}
