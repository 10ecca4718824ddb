import type { Server } from 'node:http'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { SigningSessionView } from '../../shared/api/drafts.ts'
import { crowd, prepare, until } from '../support/corridor.ts'
import { createCrashingPortal, LostAnswer, type CrashingPortal } from '../support/crashing-portal.ts'
import { openNotificationDoor } from '../support/notification-door.ts'
import { linkAccount, startWith, writeProviders, type Signing } from '../support/phone.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../support/sandbox.ts'

/** `smartca-sure` has said that one reference twice is one transaction. */
type Provider = 'device' | 'smartca' | 'smartca-sure'

const dataDir = mkdtempSync(join(tmpdir(), 'motlan-crash-phone-'))
let world: TemporarySandbox
let door: Server
let crashing: CrashingPortal
let somebody: () => SandboxPerson
/** How far the clocks of both worlds are ahead, in seconds. */
let ahead = 0
/** Calls of providers that found the portal dead. */
let unheard = 0

beforeAll(async () => {
  const opened = await openNotificationDoor(async ({ provider, query, body }) => {
    if (!crashing.isAlive()) {
      unheard += 1
      return false
    }
    await crashing.portal.signatures.notice(provider, { query: new URLSearchParams(query), body })
    return true
  })
  door = opened.server
  world = await startTemporarySandbox(opened.origin, { now: () => new Date(Date.now() + ahead * 1000) })
  const providers = writeProviders(world.environment, dataDir, ({ device, phone }) => [device, phone, { ...phone, id: 'smartca-sure', repeatsAreSafe: true }])
  crashing = createCrashingPortal({ ...world.environment, ...providers, PORTAL_DATA_DIR: dataDir })
  somebody = crowd(world)
})
afterAll(async () => {
  await crashing.kill()
  await world.remove()
  door.close()
  rmSync(dataDir, { recursive: true, force: true })
})

function skip(seconds: number): void {
  ahead += seconds
  crashing.skip(seconds)
}

async function arrive(provider: Provider): Promise<Signing> {
  if (!crashing.isAlive()) await crashing.start()
  const { portal } = crashing
  const person = somebody()
  const one = { person, ...await prepare({ portal }, person) }
  if (provider !== 'device') expect(await portal.signatures.answer(one.actor, await linkAccount({ portal, world }, one, { provider }))).toMatchObject({ problem: null })
  return one
}

const start = (one: Signing, provider: Provider): Promise<SigningSessionView> => startWith(crashing.portal, one, provider)
const seen = ({ actor, draft }: Signing): Promise<SigningSessionView | null> => crashing.portal.signatures.view(actor, draft)
const agree = ({ person }: Signing): Promise<void> => world.sandbox.control.answerOnPhone(person.personalId, 'agree')
const requestsOn = ({ person }: Signing): number => world.sandbox.control.phone(person.personalId).length
const ended = (one: Signing): Promise<SigningSessionView | null> => until(() => seen(one), now => ['completed', 'declined', 'expired', 'failed'].includes(now?.state ?? ''), 20)

/** What the key of the person's phone has signed, as the provider's own log says. */
function signedBy({ person }: Signing): string[] {
  const lines = readFileSync(join(world.dataDir, 'signature-service', 'activations.jsonl'), 'utf8').split('\n').filter(line => line !== '')
  return lines.map(line => JSON.parse(line) as { event: string, credential: string, hashes: string[] })
    .filter(({ event, credential }) => event === 'signed' && credential === `device-${person.personalId}`).flatMap(({ hashes }) => hashes)
}

/** The page looks until the portal dies over it. */
async function lookUntilDead(one: Signing): Promise<void> {
  await expect(until(() => seen(one), now => now?.state === 'completed', 20)).rejects.toThrow(LostAnswer)
}

/** Signed once, by this session, and the person can hand it in. */
async function expectSignedOnce(one: Signing, session: SigningSessionView | null): Promise<void> {
  expect(await ended(one)).toMatchObject({ id: session?.id, state: 'completed', problem: null })
  expect(signedBy(one)).toEqual([session?.dtbsr])
  await expectSubmitted(one)
}

async function expectSubmitted({ actor, draft }: Signing): Promise<void> {
  const { created, dossier } = await crashing.portal.dossiers.submit(actor, draft, `key-${draft}`)
  const form = dossier.documents.find(({ kind }) => kind === 'form')
  const { bytes } = await crashing.portal.dossiers.readDocument(actor, dossier.id, form?.id ?? '')
  expect([created, (await crashing.portal.validation.validateForAnyone(bytes, null)).severity]).toEqual([true, 'good'])
}

describe('killed when the phone has been asked, and before that was stored', () => {
  const begin = async (provider: Provider): Promise<Signing> => {
    const one = await arrive(provider)
    crashing.arm('signatureProvider.beginTransaction:after')
    await expect(start(one, provider)).rejects.toThrow(LostAnswer)
    expect(requestsOn(one)).toBe(1)
    return one
  }

  it('device: a yes to the first request signs nothing; it ends within a minute, and the person signs anew', async () => {
    const one = await begin('device')
    await agree(one)
    await crashing.start()
    expect(await seen(one)).toMatchObject({ state: 'awaiting', onPhone: true })
    skip(61)
    expect(await ended(one)).toMatchObject({ state: 'failed', problem: 'provider-unavailable' })
    expect(signedBy(one)).toEqual([])
    const session = await start(one, 'device')
    await agree(one)
    await expectSignedOnce(one, session)
  })

  it('SmartCA: the call after the yes says which transaction it was', async () => {
    const one = await begin('smartca')
    await crashing.start()
    const session = await seen(one)
    expect(session).toMatchObject({ state: 'awaiting', onPhone: true })
    expect((await start(one, 'smartca')).id).toBe(session?.id)
    expect(requestsOn(one)).toBe(1)
    await agree(one)
    await expectSignedOnce(one, session)
  })

  it('SmartCA where a repetition is safe: asked once more, it signs once', async () => {
    const one = await begin('smartca-sure')
    await agree(one)
    await crashing.start()
    const session = await seen(one)
    skip(61)
    await expectSignedOnce(one, session)
  })

  it('SmartCA, and the only call came to a dead portal: it says that it does not know, and the person signs anew', async () => {
    const one = await begin('smartca')
    const before = unheard
    await agree(one)
    await until(async () => unheard, calls => calls > before, 10)
    await crashing.start()
    const lost = await seen(one)
    skip(15 * 60 + 1)
    expect(await ended(one)).toMatchObject({ state: 'failed', problem: 'signing-outcome-unknown' })
    const session = await start(one, 'smartca')
    await agree(one)
    expect(await ended(one)).toMatchObject({ id: session.id, state: 'completed' })
    // What was signed without us knowing is in no document.
    expect(signedBy(one)).toEqual([lost?.dtbsr, session.dtbsr])
    await expectSubmitted(one)
  })
})

describe('killed while phones are awaited', () => {
  it('goes on with whoever agreed meanwhile, at either provider', async () => {
    const waiting = await Promise.all((['device', 'smartca'] as const).map(async (provider) => {
      const one = await arrive(provider)
      return { one, session: await start(one, provider) }
    }))
    await crashing.kill()
    for (const { one } of waiting) await agree(one)
    await crashing.start()
    for (const { one, session } of waiting) await expectSignedOnce(one, session)
  })
})

describe('killed over the answer', () => {
  it.each<[Provider, string]>([
    ['device', 'answer credentials/authorizeCheck'],
    ['device', 'answer signatures/signHash'],
    ['device', 'signatureProvider.askTransaction:signed'],
    ['smartca', 'signatureProvider.askTransaction:signed'],
  ])('%s, at "%s": it is asked again, and signs once', async (provider, point) => {
    const one = await arrive(provider)
    const session = await start(one, provider)
    crashing.arm(point)
    await agree(one)
    await lookUntilDead(one)
    // Nobody else asks while the dead one might still get its answer.
    skip(31)
    await crashing.start()
    await expectSignedOnce(one, session)
  })
})
