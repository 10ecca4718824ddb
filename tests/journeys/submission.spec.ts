import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import { additions, crowd, fill, openCorridor, prepare, problemOf, sign, signIn, type Corridor } from '../support/corridor.ts'

let corridor: Corridor
let somebody: () => SandboxPerson
beforeAll(async () => {
  corridor = await openCorridor({ log: () => {} })
  somebody = crowd(corridor.world)
})
afterAll(() => corridor.remove())
afterEach(() => corridor.world.sandbox.control.reset())

async function signed(): Promise<{ actor: Awaited<ReturnType<typeof signIn>>, draft: string, person: SandboxPerson }> {
  const person = somebody()
  const { actor, draft } = await prepare(corridor, person)
  expect(await sign(corridor, person, { actor, draft })).toBeNull()
  return { actor, draft, person }
}

describe('one draft makes one dossier', () => {
  it('however often it is sent: double click, other tab, other key, lost reply', async () => {
    const { dossiers } = corridor.portal
    const { actor, draft } = await signed()
    const sent = await Promise.all([...Array(3).fill('one'), 'two', 'three'].map((key: string) => dossiers.submit(actor, draft, key)))
    expect(new Set(sent.map(({ dossier }) => dossier.id)).size).toBe(1)
    expect(sent.filter(({ created }) => created)).toHaveLength(1)
    expect((await dossiers.submit(actor, draft, 'one')).created).toBe(false)
    expect(await dossiers.list(actor)).toHaveLength(1)
    expect((await dossiers.view(actor, sent[0]!.dossier.id)).timeline.filter(({ event }) => event === 'submit')).toHaveLength(1)
  })

  it('and a key that was used for another draft is refused', async () => {
    const { dossiers } = corridor.portal
    const { actor, draft, person } = await signed()
    await dossiers.submit(actor, draft, 'the same key')
    const second = await fill(corridor.portal, actor, 'temporary-residence', { currentAddress: { province: '01', commune: '00166', detail: 'Số 2' } })
    expect(second.id).not.toBe(draft)
    await corridor.portal.drafts.prepareDocument(actor, second.id)
    expect(await sign(corridor, person, { actor, draft: second.id })).toBeNull()
    expect(await problemOf(dossiers.submit(actor, second.id, 'the same key'))).toBe('idempotency-conflict')
    expect((await dossiers.submit(actor, second.id, 'a key of its own')).created).toBe(true)
  })

  it('dossier codes of a day run on without a double', async () => {
    const ready = [await signed(), await signed(), await signed()]
    const made = await Promise.all(ready.map(({ actor, draft }) => corridor.portal.dossiers.submit(actor, draft, `key-${draft}`)))
    expect(new Set(made.map(({ dossier }) => dossier.code)).size).toBe(3)
    for (const { dossier } of made) expect(dossier.code).toMatch(/^[A-Z0-9.]{3,40}-\d{6}-\d{4,8}$/)
  })
})

describe('what registries say counts', () => {
  it('a locked value that the browser changed is refused and logged', async () => {
    const actor = await signIn(corridor.portal, somebody())
    const { draft } = await corridor.portal.drafts.open(actor, 'temporary-residence')
    expect(await problemOf(corridor.portal.drafts.save(actor, draft.id, { version: null, given: { json: { fullName: 'NGƯỜI KHÁC' } } }))).toBe('registry-value-altered')
    expect((await corridor.portal.drafts.view(actor, draft.id)).answers.fullName).toBe(draft.answers.fullName)
  })

  it.each([['wrong-person', 'registry-wrong-person'], ['unknown-person', 'registry-person-unknown']] as const)('an answer of %s at submission stops it', async (fault, problem) => {
    const { actor, draft, person } = await signed()
    corridor.world.sandbox.control.registry(fault, { personalId: person.personalId })
    expect(await problemOf(corridor.portal.dossiers.submit(actor, draft, 'key'))).toBe(problem)
    corridor.world.sandbox.control.reset()
    expect((await corridor.portal.dossiers.submit(actor, draft, 'key')).created).toBe(true)
  })

  it.each([['down', 'registry-unavailable'], ['nonsense', 'registry-answer-invalid'], ['wrong-person', 'registry-wrong-person'], ['unknown-person', 'registry-person-unknown']] as const)('a registry that is %s leaves the form open to declare, and says why', async (fault, problem) => {
    const person = somebody()
    corridor.world.sandbox.control.registry(fault, { personalId: person.personalId })
    const actor = await signIn(corridor.portal, person)
    const { draft } = await corridor.portal.drafts.open(actor, 'temporary-residence')
    expect(draft.fields.fullName).toMatchObject({ locked: false, problem })
    expect(draft.answers.personalId).toBe(person.personalId)
    corridor.world.sandbox.control.reset()
  })
})

describe('papers and log-ins', () => {
  it.each([
    ['too large', Buffer.concat([png(), Buffer.alloc(11 * 1024 * 1024)]), 'image/png', 'file-too-large'],
    ['not what it claims', Buffer.from('<html>'), 'image/png', 'file-type-not-accepted'],
    ['another type than it says', png(), 'image/jpeg', 'file-not-what-it-claims'],
    ['hostile', Buffer.concat([png(), Buffer.from('%PDF-1.7')]), 'image/png', 'file-hostile'],
  ])('an upload that is %s is refused and nothing is lost', async (_what, bytes, type, problem) => {
    const actor = await signIn(corridor.portal, somebody())
    const { draft } = await corridor.portal.drafts.open(actor, 'temporary-residence')
    await corridor.portal.drafts.save(actor, draft.id, { version: null, given: { json: { occupation: 'Giáo viên' } } })
    expect(await problemOf(corridor.portal.drafts.attach(actor, draft.id, { slot: 'residenceProof', fileName: 'giấy.png', type, bytes }))).toBe(problem)
    expect((await corridor.portal.drafts.view(actor, draft.id)).answers.occupation).toBe('Giáo viên')
  })

  it('the signature covers the papers; they reach the dossier', async () => {
    const person = somebody()
    const actor = await signIn(corridor.portal, person)
    const draft = await fill(corridor.portal, actor, 'temporary-residence', { currentAddress: { province: '01', commune: '00166', detail: 'Số 1' } })
    await corridor.portal.drafts.attach(actor, draft.id, { slot: 'residenceProof', fileName: '../../hợp đồng.png', type: 'image/png', bytes: png() })
    await corridor.portal.drafts.prepareDocument(actor, draft.id)
    expect(await sign(corridor, person, { actor, draft: draft.id })).toBeNull()
    const { dossier } = await corridor.portal.dossiers.submit(actor, draft.id, `key-${draft.id}`)
    expect(dossier.documents.find(({ kind }) => kind === 'attachment')).toMatchObject({ fileName: 'hợp đồng.png', type: 'image/png' })
  })

  it('a log-in that is not sure enough opens no draft', async () => {
    const actor = await signIn(corridor.portal, somebody(), 'low')
    expect(await problemOf(corridor.portal.drafts.open(actor, 'temporary-residence'))).toBe('assurance-too-low')
  })

  it('a session that ends while typing loses nothing: the same draft is offered again', async () => {
    const person = somebody()
    const actor = await signIn(corridor.portal, person)
    const { draft } = await corridor.portal.drafts.open(actor, 'temporary-residence')
    await corridor.portal.drafts.save(actor, draft.id, { version: null, given: { json: additions['temporary-residence']!() } })
    const again = await signIn(corridor.portal, person)
    const { draft: offered, created } = await corridor.portal.drafts.open(again, 'temporary-residence')
    expect({ created, id: offered.id, occupation: offered.answers.occupation }).toEqual({ created: false, id: draft.id, occupation: 'Kỹ sư' })
  })
})

/** The smallest PNG: signature, IHDR, IDAT, IEND. */
function png(): Buffer {
  return Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
}
