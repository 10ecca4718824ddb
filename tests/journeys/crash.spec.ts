import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { Actor } from '../../server/portal.ts'
import type { DossierView } from '../../shared/api/dossiers.ts'
import { ProblemError } from '../../shared/problem.ts'
import { authorise, fill, signIn, until } from '../support/corridor.ts'
import { createCrashingPortal, LostAnswer, type CrashingPortal } from '../support/crashing-portal.ts'
import { emptyDatabases } from '../support/databases.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../support/sandbox.ts'

const origin = 'http://localhost:3994'
const dataDir = mkdtempSync(join(tmpdir(), 'motlan-crash-'))
let world: TemporarySandbox
let crashing: CrashingPortal
let clerk: Actor

beforeAll(async () => {
  (await emptyDatabases()).put(dataDir)
  world = await startTemporarySandbox(origin)
  crashing = createCrashingPortal({ ...world.environment, PORTAL_DATA_DIR: dataDir })
  await crashing.start()
  clerk = await signIn(crashing.portal, world.who('clerk-police'))
})
afterAll(async () => {
  await crashing.kill()
  await world.remove()
  rmSync(dataDir, { recursive: true, force: true })
})

let taken = 60
/** Somebody grown up who has a credential and an address, a new one each time. */
function somebody(): SandboxPerson {
  const found = world.sandbox.people.slice(taken).find(({ pin, record, personalId }) => pin !== null && record.currentAddress !== null && record.dateOfBirth < '2006' && personalId !== '')
  if (found === undefined) throw new Error('nobody is left')
  taken = world.sandbox.people.indexOf(found) + 1
  return found
}

/** A person who is not put off: after a lost answer they start the portal again and ask once more. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      if (!crashing.isAlive()) await crashing.start()
      return await ask()
    }
    catch (error) {
      if (!(error instanceof LostAnswer)) throw error
    }
  }
}

/** Signs, again where the outcome of the first time is unknown. */
async function signPatiently(person: SandboxPerson, actor: Actor, draft: string): Promise<void> {
  const { signatures } = crashing.portal
  for (let round = 0; ; round += 1) {
    const session = await patiently(() => signatures.start(actor, draft, { credential: null, returnTo: '/' }))
    if (session.state === 'completed') return
    if (session.state === 'awaiting' && session.authorisePath !== null) {
      const query = await authorise({ world }, person, session.authorisePath)
      await patiently(() => signatures.answer(actor, query))
    }
    const seen = await patiently(() => signatures.view(actor, draft))
    if (seen?.state === 'completed') return
    if (round === 3) throw new Error(`signing ends as ${seen?.state} ${seen?.problem}`)
    // The claim of a process that died is over after a minute; what it may have had signed, after ten.
    if (seen?.state === 'authorised') crashing.skip(601)
  }
}

interface Story { person: SandboxPerson, citizen: Actor, draft: string, dossier: DossierView }

type Step = 'sign' | 'submit' | 'deliver' | 'accept' | 'issue'

/** The whole story, with a death armed before `at`. */
async function live(point: string | null, at: Step | null, between: (step: Step) => Promise<void> = async () => {}): Promise<Story> {
  const { portal } = crashing
  const armAt = async (step: Step): Promise<void> => {
    await between(step)
    if (step === at && point !== null) crashing.arm(point)
  }
  if (!crashing.isAlive()) await crashing.start()
  const person = somebody()
  const citizen = await signIn(portal, person)
  const draft = await fill(portal, citizen, 'temporary-residence', { currentAddress: { province: '01', commune: '00166', detail: 'Số 1' } })
  await portal.drafts.prepareDocument(citizen, draft.id)
  await armAt('sign')
  await signPatiently(person, citizen, draft.id)
  await armAt('submit')
  if (at === 'deliver' && point !== null) crashing.arm(point)
  const { dossier } = await patiently(() => portal.dossiers.submit(citizen, draft.id, `key-${draft.id}`))
  await armAt('deliver')
  await until(() => patiently(() => portal.dossiers.view(citizen, dossier.id)), ({ delivery }) => delivery.state === 'acknowledged')
  await armAt('accept')
  if (at === 'issue' && point !== null) crashing.arm(point)
  await acceptPatiently(dossier.id)
  await armAt('issue')
  await until(() => patiently(() => portal.reviews.view(clerk, dossier.id)), ({ state }) => state === 'decided')
  return { person, citizen, draft: draft.id, dossier }
}

/** After a lost answer the page is loaded again; what is accepted already has no button. */
async function acceptPatiently(id: string): Promise<void> {
  const { reviews } = crashing.portal
  await patiently(async () => {
    const seen = await reviews.view(clerk, id)
    if (seen.state !== 'submitted') return
    await reviews.accept(clerk, id, { version: seen.version }).catch((error: unknown) => {
      if (!(error instanceof ProblemError && error.code === 'state-conflict')) throw error
    })
  })
}

/** Nothing lost, nothing doubled. */
async function expectWhole({ citizen, draft, dossier }: Story): Promise<void> {
  const { portal } = crashing
  const again = await portal.dossiers.submit(citizen, draft, 'another-key')
  expect(again).toMatchObject({ created: false, dossier: { id: dossier.id, code: dossier.code } })
  expect((await portal.dossiers.list(citizen)).map(({ id }) => id)).toEqual([dossier.id])
  const seen = await portal.dossiers.view(citizen, dossier.id)
  expect(seen.timeline.map(({ event }) => event)).toEqual(['submit', 'deliver', 'acknowledge', 'accept', 'issue-result'])
  expect(seen.documents.map(({ kind }) => kind).sort()).toEqual(['form', 'receipt', 'result'])
  expect(seen.receipt.number).toBe(dossier.receipt.number)
  const received = world.sandbox.control.receivedDossiers().filter(({ dossierCode }) => dossierCode === dossier.code)
  expect(received).toHaveLength(1)
  expect(received[0]?.acknowledgement).toBe(seen.delivery.acknowledgementCode)
  for (const { id, sha256, kind } of seen.documents) {
    const { bytes, record } = await portal.dossiers.readDocument(citizen, dossier.id, id)
    expect(record.sha256).toBe(sha256)
    expect((await portal.validation.validateForAnyone(bytes, null)).severity, kind).toBe('good')
  }
}

describe('a portal that is killed', () => {
  // Six starts of the portal in one story: on a busy machine that alone takes longer than a test usually may.
  it('goes on after each step as if nothing had been', { timeout: 300_000 }, async () => {
    await expectWhole(await live(null, null, () => crashing.kill()))
  })

  it.each<[Step, string]>([
    ['sign', 'signatureProvider.completeAuthorisation:after'],
    ['sign', 'signatureProvider.askTransaction:after'],
    ['sign', 'signer.complete:after'],
    ['sign', 'commit drafts.update:before'],
    ['sign', 'commit drafts.update:after'],
    ['submit', 'seal.seal:after'],
    ['submit', 'journal.record:before'],
    ['submit', 'journal.record:after'],
    ['submit', 'commit submissions.insert:after'],
    ['deliver', 'agencySystem.deliver:before'],
    ['deliver', 'agencySystem.deliver:after'],
    ['deliver', 'commit deliveries.update:before'],
    ['deliver', 'commit deliveries.update:after'],
    ['accept', 'commit dossiers.update:before'],
    ['accept', 'commit dossiers.update:after'],
    ['issue', 'agencySeal.seal:before'],
    ['issue', 'agencySeal.seal:after'],
    ['issue', 'blobs.put:after'],
    ['issue', 'commit dossiers.addDocument:before'],
    ['issue', 'commit dossiers.addDocument:after'],
  ])('during %s at "%s" loses nothing and doubles nothing', async (step, point) => {
    const before = crashing.deaths()
    const story = await live(point, step)
    expect(crashing.deaths()).toBe(before + 1)
    await expectWhole(story)
  })
})
