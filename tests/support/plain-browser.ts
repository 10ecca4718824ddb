/** A browser without scripts: keeps cookies by host and path, follows nothing by itself. */
export class PlainBrowser {
  readonly #jar: { host: string, path: string, name: string, value: string }[] = []

  cookies(): readonly { name: string, value: string }[] {
    return this.#jar
  }

  async get(url: string): Promise<Response> {
    return this.send(url, {})
  }

  async post(url: string, fields: Record<string, string>): Promise<Response> {
    return this.send(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
  }

  /** Any request, with the cookies that belong to it. */
  async send(url: string, init: RequestInit): Promise<Response> {
    const { host, pathname } = new URL(url)
    const cookie = this.#jar.filter(one => one.host === host && pathname.startsWith(one.path)).map(({ name, value }) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map(part => part.trim())
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      const path = attributes.find(attribute => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
      const known = this.#jar.findIndex(one => one.host === host && one.path === path && one.name === name)
      if (known >= 0) this.#jar.splice(known, 1)
      const ends = attributes.some(attribute => /^max-age=0$/i.test(attribute))
      if (!ends) this.#jar.push({ host, path, name, value })
    }
    return response
  }
}

export function locationOf(response: Response): string {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`status ${response.status} leads nowhere`)
  return new URL(location, response.url).href
}
