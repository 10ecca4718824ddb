import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../../shared/problem.ts'
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { freePort, startPortal, type RunningPortal } from '../support/running-portal.ts'
import { repositoryRoot } from '../support/source-imports.ts'

let portal: RunningPortal
let elsewhere: string
beforeAll(async () => {
  elsewhere = mkdtempSync(join(tmpdir(), 'motlan-copy-'))
  portal = await startPortal()
})
afterAll(async () => {
  await portal?.stop()
  rmSync(elsewhere, { recursive: true, force: true })
})

interface Ended { code: number | null, text: string }
const server = join(repositoryRoot, '.output', 'server', 'index.mjs')

function launch(environment: Record<string, string>, entry = server): { child: ChildProcess, ended: Promise<Ended> } {
  const child = spawn(process.execPath, [entry], { cwd: elsewhere, env: { PATH: process.env.PATH ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => text += chunk.toString())
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, text })) }
}
async function environmentAt(dataDir: string): Promise<Record<string, string>> {
  const port = await freePort()
  return { ...portal.sandbox.portalEnvironment(`http://localhost:${port}`), NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', PORTAL_DATA_DIR: dataDir, PORTAL_ALLOW_EMBEDDED: '1' }
}
const sentence = (text: string): string => text.split('\n').find(line => line.startsWith('✗')) ?? ''

describe('a portal that cannot start', () => {
  it('names every setting that is missing, in one line', async () => {
    const { ended } = launch({ PORT: String(await freePort()) })
    const { code, text } = await ended
    expect(code).toBe(1)
    for (const name of ['PORTAL_ORIGIN', 'PORTAL_SESSION_SECRET', 'PORTAL_TRUST_FILE']) expect(sentence(text)).toContain(name)
  })

  it('says that the data are open in another process, and leaves them alone', async () => {
    const { ended } = launch(await environmentAt(portal.dataDir))
    const { code, text } = await ended
    expect(code).toBe(1)
    expect(sentence(text)).toMatch(/embedded database is open/i)
    expect((await fetch(`${portal.origin}/healthz`)).status).toBe(200)
  })

  it('refuses the embedded store in production unless told otherwise, and says why', async () => {
    const { ended } = launch({ ...await environmentAt(elsewhere), PORTAL_ALLOW_EMBEDDED: '0' })
    const { code, text } = await ended
    expect(code).toBe(1)
    expect(sentence(text)).toMatch(/fsync/)
  })

  it('tells no password of a database that it cannot reach', async () => {
    const { ended } = launch({ ...await environmentAt(elsewhere), DATABASE_URL: `postgres://motlan:geheim-1234@127.0.0.1:${await freePort()}/motlan` })
    const { code, text } = await ended
    expect(code).toBe(1)
    expect(sentence(text)).not.toBe('')
    expect(text).not.toContain('geheim-1234')
  })
})

describe('a built portal', () => {
  it('runs from a copy of its folder, answers "starting" until it is ready, and ends in peace', async () => {
    cpSync(join(repositoryRoot, '.output'), join(elsewhere, 'copy'), { recursive: true })
    const environment = await environmentAt(join(elsewhere, 'data'))
    const { child, ended } = launch(environment, join(elsewhere, 'copy', 'server', 'index.mjs'))
    const origin = `http://localhost:${environment.PORT}`
    const seen = new Set<string>()
    for (const end = Date.now() + 90_000; Date.now() < end;) {
      const answer = await fetch(`${origin}/api/procedures`).catch(() => null)
      if (answer?.status === 503) {
        expect(answer.headers.get('retry-after')).toBe('2')
        seen.add((await answer.json() as Problem).code)
      }
      if (answer?.ok) break
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    expect([...seen]).toEqual(['service-starting'])
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${origin}/verify`, { headers: { accept: 'text/html' } })).status).toBe(200)
    child.kill('SIGTERM')
    const { code, text } = await ended
    expect(code).toBe(0)
    expect(text).toContain('"event":"closed"')
    // The lock is free again.
    const again = launch(environment, join(elsewhere, 'copy', 'server', 'index.mjs'))
    for (const end = Date.now() + 60_000; Date.now() < end && !(await fetch(`${origin}/healthz`).catch(() => null))?.ok;) await new Promise(resolve => setTimeout(resolve, 50))
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    again.child.kill('SIGTERM')
    expect((await again.ended).code).toBe(0)
  })

  it('keeps sessions and drafts over a kill and a new start', async () => {
    const citizen = await HttpPerson.arrive(portal, storyPerson(portal, 'temporary-residence'))
    const draft = await citizen.draft('temporary-residence')
    await portal.restart()
    expect(await citizen.must(`/api/drafts/${draft.id}`)).toEqual(draft)
  })

  it('writes a log of JSON lines only, each with level, time and event', () => {
    const lines = readFileSync(portal.logFile, 'utf8').trim().split('\n').filter(line => !line.startsWith('Listening on '))
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), time: expect.any(String), event: expect.any(String) })
  })
})
