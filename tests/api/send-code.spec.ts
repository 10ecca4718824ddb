import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningChoicesView, SigningSessionView } from '../../shared/api/drafts.ts'
import vi from '../../i18n/locales/vi.json' with { type: 'json' }
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { Reader } from '../support/reader.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'

const pauseMs = 3000

let portal: RunningPortal
beforeAll(async () => {
  const settings: Record<string, string> = {}
  portal = await startPortal(settings)
  settings.PORTAL_PROVIDERS_FILE = join(portal.dataDir, 'providers.json')
  const providers = JSON.parse(readFileSync(join(portal.dataDir, 'sandbox', 'portal', 'providers.json'), 'utf8')) as { protocol: string }[]
  writeFileSync(settings.PORTAL_PROVIDERS_FILE, JSON.stringify(providers.map(one => one.protocol === 'csc-v1' ? { ...one, codePauseMs: pauseMs } : one)))
  await portal.restart()
})
afterAll(() => portal?.stop())

/** Somebody whose PIN and code are typed on our page. */
async function arrive(): Promise<{ person: HttpPerson, draft: string, session: SigningSessionView }> {
  const person = await HttpPerson.arrive(portal, storyPerson(portal, 'temporary-residence'))
  const { id } = await person.draft('temporary-residence')
  await person.must(`/api/drafts/${id}/document`, { json: {} })
  const { credentials } = await person.must<SigningChoicesView>(`/api/drafts/${id}/credentials`)
  const session = await person.must<SigningSessionView>(`/api/drafts/${id}/signing`, { json: { credential: `csc-v1:${credentials.find(({ provider }) => provider === 'csc-v1')?.id}` } })
  return { person, draft: id, session }
}
const pause = (): Promise<unknown> => new Promise(resolve => setTimeout(resolve, pauseMs))

describe('sending the code again', () => {
  it('is refused too early with the seconds to wait, and done after them', async () => {
    const { person, draft } = await arrive()
    const early = await person.call<{ code: string }>(`/api/drafts/${draft}/signing/code`, { json: {} })
    expect([early.status, early.body.code]).toEqual([429, 'code-just-sent'])
    const seconds = Number(early.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(pauseMs / 1000)
    await pause()
    const { factors } = await person.must<SigningSessionView>(`/api/drafts/${draft}/signing/code`, { json: {} })
    expect(factors?.at(-1)?.sent?.times).toBe(2)
  })

  it('works by a plain form, which says so either way', async () => {
    const { person, draft } = await arrive()
    const who = storyPerson(portal, 'temporary-residence')
    const action = `/api/drafts/${draft}/signing/code`
    const reader = new Reader(person.browser)
    await reader.open(`${portal.origin}/drafts/${draft}/review`)
    expect(reader.text('main')).toContain(vi.signing.sendAgainPause)
    await reader.submit(action)
    expect([reader.path, reader.text('main')]).toEqual([`/drafts/${draft}/review`, expect.stringContaining(vi.problem['code-just-sent'].title)])

    await pause()
    const first = await portal.sandbox.control.oneTimeCode(who.personalId, 'typed')
    await reader.submit(action)
    expect(reader.text('main')).toContain(vi.signing.sentAgain.replace('{n}', '2'))
    const OTP = await portal.sandbox.control.oneTimeCode(who.personalId, 'typed')
    expect(OTP).not.toBe(first)
    await reader.submit(`/api/drafts/${draft}/signing/factors`, { PIN: who.pin ?? '', OTP })
    expect(reader.text('main')).toContain(vi.signing.completed)
  })
})
