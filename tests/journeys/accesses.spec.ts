import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { AccessView } from '../../shared/api/accesses.ts'
import type { Actor } from '../../server/portal.ts'
import { acknowledged, crowd, decided, file, fill, openCorridor, signIn, until, type Corridor } from '../support/corridor.ts'

const trackerToken = 'the national page, as long as thirty-two'
let corridor: Corridor
let somebody: () => SandboxPerson
let clerk: Actor
beforeAll(async () => {
  corridor = await openCorridor({ log: () => {}, settings: () => ({ PORTAL_DATA_TRACKER_TOKEN: trackerToken }) })
  await corridor.portal.startWork()
  somebody = crowd(corridor.world)
  clerk = await signIn(corridor.portal, corridor.world.who('clerk-police'))
})
afterAll(() => corridor.remove())

/** The whole ledger of somebody, oldest first. */
async function ledgerOf(actor: Actor): Promise<AccessView[]> {
  const entries: AccessView[] = []
  for (let before: number | null | undefined; before !== null;) {
    const page = await corridor.portal.insight.listAccesses(actor, { kind: null, before: before ?? null })
    entries.push(...page.entries)
    before = page.next
  }
  return entries.reverse()
}

describe('who has seen my data', () => {
  it('tells each lookup and each opening by an official within seconds, none missing, none extra, and nobody else\'s', async () => {
    const { portal } = corridor
    const [mine, others] = [await file(corridor, somebody()), await file(corridor, somebody())]
    await Promise.all([mine, others].map(({ citizen, dossier }) => acknowledged(portal, citizen, dossier.id)))
    const before = await ledgerOf(mine.citizen)
    const theirs = await ledgerOf(others.citizen)
    // A form asks registries when it is opened and again when it is filed.
    expect(before.filter(({ what }) => what === 'registry-lookup').length).toBeGreaterThanOrEqual(2)
    expect(before.filter(({ what }) => what !== 'registry-lookup').map(({ what }) => what)).toEqual(['document-signed', 'dossier-submit', 'delivery-acknowledge'])
    for (const entry of before) expect(entry.case).toEqual({ procedure: mine.dossier.procedure.title, dossier: { id: mine.dossier.id, code: mine.dossier.code } })

    const at = Date.now()
    const seen = await portal.reviews.view(clerk, mine.dossier.id)
    await portal.reviews.readDocument(clerk, mine.dossier.id, seen.documents[0]!.id)
    await portal.reviews.accept(clerk, mine.dossier.id, { version: seen.version })
    const after = await until(() => ledgerOf(mine.citizen), entries => entries.some(({ what }) => what === 'dossier-issue-result'), 20)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.slice(before.length).map(({ what }) => what)).toEqual(['dossier-read', 'document-read', 'dossier-accept', 'dossier-issue-result'])
    const [opened] = after.slice(before.length)
    expect(Math.abs(Date.parse(opened!.at) - at)).toBeLessThan(5000)
    expect(opened).toMatchObject({ kind: 'official', who: { role: 'clerk', agency: mine.dossier.agency.title }, case: { dossier: { code: mine.dossier.code } }, ground: { vi: expect.stringContaining('Luật') } })
    expect(await ledgerOf(others.citizen)).toEqual(theirs)
    expect(JSON.stringify(after)).not.toContain(corridor.world.who('clerk-police').personalId)
    await decided(portal, clerk, mine.dossier.id)
  })

  it('tells of lookups for a draft that was never filed, and of those that failed', async () => {
    const { portal, world } = corridor
    const person = somebody()
    const citizen = await signIn(portal, person)
    world.sandbox.control.registry('down', { personalId: person.personalId })
    const { draft } = await portal.drafts.open(citizen, 'temporary-residence')
    world.sandbox.control.reset()
    await portal.drafts.refresh(citizen, draft.id)
    const entries = await ledgerOf(citizen)
    expect(entries.filter(({ registry }) => registry?.answered === false).length).toBeGreaterThan(0)
    expect(entries.filter(({ registry }) => registry?.answered === true).length).toBeGreaterThan(0)
    for (const { what, case: found } of entries) expect([what, found]).toEqual(['registry-lookup', { procedure: draft.procedure.title, dossier: null }])
    await portal.drafts.discard(citizen, draft.id)
    expect(await ledgerOf(citizen)).toEqual(entries.map(entry => ({ ...entry, case: null })))
  })

  it('reaches the national page, which holds a key of its own, and tells that it did', async () => {
    const { portal } = corridor
    const person = somebody()
    const citizen = await signIn(portal, person)
    await fill(portal, citizen, 'temporary-residence')
    const entries = await ledgerOf(citizen)
    const tracker = portal.identity.machineOf(trackerToken)
    const found = await portal.insight.findUsage(tracker!, { userCode: person.personalId, periodStart: null, periodEnd: null, offset: 0, limit: 1000 })
    expect(found.totalUsages).toBe(entries.length)
    expect(found.usages.map(({ logtime }) => logtime).reverse()).toEqual(entries.map(({ at }) => at))
    expect((await ledgerOf(citizen)).at(-1)).toMatchObject({ what: 'usage-find', who: { role: 'data-tracker' }, mayQuestion: true })
  })
})
