import { Window } from 'happy-dom'
import type { PlainBrowser } from './plain-browser.ts'

type Elements = InstanceType<typeof Window>['document']
type Element = NonNullable<ReturnType<Elements['querySelector']>>

/** What a person types or chooses, by the name of the field. */
export type Filled = Readonly<Record<string, string>>

/** Reads pages as HTML and posts their forms as a browser without scripts does: only what the page itself offers can be sent. */
export class Reader {
  url = ''
  status = 0
  html = ''
  readonly #browser: PlainBrowser
  #document!: Elements

  constructor(browser: PlainBrowser) {
    this.#browser = browser
  }

  async open(url: string): Promise<void> {
    await this.#arrive(await this.#browser.send(url, { headers: { accept: 'text/html' } }), url)
  }

  get path(): string {
    return new URL(this.url).pathname
  }

  /** Text of the first element that `selector` finds. */
  text(selector: string): string | null {
    return this.#document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? null
  }

  link(text: string): string {
    const link = [...this.#document.querySelectorAll('a')].find(one => one.textContent?.includes(text))
    if (link === undefined) throw new Error(`no link "${text}" on ${this.url}`)
    return new URL(link.getAttribute('href') ?? '', this.url).href
  }

  hasForm(action: string): boolean {
    return this.#document.querySelector(`form[action="${action}"]`) !== null
  }

  /** Names of the fields of a form, hidden ones left out. */
  fields(action: string): string[] {
    return [...new Set(this.#controls(action).filter(one => one.getAttribute('type') !== 'hidden').map(one => one.getAttribute('name') ?? ''))]
  }

  /** Whether a list has this choice. */
  offers(name: string, value: string): boolean {
    return this.#document.querySelector(`[name="${name}"] option[value="${value}"]`) !== null
  }

  /** Presses the main button of the form to `action`, or the one named by the start of its text. */
  async submit(action: string, filled: Filled = {}, button?: string): Promise<void> {
    const form = this.#form(action)
    const entries = this.#entries(action, filled)
    const pressed = [...form.querySelectorAll('button')].find(one => button === undefined ? one.getAttribute('type') === 'submit' && one.getAttribute('name') === null : one.textContent?.trim().startsWith(button))
    if (pressed === undefined) throw new Error(`no button "${button}" in the form to ${action}`)
    const name = pressed.getAttribute('name')
    if (name !== null) entries.push([name, pressed.getAttribute('value') ?? ''])
    const target = new URL(action, this.url)
    const origin = new URL(this.url).origin
    await this.#arrive(await this.#browser.send(target.href, {
      method: 'POST',
      body: new URLSearchParams(entries).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept': 'text/html', 'origin': origin, 'referer': this.url, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' },
    }), target.href)
  }

  #form(action: string): Element {
    const form = this.#document.querySelector(`form[action="${action}"]`)
    if (form === null) throw new Error(`no form to ${action} on ${this.url}: ${this.text('main')?.slice(-1500)}`)
    return form
  }

  #controls(action: string): Element[] {
    return [...this.#form(action).querySelectorAll('input, select, textarea')].filter(one => one.getAttribute('name') !== null && one.getAttribute('disabled') === null)
  }

  /** What the form would send, with what the person filled in. A field that is not there, or an option, is an error. */
  #entries(action: string, filled: Filled): [string, string][] {
    const left = new Set(Object.keys(filled))
    const entries = this.#controls(action).flatMap((control): [string, string][] => {
      const name = control.getAttribute('name') ?? ''
      const typed = filled[name]
      const value = control.getAttribute('value') ?? ''
      if (typed !== undefined) left.delete(name)
      if (['radio', 'checkbox'].includes(control.getAttribute('type') ?? '')) return (typed === undefined ? control.hasAttribute('checked') : typed === value) ? [[name, value]] : []
      if (control.tagName === 'TEXTAREA') return [[name, typed ?? control.textContent ?? '']]
      if (control.tagName !== 'SELECT') return [[name, typed ?? value]]
      const options = [...control.querySelectorAll('option')]
      if (typed !== undefined && !options.some(option => option.getAttribute('value') === typed)) throw new Error(`${name} offers no ${typed} on ${this.url}`)
      return [[name, typed ?? options.find(option => option.hasAttribute('selected'))?.getAttribute('value') ?? options[0]?.getAttribute('value') ?? '']]
    })
    if (left.size > 0) throw new Error(`the form to ${action} has no ${[...left].join(', ')}; it has ${this.fields(action).join(', ')}`)
    return entries
  }

  /** Follows redirects within the portal; stops before another origin. */
  async #arrive(response: Response, from: string): Promise<void> {
    let [answer, url] = [response, from]
    for (let steps = 0; [302, 303].includes(answer.status) && steps < 10; steps += 1) {
      const next = new URL(answer.headers.get('location') ?? '', url)
      const isAway = next.origin !== new URL(url).origin
      url = next.href
      if (isAway) break
      answer = await this.#browser.send(url, { headers: { accept: 'text/html' } })
    }
    this.url = url
    this.status = answer.status
    this.html = await answer.text()
    this.#document = new (new Window().DOMParser)().parseFromString(this.html, 'text/html') as unknown as Elements
  }
}
