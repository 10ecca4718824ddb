import { describe, expect, it } from 'vitest'
import type { ChainedEntry } from '#domain/audit'
import type { Question } from '#domain/insight'
import { at, sampleDelivery, sampleDocument, sampleDossier, sampleDraft, someId, somePerson } from '../../../../support/store-samples.ts'
import { wins, type Contract } from './contract.ts'

export const questionsContract: Contract = open => describe('questions', () => {
  async function entryOf(subject: string): Promise<ChainedEntry> {
    await open().stores.audit.append({ at: at(1).toISOString(), actor: '001190012345', role: 'clerk', agency: 'a', action: 'dossier.read', object: someId(), subject, ground: null })
    return (await open().stores.audit.readOf(subject, { limit: 1 }))[0]!
  }
  async function questioned(change: Partial<Question> = {}): Promise<{ question: Question, entry: ChainedEntry }> {
    const subject = somePerson()
    const entry = await entryOf(subject)
    const question = { seq: entry.seq, subject, text: 'Vì sao "xem" hồ sơ của tôi?\nCảm ơn', askedAt: at(2), ...change }
    expect(await open().stores.questions.insert(question)).toBe(true)
    return { question, entry }
  }

  it('keeps a question with the entry that it is about', async () => {
    for (const asked of [await questioned(), await questioned({ text: null })]) expect(await open().stores.questions.find(asked.entry.seq)).toEqual(asked)
    expect(await open().stores.questions.find((await entryOf(somePerson())).seq)).toBeNull()
  })

  it('keeps the first of those that come for one entry', async () => {
    const { question } = await questioned()
    expect(await open().stores.questions.insert({ ...question, text: 'again' })).toBe(false)
    expect((await open().stores.questions.find(question.seq))?.question).toEqual(question)
    const seq = (await entryOf(question.subject)).seq
    expect(await wins(Array.from({ length: 10 }, () => open().stores.questions.insert({ ...question, seq })))).toBe(1)
  })

  it('lists those of one person among some entries', async () => {
    const [mine, others] = [await questioned(), await questioned()]
    const both = [mine.question.seq, others.question.seq]
    expect(await open().stores.questions.listOf(mine.question.subject, both)).toEqual([mine.question])
    expect(await open().stores.questions.listOf(mine.question.subject, [])).toEqual([])
  })

  it('lists all, oldest first, as many as wanted', async () => {
    const late = await questioned({ askedAt: at(40) })
    const early = await questioned({ askedAt: at(0) })
    const all = await open().stores.questions.list(1000)
    expect(all[0]).toEqual(early)
    expect(all.at(-1)).toEqual(late)
    expect(await open().stores.questions.list(1)).toEqual([early])
  })
})

export const casesContract: Contract = open => describe('cases', () => {
  it('finds the dossier by its own id and by those of its papers, its deliveries and the draft that it was', async () => {
    const { stores } = open()
    const dossier = sampleDossier()
    const [document, delivery, draft] = [sampleDocument(dossier.id), sampleDelivery(dossier.id), sampleDraft({ owner: dossier.owner, open: false })]
    await stores.dossiers.insert(dossier)
    await stores.dossiers.addDocument(document)
    await stores.deliveries.insert(delivery)
    await stores.drafts.insert(draft)
    const objects = [dossier.id, document.id, delivery.id, draft.id]
    const wanted = { dossier: { id: dossier.id, code: dossier.code }, procedure: dossier.definition.title, legalBasis: dossier.definition.legalBasis.map(({ title }) => title) }
    expect(await stores.cases.find(dossier.owner, [draft.id])).toEqual(new Map([[draft.id, { dossier: null, slug: draft.procedure }]]))
    await stores.submissions.insert({ draft: draft.id, dossier: dossier.id, key: someId(), owner: dossier.owner, content: 'ab'.repeat(32) })
    expect(await stores.cases.find(dossier.owner, [...objects, ...objects, someId()])).toEqual(new Map(objects.map(object => [object, wanted])))
    expect(await stores.cases.find(somePerson(), objects)).toEqual(new Map())
  })

  it('finds nothing for nothing', async () => {
    expect(await open().stores.cases.find(somePerson(), [])).toEqual(new Map())
  })
})
