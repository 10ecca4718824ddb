import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { Actor } from '../../server/portal.ts'
import { additions, crowd, openCorridor, problemOf, sign, signIn, type Corridor } from '../support/corridor.ts'

let corridor: Corridor
let somebody: () => SandboxPerson
let clerk: Actor
beforeAll(async () => {
  corridor = await openCorridor({ log: () => {} })
  somebody = crowd(corridor.world)
  clerk = await signIn(corridor.portal, corridor.world.who('clerk-police'))
})
afterAll(() => corridor.remove())
afterEach(() => corridor.world.sandbox.control.reset())

/** Files while the population database is silent: the person declares what it would have said. */
async function declareInTheDark(): Promise<{ citizen: Actor, dossier: string }> {
  const { portal, world } = corridor
  const person = somebody()
  const citizen = await signIn(portal, person)
  const known = (await portal.drafts.open(citizen, 'temporary-residence')).draft
  await portal.drafts.discard(citizen, known.id)
  world.sandbox.control.registry('down', { personalId: person.personalId })
  let { draft } = await portal.drafts.open(citizen, 'temporary-residence')
  const given = { ...known.answers, ...additions['temporary-residence']!(), currentAddress: { province: '01', commune: '00166', detail: 'Số 1' } }
  for (const [field, value] of Object.entries(given)) {
    if (draft.fields[field]?.locked !== true) draft = await portal.drafts.save(citizen, draft.id, { version: draft.version, given: { json: { [field]: value } } })
  }
  await portal.drafts.prepareDocument(citizen, draft.id)
  expect(await sign(corridor, person, { actor: citizen, draft: draft.id })).toBeNull()
  const { dossier } = await portal.dossiers.submit(citizen, draft.id, `key-${draft.id}`)
  return { citizen, dossier: dossier.id }
}

describe('what was declared while a registry was silent', () => {
  it('is filed, is marked on the desk, and nobody accepts it', async () => {
    const { portal } = corridor
    const { dossier } = await declareInTheDark()
    const seen = await portal.reviews.view(clerk, dossier)
    const marks = seen.answers.flatMap(({ items }) => items).filter(({ provenance }) => provenance?.origin === 'declared' && provenance.unverified !== undefined)
    expect(marks.map(({ label }) => label.vi)).toContain('Họ, chữ đệm và tên')
    expect(await problemOf(portal.reviews.accept(clerk, dossier, { version: seen.version }))).toBe('fact-unverified')
    expect(await portal.reviews.view(clerk, dossier)).toMatchObject({ state: 'submitted', version: seen.version })
  })

  it('may still be sent back, and may be refused', async () => {
    const { portal } = corridor
    const [first, second] = [await declareInTheDark(), await declareInTheDark()]
    expect(await portal.reviews.askCorrection(clerk, first.dossier, { version: 1, items: ['Họ tên'], reason: 'Chưa xác minh được' })).toMatchObject({ state: 'correction-requested' })
    expect(await portal.reviews.refuse(clerk, second.dossier, { version: 1, reason: 'Không thuộc thẩm quyền' })).toMatchObject({ state: 'refused' })
  })
})
