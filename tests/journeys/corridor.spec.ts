import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acknowledged, decided, fill, openCorridor, sign, signIn, type Corridor } from '../support/corridor.ts'

let corridor: Corridor
beforeAll(async () => {
  corridor = await openCorridor()
  await corridor.portal.startWork()
})
afterAll(() => corridor.remove())

describe.each([
  ['temporary-residence', 'temporary-residence', 'clerk-police'],
  ['marital-status-certificate', 'marital-status', 'clerk-committee'],
] as const)('the corridor of %s', (slug, story, desk) => {
  it('leads from the log-in to a sealed result', async () => {
    const { portal, world } = corridor
    const person = world.who(story)
    const start = performance.now()
    const lap = (what: string): void => laps.push(`${what} ${Math.round(performance.now() - start)}`) as never
    const laps: string[] = []

    const citizen = await signIn(portal, person)
    lap('signed in')
    const draft = await fill(portal, citizen, slug)
    lap('filled')
    expect(draft.problems).toEqual([])
    const name = Object.values(draft.fields).find(({ locked, provenance }) => locked && provenance?.origin === 'registry')
    expect(name?.provenance).toMatchObject({ origin: 'registry', registry: 'population' })

    const prepared = await portal.drafts.prepareDocument(citizen, draft.id)
    lap('prepared')
    expect(prepared.document?.pages).toBeGreaterThan(0)
    expect(await sign(corridor, person, { actor: citizen, draft: draft.id })).toBeNull()
    lap('signed')
    expect(await portal.signatures.view(citizen, draft.id)).toMatchObject({ state: 'completed', documentDigest: prepared.document?.sha256 })

    const { dossier, created } = await portal.dossiers.submit(citizen, draft.id, `key-${draft.id}`)
    lap('submitted')
    expect(created).toBe(true)
    expect(dossier).toMatchObject({ state: 'submitted', nationalCode: 1, receipt: { number: expect.stringMatching(/^\d{4}\/\d{4}\/TNHS$/) } })
    expect(dossier.documents.map(({ kind }) => kind).sort()).toEqual(['form', 'receipt'])

    const delivered = await acknowledged(portal, citizen, dossier.id)
    lap('acknowledged')
    const [received] = world.sandbox.control.receivedDossiers().filter(({ dossierCode }) => dossierCode === dossier.code)
    expect(received?.acknowledgement).toBe(delivered.delivery.acknowledgementCode)
    expect(received?.parts.map(({ name }) => name)).toEqual(['dossier', 'report', 'document', 'document'])
    const form = delivered.documents.find(({ kind }) => kind === 'form')
    expect(received?.parts.map(({ sha256 }) => sha256)).toContain(form?.sha256)

    const clerk = await signIn(portal, world.who(desk))
    expect((await portal.reviews.queue(clerk, { state: null, q: person.fullName })).map(({ id }) => id)).toEqual([dossier.id])
    const seen = await portal.reviews.view(clerk, dossier.id)
    lap('read')
    expect(seen.verdict.action).toBe('accept')
    expect(seen.answersMatchDocument).toBe(true)
    expect(seen.report.signatures).toHaveLength(1)
    expect(seen.report.signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LT', coversWholeDocument: expect.any(Boolean) })
    const labelled = seen.answers.flatMap(({ items }) => items)
    expect(labelled.find(({ provenance }) => provenance?.origin === 'registry')?.display).not.toBe('')

    await portal.reviews.accept(clerk, dossier.id, { version: seen.version })
    lap('accepted')
    const done = await decided(portal, clerk, dossier.id)
    lap('decided')
    const result = done.documents.find(({ kind }) => kind === 'result')
    const { bytes } = await portal.dossiers.readDocument(citizen, dossier.id, result!.id)
    lap('downloaded')
    const report = await portal.verifyFile(bytes, null)
    expect(report).toMatchObject({ severity: 'good', integrity: 'sound' })
    expect(report.signatures[0]?.signedBy?.organisation).toBe(done.agency.title.vi)
    expect(await portal.dossiers.view(citizen, dossier.id)).toMatchObject({ state: 'returned', nationalCode: 10 })
    console.log(`${slug}: ${laps.join(', ')} ms`)
  })
})
