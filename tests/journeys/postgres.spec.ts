import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPortal, readConfig, type Portal } from '../../server/portal.ts'
import { acknowledged, crowd, decided, file, openCorridor, prepare, sign, signIn, type Corridor } from '../support/corridor.ts'
import { startPostgres, type PostgresServer } from '../support/postgres.ts'

let server: PostgresServer
let corridor: Corridor
/** A second process in all but name: nothing is shared but the database and the documents. */
let other: Portal
beforeAll(async () => {
  server = await startPostgres()
  corridor = await openCorridor({ databaseUrl: await server.createDatabase(), log: () => {} })
  other = await createPortal(readConfig(corridor.environment))
  await Promise.all([corridor.portal.startWork(), other.startWork()])
})
afterAll(async () => {
  await other.close()
  await corridor.remove()
  await server.stop()
})

describe('on PostgreSQL with two portals', () => {
  it('the corridor leads to a result, whichever portal is asked', async () => {
    const { citizen, dossier } = await file(corridor, crowd(corridor.world)())
    await acknowledged(other, citizen, dossier.id)
    const clerk = await signIn(other, corridor.world.who('clerk-police'))
    const { version } = await other.reviews.view(clerk, dossier.id)
    await other.reviews.accept(clerk, dossier.id, { version })
    const { documents, timeline } = await decided(corridor.portal, clerk, dossier.id)
    expect(documents.filter(({ kind }) => kind === 'result')).toHaveLength(1)
    expect(timeline.map(({ event }) => event)).toEqual(['submit', 'deliver', 'acknowledge', 'accept', 'issue-result'])
  })

  it('a draft that is submitted at both makes one dossier, delivered once', async () => {
    const somebody = crowd(corridor.world)
    somebody()
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    expect(await sign(corridor, person, { actor, draft })).toBeNull()
    const sent = await Promise.all([corridor.portal, other, corridor.portal, other].map(portal => portal.dossiers.submit(actor, draft, 'one key')))
    expect(new Set(sent.map(({ dossier }) => dossier.id)).size).toBe(1)
    expect(sent.filter(({ created }) => created)).toHaveLength(1)
    const [{ dossier }] = sent as [typeof sent[number]]
    await acknowledged(other, actor, dossier.id)
    expect(corridor.world.sandbox.control.receivedDossiers().filter(({ dossierCode }) => dossierCode === dossier.code)).toHaveLength(1)
    expect((await other.dossiers.view(actor, dossier.id)).documents.filter(({ kind }) => kind === 'receipt')).toHaveLength(1)
  })

  it('tells figures, and nobody’s name or number among them', async () => {
    const text = await other.metrics()
    expect(text).toMatch(/motlan_dossiers\{state="submitted"\} \d/)
    expect(text).toMatch(/motlan_oldest_undelivered_seconds 0/)
    for (const { personalId, fullName } of corridor.world.sandbox.people) expect(text.includes(personalId) || text.includes(fullName)).toBe(false)
  })

  it('is ready while the database answers', async () => {
    expect(await other.isReady()).toBe(true)
    await server.stop()
    expect(await other.isReady()).toBe(false)
  })
})
