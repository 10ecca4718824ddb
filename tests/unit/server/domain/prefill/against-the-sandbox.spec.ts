import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createPrefill, factAnswers, type LookupEntry } from '#domain/prefill'
import type { Answers } from '#shared/forms/definition.ts'
import { allFields, completeAnswers } from '#shared/forms/form.ts'
import { validateForm } from '#shared/forms/validate.ts'
import { registryDeclarations } from '../../../../../server/adapters/registries/index.ts'
import { loadSampleProcedures, samples, today } from '../../../../support/procedure-samples.ts'
import { startRegistries, type RegistriesWorld } from '../../../../support/registries-world.ts'

/** The real procedures, the real adapters, and every registry of the sandbox. */
const procedures = loadSampleProcedures()
const { labels } = procedures
const now = () => new Date(`${today}T02:00:00Z`)

let world: RegistriesWorld
beforeAll(async () => {
  world = await startRegistries()
})
afterEach(() => world.faults.clear())
afterAll(async () => {
  await world.close()
  expect(world.failures).toEqual([])
})

/** Somebody in the population register who is no official. */
function account(index = 0) {
  const person = world.questions('population', 40)[index]!.person
  return { ...person, phone: '0900000000', email: null, issuer: 'https://id.example', assurance: 'substantial' as const }
}

/** The sample is divorced, whom the sandbox knows is married: what they write while nobody tells it. */
const declaredWhenSilent: Answers = { spouseName: 'Trần Văn Ẩn', marriageNumber: '12/2015', marriageDate: '2015-05-05', marriageIssuer: 'UBND phường Cầu Giấy' }

/** What a person would file: what is fetched, and the sample's words where nothing is. */
function filledIn(slug: string, sample: Answers, fetched: Answers): Answers {
  const { definition } = procedures.inForce(slug, today)
  const bound = new Set(allFields(definition).filter(({ binding }) => binding !== undefined && binding.suggest !== true).map(({ id }) => id))
  const typed = Object.fromEntries(Object.entries({ ...declaredWhenSilent, ...sample }).filter(([id]) => !bound.has(id) || fetched[id] === undefined))
  return completeAnswers(definition, { ...typed, ...fetched }, { today, labels })
}

describe.each(samples)('%s', (slug, sample) => {
  const { definition } = procedures.inForce(slug, today)
  const registries = [...new Set(allFields(definition).flatMap(({ binding }) => binding === undefined || binding.registry === 'account' ? [] : [binding.registry]))]

  it('is filled from every registry that it binds, and asks for little', async () => {
    const facts = await createPrefill({ registries: world.connect(), now, labels }).collect({ definition, account: account(), issue: 'draft' })
    expect(Object.values(facts).filter(({ problem }) => problem !== null)).toEqual([])
    expect(Object.values(facts).filter(({ state }) => state === 'fetched').length).toBeGreaterThan(5)
    expect(Object.values(facts).filter(({ provenance }) => provenance?.origin === 'registry').every(({ provenance }) => provenance?.origin === 'registry' && provenance.assurance === 'substantial' && provenance.recordId !== '')).toBe(true)
  })

  it.each(registries)('can be filed while %s is down', async (broken) => {
    world.faults.order('down', { at: broken })
    const prefill = createPrefill({ registries: world.connect(), now, labels })
    const facts = await prefill.collect({ definition, account: account(), issue: 'draft' })
    const answers = filledIn(slug, sample, factAnswers(facts))
    expect(validateForm(definition, answers, { today, labels })).toEqual([])
    const { problem, altered, outdated, unverified } = await prefill.rederive({ definition, account: account(), issue: 'draft', answers, facts })
    expect({ problem, altered, outdated }).toEqual({ problem: null, altered: [], outdated: [] })
    for (const id of unverified) expect(allFields(definition).find(field => field.id === id)?.binding?.registry).toBe(broken)
  })
})

it('writes down every lookup that the registries saw, none missing and none extra', async () => {
  const ledger: LookupEntry[] = []
  const prefill = createPrefill({ registries: world.connect(), now, labels, log: { record: async entry => void ledger.push(entry) } })
  const seen = () => readFileSync(join(world.dataDir, 'queries.jsonl'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as { registry: string, issue: string, personalId: string, attributes: string[] })
  const before = seen().length
  for (let person = 0; person < 12; person += 1) {
    await Promise.all(samples.map(([slug]) => prefill.collect({ definition: procedures.inForce(slug, today).definition, account: account(person), issue: `${slug}-${person}` })))
  }
  const key = (registry: string, subject: string, issue: string, attributes: readonly string[]) => `${registry} ${subject} ${issue} ${[...attributes].sort().join()}`
  expect(ledger.map(({ registry, subject, issue, attributes }) => key(registry, subject, issue, attributes)).sort())
    .toEqual(seen().slice(before).map(({ registry, personalId, issue, attributes }) => key(registry, personalId, issue, attributes)).sort())
  expect(ledger.length).toBeGreaterThan(100)
})

it('knows a registry of the sandbox for everything that a procedure binds', () => {
  const bound = new Set(samples.flatMap(([slug]) => allFields(procedures.inForce(slug, today).definition)).flatMap(({ binding }) => binding === undefined ? [] : [binding.registry]))
  expect([...bound].filter(id => id !== 'account' && !registryDeclarations.some(declaration => declaration.id === id))).toEqual([])
})
