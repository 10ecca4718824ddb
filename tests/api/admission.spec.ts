import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DraftView } from '../../shared/api/drafts.ts'
import { problems, type Problem } from '../../shared/problem.ts'
import en from '../../i18n/locales/en.json' with { type: 'json' }
import vi from '../../i18n/locales/vi.json' with { type: 'json' }
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'

const signInsAMinute = 6
let portal: RunningPortal
let citizen: HttpPerson
let draft: DraftView
beforeAll(async () => {
  portal = await startPortal({ PORTAL_SIGN_INS_PER_ADDRESS: String(signInsAMinute), PORTAL_METRICS_TOKEN: 'collector-'.repeat(4) })
  citizen = await HttpPerson.arrive(portal, storyPerson(portal, 'temporary-residence'))
  draft = await citizen.draft('temporary-residence')
})
afterAll(() => portal?.stop())

/** With a Host header of one's own, which `fetch` does not allow. */
function askHost(host: string, path: string): Promise<{ status: number, body: string }> {
  const { port } = new URL(portal.origin)
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host, accept: 'text/html' } }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => body += chunk.toString()).on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    }).on('error', reject).end()
  })
}

describe('a change', () => {
  const change = (headers: Record<string, string>) => citizen.call<Problem>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: { version: 1, answers: {} }, headers })

  it.each([['none', ''], ['a wrong one', 'x'.repeat(43)]])('with %s instead of the token is refused', async (_, token) => {
    const { status, body } = await change({ 'x-csrf-token': token })
    expect([status, body.code]).toEqual([403, 'csrf-token-invalid'])
  })

  it('with the token of another session is refused', async () => {
    const other = await HttpPerson.arrive(portal, null)
    expect((await change({ 'x-csrf-token': other.token })).body.code).toBe('csrf-token-invalid')
  })

  it.each(['https://evil.example', 'null', 'http://localhost:1'])('from origin %s is refused, whatever the token', async (origin) => {
    const { status, body } = await change({ origin })
    expect([status, body.code]).toEqual([403, 'origin-not-allowed'])
  })

  it.each(['cross-site', 'same-site'])('that the browser calls %s is refused', async (site) => {
    expect((await change({ 'sec-fetch-site': site })).body.code).toBe('origin-not-allowed')
  })

  it('never happens by GET', async () => {
    for (const path of [`/api/drafts/${draft.id}/delete`, `/api/drafts/${draft.id}/facts`, '/auth/logout']) {
      const { status, body, headers } = await citizen.call<Problem>(path)
      expect([status, body.code, headers.get('allow')]).toEqual([405, 'method-not-allowed', 'POST, OPTIONS'])
    }
  })

  it('keeps nothing that its sender may not set', async () => {
    for (const json of [
      { version: draft.version, answers: {}, owner: '001190000000' },
      { version: draft.version, answers: {}, open: false, signed: { sha256: 'x' } },
      { version: String(draft.version), answers: {} },
      { answers: {} },
      [], 'text', 7,
    ]) {
      const { status, body } = await citizen.call<Problem>(`/api/drafts/${draft.id}`, { method: 'PATCH', json })
      expect([status, body.code], JSON.stringify(json)).toEqual([422, 'input-invalid'])
    }
    const sneaky = { version: draft.version, answers: JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "notAField": "x"}') as unknown }
    const after = await citizen.must<DraftView>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: sneaky })
    expect(after.answers).toEqual(draft.answers)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('may not alter what a registry has said', async () => {
    const { status, body } = await citizen.call<Problem>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: { version: draft.version, answers: { fullName: 'NGƯỜI KHÁC' } } })
    expect([status, body.code, body.errors]).toEqual([422, 'registry-value-altered', [{ path: 'fullName', code: 'registry-value-altered' }]])
  })

  it('of a version that somebody else has changed is refused and changes nothing', async () => {
    const { status, body } = await citizen.call<Problem>(`/api/drafts/${draft.id}`, { method: 'PATCH', json: { version: 1, answers: { occupation: 'Thợ' } } })
    expect([status, body.code]).toEqual([409, 'stale-version'])
    expect((await citizen.must<DraftView>(`/api/drafts/${draft.id}`)).answers).toEqual(draft.answers)
  })
})

describe('a body', () => {
  const send = (body: string, type = 'application/json') => citizen.browser.send(`${portal.origin}/api/drafts/${draft.id}`, { method: type === 'application/json' ? 'PATCH' : 'POST', body, headers: { 'content-type': type, 'x-csrf-token': citizen.token, 'origin': portal.origin, 'accept': 'application/json' } })
  const codeOf = async (response: Response) => (await response.json() as Problem).code
  const padded = (size: number): string => {
    const head = `{"version":${draft.version},"answers":{},"pad":"`
    return `${head}${'x'.repeat(size - head.length - 2)}"}`
  }
  const nested = (depth: number): string => `{"version":1,"answers":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`
  const limit = 1024 * 1024

  it('of one byte more than the limit is refused, of exactly the limit is read', async () => {
    expect(await codeOf(await send(padded(limit)))).toBe('input-invalid')
    expect(await codeOf(await send(padded(limit + 1)))).toBe('body-too-large')
  })

  it('is held to the limit while it comes, whatever its head says', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 65_536
        if (sent > 8 * limit) controller.close()
        else controller.enqueue(new Uint8Array(65_536).fill(120))
      },
    })
    const response = await citizen.browser.send(`${portal.origin}/api/drafts/${draft.id}`, { method: 'PATCH', body: endless, duplex: 'half', headers: { 'content-type': 'application/json', 'x-csrf-token': citizen.token } } as RequestInit)
    expect([response.status, await codeOf(response)]).toEqual([413, 'body-too-large'])
  })

  it('may not nest deeper than 32 levels nor hold more than 5,000 keys', async () => {
    expect(await codeOf(await send(nested(31)))).toBe('stale-version')
    expect(await codeOf(await send(nested(33)))).toBe('input-invalid')
    expect(await codeOf(await send(nested(100_000)))).toBe('input-invalid')
    expect(await codeOf(await send(JSON.stringify({ version: 1, answers: { a: Array.from({ length: 5_001 }, () => 0) } })))).toBe('input-invalid')
    expect(await codeOf(await send(Array.from({ length: 2_001 }, (_, n) => `answers.a${n}=1`).join('&'), 'application/x-www-form-urlencoded'))).toBe('input-invalid')
  })

  it.each(['{', '{"version":1,', 'null', '"x"', '[{}]', '\u0000', '{"version":1e999,"answers":{}}'])('that is no sound JSON object (%j) is refused', async (text) => {
    const response = await send(text)
    expect([response.status, await codeOf(response)]).toEqual([422, 'input-invalid'])
  })

  it('of another type than was agreed is refused', async () => {
    expect((await send('<x/>', 'application/xml')).status).toBe(422)
    expect((await send('{}', 'text/plain')).status).toBe(422)
  })
})

describe('the address', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', 'localhost:1', ''])('%j is not ours and gets nothing but a problem', async (host) => {
    for (const path of ['/', '/api/session', '/auth/login?return=/']) {
      const { status, body } = await askHost(host, path)
      if (host === '') expect([400, 403]).toContain(status)
      else expect([status, (JSON.parse(body) as Problem).code]).toEqual([403, 'origin-not-allowed'])
      expect(body).not.toContain('evil.example')
    }
  })

  it('answers probes of health under any name', async () => {
    expect((await askHost('10.0.0.7:3000', '/healthz')).status).toBe(200)
  })
})

describe('methods', () => {
  it('HEAD is GET without a body', async () => {
    const head = await fetch(`${portal.origin}/api/code-lists/sexes`, { method: 'HEAD' })
    const get = await fetch(`${portal.origin}/api/code-lists/sexes`)
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, get.headers.get('content-type'), ''])
  })

  it('OPTIONS tells the ways in, and lets no other origin in', async () => {
    const { status, headers } = await fetch(`${portal.origin}/api/drafts/${draft.id}`, { method: 'OPTIONS', headers: { 'origin': 'https://evil.example', 'access-control-request-method': 'PATCH' } })
    expect([status, headers.get('allow')]).toEqual([204, 'GET, PATCH, POST, DELETE, HEAD, OPTIONS'])
    expect([...headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
  })

  it.each(['PUT', 'DELETE', 'POST', 'PATCH'])('%s on a page is refused', async (method) => {
    const { status, headers } = await fetch(`${portal.origin}/dossiers`, { method })
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  it.each(['/api', '/api/', '/api/nothing', '/api/drafts/x/y/z', '/auth', '/signing/x', '/healthz/x', '/api//drafts', '/api/drafts%2f..%2fsession'])('%s is no door', async (path) => {
    const response = await fetch(`${portal.origin}${path}`)
    expect([404, 401]).toContain(response.status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })
})

describe('a problem', () => {
  const ask = async (language: string): Promise<{ problem: Problem, headers: Headers }> => {
    const response = await fetch(`${portal.origin}/api/procedures/none`, { headers: { 'accept-language': language } })
    return { problem: await response.json() as Problem, headers: response.headers }
  }

  it.each([['vi-VN,vi;q=0.9,en;q=0.8', 'vi'], ['en-US,en;q=0.9', 'en'], ['fr, en;q=0.5, vi;q=0.4', 'en'], ['fr', 'vi'], ['en;q=0, vi;q=0.1', 'vi'], [';;;q=x,,', 'vi']])('for a reader of %j is told in %s, as RFC 9457 has it', async (accepted, language) => {
    const { problem, headers } = await ask(accepted)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(headers.get('content-language')).toBe(language)
    const words = (language === 'vi' ? vi : en).problem['procedure-unknown']
    expect(problem).toEqual({ type: 'urn:motlan:problem:procedure-unknown', code: 'procedure-unknown', status: 404, title: words.title, detail: words.advice, instance: headers.get('x-request-id') })
    expect(problem.instance).toMatch(/^[0-9a-hjkmnp-tv-z]{10}$/)
  })

  it('has words in both languages for every code', () => {
    for (const code of Object.keys(problems)) for (const { problem } of [vi, en]) expect((problem as Record<string, { title: string, advice: string }>)[code]?.title, code).toBeTruthy()
  })

  it('shows a person a page, not a body for programs', async () => {
    const response = await citizen.browser.send(`${portal.origin}/api/drafts/${crypto.randomUUID()}/document`, { headers: { accept: 'text/html,*/*;q=0.8' } })
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html;charset=utf-8'])
    const text = await response.text()
    expect(text).toContain(vi.problem['not-found'].title)
    expect(text).toContain(response.headers.get('x-request-id'))
  })

  it('of a page in English is told in English', async () => {
    const text = await (await citizen.browser.send(`${portal.origin}/en/drafts/${crypto.randomUUID()}`, { headers: { accept: 'text/html' } })).text()
    expect(text).toContain(en.problem['not-found'].title)
    expect(text).toContain('lang="en-GB"')
  })
})

describe('headers', () => {
  const places = ['/', '/en/help', '/verify', '/nothing-here', '/api/session', '/api/nothing', '/auth/callback?code=a&state=b']
  it.each(places.flatMap(path => ['text/html', '*/*'].map(accept => [path, accept] as const)))('%s for %s is neither kept nor framed nor guessed at', async (path, accept) => {
    const { headers } = await fetch(`${portal.origin}${path}`, { redirect: 'manual', headers: { accept } })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/)
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-|\*/)
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('let forms lead to the identity and signature providers only', async () => {
    const policy = (await fetch(`${portal.origin}/verify`)).headers.get('content-security-policy') ?? ''
    const { identity, signature } = portal.sandbox.urls
    expect(/form-action ([^;]*)/.exec(policy)?.[1]?.split(' ').sort()).toEqual(['\'self\'', identity, signature].sort())
  })

  it('give each page a nonce of its own', async () => {
    const nonce = async () => /'nonce-([^']+)'/.exec((await fetch(`${portal.origin}/verify`)).headers.get('content-security-policy') ?? '')?.[1]
    const [one, two] = [await nonce(), await nonce()]
    expect(one).toMatch(/.{16,}/)
    expect(two).not.toBe(one)
  })

  it('keep cookies from scripts and other sites', async () => {
    const cookies = (await fetch(`${portal.origin}/api/session`)).headers.getSetCookie()
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^motlan-visit=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('let public knowledge be kept for a while', async () => {
    expect((await fetch(`${portal.origin}/api/code-lists/sexes`)).headers.get('cache-control')).toBe('public, max-age=3600')
    expect((await fetch(`${portal.origin}/api/code-lists/none`)).headers.get('cache-control')).toBe('no-store')
  })

  it('refuse to be loaded by another site\'s page', async () => {
    const { status } = await fetch(`${portal.origin}/api/session`, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } })
    expect(status).toBe(403)
  })
})

describe('figures', () => {
  it('are for the collector and the operator', async () => {
    expect((await fetch(`${portal.origin}/metrics`)).status).toBe(401)
    expect((await fetch(`${portal.origin}/metrics`, { headers: { authorization: 'Bearer collector' } })).status).toBe(401)
    expect((await citizen.call('/metrics')).status).toBe(403)
    const response = await fetch(`${portal.origin}/metrics`, { headers: { authorization: `Bearer ${'collector-'.repeat(4)}` } })
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toMatch(/motlan_http_answers_total\{route="\/api\/drafts\/:id",method="PATCH",status="200"\} \d+/)
    expect(text).not.toContain(draft.id)
    expect(text.split('\n').filter(line => line !== '' && !/^(?:# (?:HELP|TYPE) .+|[a-z_]\w*(?:\{[^}]*\})? \S+)$/i.test(line))).toEqual([])
  })
})

describe('too many calls', () => {
  it('are told to wait, and how long', async () => {
    const ask = () => fetch(`${portal.origin}/auth/login?return=/`, { redirect: 'manual' })
    const answers = []
    for (let n = 0; n <= signInsAMinute; n += 1) answers.push(await ask())
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await refused[0]!.json() as Problem).code).toBe('too-many-requests')
    expect(answers[0]!.headers.get('ratelimit-policy')).toBe(`"sign-in";q=${signInsAMinute};w=60`)
    // Other doors are open still.
    expect((await citizen.call('/api/drafts')).status).toBe(200)
  })
})
