import { describe, expect, it } from 'vitest'
import { createPrefill, factAnswers, provenanceOf, RegistryError, withCircuitBreaker, type PersonQuery, type PersonRecord, type PersonRegistry } from '#domain/prefill'
import type { Answers, ProcedureDefinition } from '#shared/forms/definition.ts'
import { populationAttributes } from '../../../../../server/adapters/registries/index.ts'
import { loadSampleProcedures, today } from '../../../../support/procedure-samples.ts'

const procedures = loadSampleProcedures()
const { labels } = procedures
const residence = procedures.inForce('temporary-residence', today).definition
const account = { personalId: '001190012345', fullName: 'Nguyễn Thị Oanh', dateOfBirth: '1990-03-05', phone: '+84912345678', email: null, issuer: 'https://id.example' }
const village = { province: '08', commune: '00721', detail: 'Thôn Má Tìa' }
const attributes = {
  fullName: 'Nguyễn Thị Oanh', dateOfBirth: '1990-03-05', sex: 'female', permanentAddress: village, temporaryAddress: null, currentAddress: village,
  head: { fullName: 'Nguyễn Văn Hai', personalId: '001060000123', relation: 'child' },
  household: [{ fullName: 'Nguyễn Văn Hai', personalId: '001060000123', dateOfBirth: '1960', sex: 'male', relation: 'head' }],
}

/** A registry that answers each question with the next of these. */
function registryOf(...answers: (Record<string, unknown> | RegistryError)[]): PersonRegistry & { queries: PersonQuery[] } {
  const queries: PersonQuery[] = []
  return {
    queries,
    title: { vi: 'CSDL', en: 'NPD' },
    attributes: populationAttributes,
    lookup: async (query): Promise<PersonRecord> => {
      queries.push(query)
      const answer = answers[Math.min(queries.length, answers.length) - 1]
      if (answer === undefined || answer instanceof RegistryError) throw answer ?? new Error('no answer')
      return { recordId: 'NPD-1', personalId: query.person.personalId, updatedAt: '2026-10-01T00:00:00Z', attributes: answer, requestId: 'r-1', requestHash: 'h', fetchedAt: '2026-11-23T02:00:00Z' }
    },
  }
}

const now = () => new Date('2026-11-23T02:00:00Z')
const prefillWith = (population: PersonRegistry) => createPrefill({ population, now, labels })
const input = { definition: residence, account, issue: 'draft-1' }
const down = new RegistryError('registry-unavailable', 'down')

describe('prefill', () => {
  it('asks once, for no more than the definition binds, and says for whom and why', async () => {
    const population = registryOf(attributes)
    await prefillWith(population).collect(input)
    expect(population.queries).toMatchObject([{
      person: { personalId: account.personalId, fullName: account.fullName, dateOfBirth: account.dateOfBirth }, procedure: '1.004194', userId: 'VN001190012345', issue: 'draft-1',
      attributes: ['currentAddress', 'dateOfBirth', 'fullName', 'head', 'household', 'permanentAddress', 'sex', 'temporaryAddress'],
    }])
    expect(population.queries[0]?.purpose).toContain('Luật Cư trú')
  })

  it('gives each value its source, locks what the definition locks, and leaves unknown unknown', async () => {
    const facts = await prefillWith(registryOf(attributes)).collect(input)
    expect(facts.fullName).toMatchObject({ state: 'fetched', value: 'Nguyễn Thị Oanh', locked: true, provenance: { origin: 'registry', registry: 'population', attribute: 'fullName', recordId: 'NPD-1', requestId: 'r-1', requestHash: 'h' } })
    expect(facts.temporaryAddress).toMatchObject({ state: 'absent', value: null, locked: false, provenance: null })
    expect(facts.phone).toMatchObject({ state: 'fetched', value: '0912345678', locked: false, provenance: { origin: 'account', issuer: 'https://id.example' } })
    expect(facts.email).toMatchObject({ state: 'absent' })
    expect(facts.personalId).toMatchObject({ value: account.personalId, locked: true })
  })

  it('offers household members and head, and fills in neither', async () => {
    const facts = await prefillWith(registryOf(attributes)).collect(input)
    expect(facts.members).toMatchObject({ suggested: true, value: [{ fullName: 'Nguyễn Văn Hai', relation: 'head' }] })
    expect(Object.keys(factAnswers(facts))).not.toContain('members')
    expect(Object.keys(factAnswers(facts))).not.toContain('headName')
    expect(factAnswers(facts)).toMatchObject({ fullName: 'Nguyễn Thị Oanh', currentAddress: village })
  })

  it('lets people declare while the registry is silent, and says so field by field', async () => {
    const facts = await prefillWith(registryOf(down)).collect(input)
    expect(facts.fullName).toMatchObject({ state: 'failed-retryable', value: null, locked: false, problem: 'registry-unavailable' })
    expect(facts.personalId).toMatchObject({ state: 'fetched' })
    const wrong = await prefillWith(registryOf(new RegistryError('registry-wrong-person', 'x'))).collect(input)
    expect(wrong.fullName).toMatchObject({ state: 'failed', problem: 'registry-wrong-person' })
  })

  it('does not show a code or address that no list knows', async () => {
    const facts = await prefillWith(registryOf({ ...attributes, sex: '3', permanentAddress: { ...village, commune: '99999' } })).collect(input)
    expect(facts.sex).toMatchObject({ state: 'failed', value: null, problem: 'registry-answer-invalid' })
    expect(facts.permanentAddress).toMatchObject({ state: 'failed' })
    expect(facts.fullName).toMatchObject({ state: 'fetched' })
  })

  it('tells in the provenance what a person changed', async () => {
    const facts = await prefillWith(registryOf(attributes)).collect(input)
    const answers = { ...factAnswers(facts), phone: '0987654321', request: 'x', dwelling: 'own' }
    expect(provenanceOf({ answers, facts, at: '2026-11-23T02:05:00Z', computed: ['request'] })).toMatchObject({
      fullName: { origin: 'registry' }, personalId: { origin: 'account' }, phone: { origin: 'declared' }, dwelling: { origin: 'declared' }, request: { origin: 'computed' },
    })
  })
})

describe('deriving again at submission', () => {
  const filed = async (population: PersonRegistry, changes: Answers = {}, definition: ProcedureDefinition = residence) => {
    const prefill = prefillWith(population)
    const facts = await prefill.collect({ ...input, definition })
    const answers = { ...factAnswers(facts), ...changes }
    return prefill.rederive({ ...input, definition, answers, facts })
  }

  it('finds nothing when nothing changed', async () => {
    expect(await filed(registryOf(attributes))).toMatchObject({ altered: [], outdated: [], problem: null })
  })

  it('finds a locked value that the client altered, by name, by number and in part', async () => {
    expect((await filed(registryOf(attributes), { fullName: 'Nguyễn Thị Oánh' })).altered).toEqual(['fullName'])
    expect((await filed(registryOf(attributes), { personalId: '001190099999' })).altered).toEqual(['personalId'])
    expect((await filed(registryOf(attributes), { permanentAddress: { ...village, detail: 'Thôn khác' } })).altered).toEqual(['permanentAddress'])
  })

  it('finds a locked value that the client took out, unless the form does not show it', async () => {
    expect((await filed(registryOf(attributes), { permanentAddress: null })).altered).toEqual(['permanentAddress'])
    const marital = procedures.inForce('marital-status-certificate', today).definition
    const known = { ...attributes, maritalStatus: 'single', ethnicity: '01', nationality: 'VN' }
    const forOther = { relation: 'child', ownStatus: null, requesterSex: null, requesterDateOfBirth: null, requesterEthnicity: null, requesterNationality: null }
    expect((await filed(registryOf(known), forOther, marital)).altered).toEqual([])
    expect((await filed(registryOf(known), { relation: 'self', ownStatus: 'divorced' }, marital)).altered).toEqual(['ownStatus'])
  })

  it('leaves alone what the person may replace, and the order of keys', async () => {
    expect((await filed(registryOf(attributes), {
      phone: '0987654321',
      permanentAddress: { detail: village.detail, commune: village.commune, province: village.province },
    })).altered).toEqual([])
  })

  it('finds what the registry says otherwise by now', async () => {
    expect(await filed(registryOf(attributes, { ...attributes, fullName: 'Nguyễn Thị Kim Oanh' }))).toMatchObject({ altered: [], outdated: ['fullName'], facts: { fullName: { value: 'Nguyễn Thị Kim Oanh' } } })
  })

  it('finds what was declared while the registry was silent and is known otherwise now', async () => {
    expect(await filed(registryOf(down, attributes), { fullName: 'Nguyễn Thị Oánh', sex: 'female' })).toMatchObject({ altered: [], outdated: ['fullName'] })
  })

  it('files on earlier facts while the registry is silent, unless the definition says to wait', async () => {
    expect(await filed(registryOf(attributes, down))).toMatchObject({ altered: [], outdated: [], problem: null, facts: { fullName: { state: 'fetched' } } })
    const waits = structuredClone(residence)
    for (const field of waits.sections[0]?.fields ?? []) if (field.binding?.attribute === 'fullName') field.binding.onOutage = 'wait'
    expect((await filed(registryOf(attributes, down), undefined, waits)).problem).toBe('registry-unavailable')
  })

  it('does not file when the registry answers for somebody else or knows nobody any more', async () => {
    expect((await filed(registryOf(attributes, new RegistryError('registry-wrong-person', 'x')))).problem).toBe('registry-wrong-person')
    expect((await filed(registryOf(attributes, new RegistryError('registry-person-unknown', 'x')))).problem).toBe('registry-person-unknown')
  })
})

describe('the circuit breaker', () => {
  const query: PersonQuery = { person: account, attributes: [], purpose: 'x', procedure: 'x', userId: 'x', issue: 'x' }

  it('leaves a failing registry alone for a while, then tries once', async () => {
    let time = 0
    const registry = registryOf(down, down, attributes)
    const guarded = withCircuitBreaker(registry, { now: () => new Date(time), failures: 2, restMs: 1_000 })
    const attempt = () => guarded.lookup(query).then(() => 'answered', (error: RegistryError) => error.code)
    expect([await attempt(), await attempt(), await attempt()]).toEqual(['registry-unavailable', 'registry-unavailable', 'registry-unavailable'])
    expect(registry.queries).toHaveLength(2)
    time = 1_001
    expect(await attempt()).toBe('answered')
    expect(await attempt()).toBe('answered')
    expect(registry.queries).toHaveLength(4)
  })

  it('does not count an unknown person as an outage', async () => {
    const registry = registryOf(new RegistryError('registry-person-unknown', 'x'))
    const guarded = withCircuitBreaker(registry, { now, failures: 1, restMs: 1_000 })
    for (let count = 0; count < 3; count += 1) await guarded.lookup(query).catch(() => {})
    expect(registry.queries).toHaveLength(3)
  })
})
