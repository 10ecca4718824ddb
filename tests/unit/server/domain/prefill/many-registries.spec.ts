import { describe, expect, it } from 'vitest'
import { bounded, coalesced, createPrefill, factAnswers, provenanceOf, RegistryError, type LookupEntry, type PersonQuery, type PersonRecord, type PersonRegistry } from '#domain/prefill'
import type { Answers, Binding, FormField, ProcedureDefinition } from '#shared/forms/definition.ts'
import { loadSampleProcedures } from '../../../../support/procedure-samples.ts'

const { labels } = loadSampleProcedures()
const now = () => new Date('2026-11-23T02:00:00Z')
const account = { personalId: '000190012345', fullName: 'Nguyễn Thị Oanh', dateOfBirth: '1990-03-05', phone: null, email: null, issuer: 'https://id.example', assurance: 'substantial' } as const
const person = { personalId: account.personalId, fullName: account.fullName, dateOfBirth: account.dateOfBirth }
const query: PersonQuery = { person, attributes: ['code'], purpose: 'p', procedure: '1', userId: 'VN000190012345', issue: 'd' }

interface Scripted extends PersonRegistry { queries: PersonQuery[], mostAtOnce: number }

/** A registry with these values, after some milliseconds; or that fails. */
function registry(values: Record<string, unknown>, { after = 0, error, ...more }: { after?: number, error?: RegistryError } & Partial<PersonRegistry> = {}): Scripted {
  let atOnce = 0
  const self: Scripted = {
    title: { vi: 'Sổ', en: 'Register' }, attributes: Object.keys(values), ...more, queries: [], mostAtOnce: 0,
    lookup: async (asked): Promise<PersonRecord> => {
      self.queries.push(asked)
      atOnce += 1
      self.mostAtOnce = Math.max(self.mostAtOnce, atOnce)
      await new Promise(resolve => setTimeout(resolve, after))
      atOnce -= 1
      if (error !== undefined) throw error
      return { recordId: 'R-1', personalId: asked.person.personalId, updatedAt: null, attributes: Object.fromEntries(Object.entries(values).filter(([id]) => asked.attributes.includes(id))), requestId: `r-${self.queries.length}`, requestHash: 'h', fetchedAt: now().toISOString() }
    },
  }
  return self
}

const field = (id: string, binding: Partial<Binding> & Pick<Binding, 'registry' | 'attribute'>, more: Partial<FormField> = {}): FormField =>
  ({ id, kind: 'text', label: { vi: id, en: id }, ...more, binding: { locked: true, onOutage: 'declare', ...binding } })

const form = (...fields: FormField[]): ProcedureDefinition => ({ ...loadSampleProcedures().inForce('temporary-residence', '2026-11-23').definition, sections: [{ id: 's', title: { vi: 's', en: 's' }, fields }] })

const taxAndLicence = form(field('taxCode', { registry: 'tax', attribute: 'code' }), field('office', { registry: 'tax', attribute: 'office' }), field('licence', { registry: 'driving-licences', attribute: 'number' }))

describe('several registries', () => {
  it('are asked at once, each once, each for its own attributes', async () => {
    const [tax, licences] = [registry({ code: '1', office: 'Thuế Hà Nội' }), registry({ number: '99' })]
    // Neither answers before the other is asked: one after the other would wait for ever.
    let meet = () => {}
    const both = new Promise<void>((resolve) => {
      let asked = 0
      meet = () => void (++asked === 2 && resolve())
    })
    const together = (one: Scripted): PersonRegistry => ({
      ...one,
      lookup: async (asked) => {
        meet()
        await both
        return one.lookup(asked)
      },
    })
    const facts = await createPrefill({ registries: { 'tax': together(tax), 'driving-licences': together(licences) }, now, labels }).collect({ definition: taxAndLicence, account, issue: 'd' })
    expect([tax.queries.map(one => one.attributes), licences.queries.map(one => one.attributes)]).toEqual([[['code', 'office']], [['number']]])
    expect(facts).toMatchObject({ taxCode: { value: '1' }, office: { value: 'Thuế Hà Nội' }, licence: { value: '99', provenance: { registry: 'driving-licences', requestId: 'r-1' } } })
  })

  it('fail one by one: the values of the others are there', async () => {
    const registries = { 'tax': registry({ code: '1', office: 'x' }, { error: new RegistryError('registry-unavailable', 'down') }), 'driving-licences': registry({ number: '99' }) }
    const facts = await createPrefill({ registries, now, labels }).collect({ definition: taxAndLicence, account, issue: 'd' })
    expect(facts).toMatchObject({ taxCode: { state: 'failed-retryable', problem: 'registry-unavailable', locked: false }, office: { state: 'failed-retryable' }, licence: { state: 'fetched' } })
  })

  it('are not asked when they are not connected; their fields are declared', async () => {
    const facts = await createPrefill({ registries: { tax: registry({ code: '1', office: 'x' }) }, now, labels }).collect({ definition: taxAndLicence, account, issue: 'd' })
    expect(facts.licence).toMatchObject({ state: 'idle', value: null, locked: false, problem: null })
  })

  it('may know nobody where not everybody is in them: then there is nothing, and nothing is wrong', async () => {
    const unknown = { error: new RegistryError('registry-person-unknown', 'x') }
    const prefill = createPrefill({ registries: { 'tax': registry({ code: '1', office: 'x' }), 'driving-licences': registry({ number: '' }, { ...unknown, holds: 'some' }) }, now, labels })
    const facts = await prefill.collect({ definition: taxAndLicence, account, issue: 'd' })
    expect(facts.licence).toMatchObject({ state: 'absent', problem: null })
    expect((await prefill.rederive({ definition: taxAndLicence, account, issue: 'd', answers: factAnswers(facts), facts })).problem).toBeNull()
  })

  it('tell a value that was left out from one there is none of', async () => {
    const silent = registry({ code: '1' }, { attributes: ['code', 'office'] })
    const facts = await createPrefill({ registries: { tax: silent }, now, labels }).collect({ definition: taxAndLicence, account, issue: 'd' })
    expect(facts).toMatchObject({ taxCode: { state: 'fetched' }, office: { state: 'failed-retryable', problem: 'registry-answer-invalid', locked: false } })
    const none = registry({ code: '1', office: null })
    expect((await createPrefill({ registries: { tax: none }, now, labels }).collect({ definition: taxAndLicence, account, issue: 'd' })).office).toMatchObject({ state: 'absent' })
  })

  it('asked with consent are left alone until the person agrees', async () => {
    const bank = registry({ holderName: 'NGUYỄN THỊ OANH' }, { ground: 'consent' })
    const prefill = createPrefill({ registries: { 'bank-accounts': bank }, now, labels })
    const definition = form(field('holder', { registry: 'bank-accounts', attribute: 'holderName' }))
    expect((await prefill.collect({ definition, account, issue: 'd' })).holder).toMatchObject({ state: 'idle' })
    expect(bank.queries).toHaveLength(0)
    expect((await prefill.collect({ definition, account, issue: 'd', consents: ['bank-accounts'] })).holder).toMatchObject({ state: 'fetched' })
  })

  it('asked by more than the person wait for all of it', async () => {
    const bank = registry({ holderName: 'NGUYỄN THỊ OANH' }, { keys: ['bank', 'account'] })
    const business = registry({ name: 'CÔNG TY SAO MAI' }, { keys: ['organisation'] })
    const prefill = createPrefill({ registries: { 'bank-accounts': bank, business }, now, labels })
    const definition = form(field('holder', { registry: 'bank-accounts', attribute: 'holderName', keys: { bank: 'bankCode', account: 'accountNumber' } }), field('company', { registry: 'business', attribute: 'name' }))
    expect(await prefill.collect({ definition, account, issue: 'd', answers: { bankCode: 'NHTN1' } })).toMatchObject({ holder: { state: 'idle' }, company: { state: 'idle' } })
    expect([bank.queries, business.queries]).toEqual([[], []])
    const facts = await prefill.collect({ definition, account: { ...account, organisation: '9900000105' }, issue: 'd', answers: { bankCode: 'NHTN1', accountNumber: '9901' } })
    expect(facts).toMatchObject({ holder: { state: 'fetched' }, company: { value: 'CÔNG TY SAO MAI' } })
    expect([bank.queries[0]?.keys, business.queries[0]?.keys]).toEqual([{ bank: 'NHTN1', account: '9901' }, { organisation: '9900000105' }])
  })
})

describe('provenance', () => {
  it('tells the level of the log-in, and what of a registry the person changed', async () => {
    const definition = form(field('office', { registry: 'tax', attribute: 'office', locked: false, overridable: true }))
    const facts = await createPrefill({ registries: { tax: registry({ office: 'Thuế Hà Nội' }) }, now, labels }).collect({ definition, account, issue: 'd' })
    expect(facts.office?.provenance).toMatchObject({ origin: 'registry', assurance: 'substantial', recordId: 'R-1', requestHash: 'h' })
    const at = '2026-11-23T03:00:00Z'
    expect(provenanceOf({ answers: { office: 'Thuế Huế' }, facts, at, computed: [] }).office).toMatchObject({ origin: 'declared', at, instead: { registry: 'tax', recordId: 'R-1' } })
    expect(provenanceOf({ answers: { office: 'Thuế Hà Nội' }, facts, at, computed: [] }).office).toMatchObject({ origin: 'registry' })
  })
})

describe('outage as policy per attribute', () => {
  const down = new RegistryError('registry-unavailable', 'down')
  const all = ['tax', 'driving-licences', 'education', 'health-insurance']
  const definition = form(...all.map(id => field(id.replace('-', ''), { registry: id, attribute: 'value' }, { id: id.replace(/-./g, match => match[1]!.toUpperCase()) })))

  it.each(all)('with %s down everything can still be filed, and what was declared is marked', async (broken) => {
    const registries = Object.fromEntries(all.map(id => [id, registry({ value: 'x' }, id === broken ? { error: down } : {})]))
    const prefill = createPrefill({ registries, now, labels })
    const facts = await prefill.collect({ definition, account, issue: 'd' })
    const missing = definition.sections[0]!.fields.find(({ binding }) => binding?.registry === broken)!.id
    const answers: Answers = { ...factAnswers(facts), [missing]: 'declared' }
    expect(await prefill.rederive({ definition, account, issue: 'd', answers, facts })).toMatchObject({ problem: null, altered: [], outdated: [], unverified: [missing] })
  })

  it('waits only for the attribute that may not be declared', async () => {
    const strict = structuredClone(definition)
    strict.sections[0]!.fields[0]!.binding!.onOutage = 'wait'
    const filing = async (broken: string) => {
      const prefill = createPrefill({ registries: Object.fromEntries(all.map(id => [id, registry({ value: 'x' }, id === broken ? { error: down } : {})])), now, labels })
      return (await prefill.rederive({ definition: strict, account, issue: 'd', answers: {}, facts: {} })).problem
    }
    expect([await filing('tax'), await filing('education'), await filing('none')]).toEqual(['registry-unavailable', null, null])
  })

  it('waits for one that is not connected at all', async () => {
    const strict = structuredClone(definition)
    strict.sections[0]!.fields[0]!.binding!.onOutage = 'wait'
    expect((await createPrefill({ registries: {}, now, labels }).rederive({ definition: strict, account, issue: 'd', answers: {}, facts: {} })).problem).toBe('registry-unavailable')
  })

  it('verifies nothing that was verified before', async () => {
    const good = createPrefill({ registries: Object.fromEntries(all.map(id => [id, registry({ value: 'x' })])), now, labels })
    const facts = await good.collect({ definition, account, issue: 'd' })
    const bad = createPrefill({ registries: Object.fromEntries(all.map(id => [id, registry({ value: 'x' }, { error: down })])), now, labels })
    expect(await bad.rederive({ definition, account, issue: 'd', answers: factAnswers(facts), facts })).toMatchObject({ unverified: [], problem: null, facts: { tax: { state: 'fetched' } } })
  })
})

describe('the same question twice at once', () => {
  it('is asked once, also for fewer attributes', async () => {
    const slow = registry({ code: '1', office: 'x' }, { after: 20 })
    const once = coalesced(slow)
    const [a, b, c] = await Promise.all([once.lookup({ ...query, attributes: ['code', 'office'] }), once.lookup(query), once.lookup({ ...query, issue: 'other' })])
    expect(slow.queries).toHaveLength(1)
    expect([a.requestId, b.requestId, c.requestId]).toEqual(['r-1', 'r-1', 'r-1'])
    await once.lookup(query)
    expect(slow.queries).toHaveLength(2)
  })

  it.each<[string, Partial<PersonQuery>]>([
    ['another person', { person: { ...person, personalId: '000190099999' } }],
    ['another name', { person: { ...person, fullName: 'Nguyễn Thị Oánh' } }],
    ['another purpose', { purpose: 'other' }],
    ['another procedure', { procedure: '2' }],
    ['more attributes', { attributes: ['code', 'office'] }],
    ['another key', { keys: { organisation: '1' } }],
    ['somebody else’s action', { userId: 'VN000190099999' }],
  ])('is another with %s', async (_what, change) => {
    const slow = registry({ code: '1', office: 'x' }, { after: 5 })
    const once = coalesced(slow)
    await Promise.all([once.lookup(query), once.lookup({ ...query, ...change })])
    expect(slow.queries).toHaveLength(2)
  })

  it('fails once for both and is asked anew afterwards', async () => {
    const broken = registry({}, { after: 5, error: new RegistryError('registry-unavailable', 'x') })
    const once = coalesced(broken)
    const outcomes = await Promise.allSettled([once.lookup(query), once.lookup(query)])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await once.lookup(query).catch(() => {})
    expect(broken.queries).toHaveLength(2)
  })
})

describe('many questions', () => {
  it('are under way in a bounded number, and all are answered', async () => {
    const slow = registry({ code: '1' }, { after: 2 })
    const few = bounded(slow, 5)
    await Promise.all(Array.from({ length: 60 }, () => few.lookup(query)))
    expect([slow.queries.length, slow.mostAtOnce]).toEqual([60, 5])
  })

  it('give their place back when they fail', async () => {
    const broken = bounded(registry({}, { error: new RegistryError('registry-unavailable', 'x') }), 1)
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => broken.lookup(query)))
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  })

  it('do not wait without end', async () => {
    const few = bounded(registry({ code: '1' }, { after: 10 }), 1)
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => few.lookup(query)))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(3)
  })
})

describe('the ledger of lookups', () => {
  const logging = (source: PersonRegistry, record: (entry: LookupEntry) => Promise<void>) => createPrefill({ registries: { tax: source }, now, labels, log: { record } })
  const definition = form(field('taxCode', { registry: 'tax', attribute: 'code' }))

  it('is told of every question that left, answered or not, and of none that did not', async () => {
    const entries: LookupEntry[] = []
    const record = async (entry: LookupEntry) => void entries.push(entry)
    await Promise.all([1, 2].map(() => logging(registry({ code: '1' }), record).collect({ definition, account, issue: 'd' })))
    await logging(registry({ code: '1' }, { error: new RegistryError('registry-wrong-person', 'x') }), record).collect({ definition, account, issue: 'd' })
    const resting = logging(registry({ code: '1' }, { error: new RegistryError('registry-unavailable', 'x') }), record)
    for (let turn = 0; turn < 6; turn += 1) await resting.collect({ definition, account, issue: 'd' })
    expect(entries.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'registry-wrong-person', 'registry-unavailable', 'registry-unavailable', 'registry-unavailable'])
    expect(entries[0]).toMatchObject({ registry: 'tax', subject: account.personalId, userId: 'VN000190012345', attributes: ['code'], issue: 'd', requestId: 'r-1', procedure: '1.004194' })
  })

  it('is written before anybody sees the value: what it could not write is not used', async () => {
    const facts = await logging(registry({ code: '1' }), () => Promise.reject(new Error('disk full'))).collect({ definition, account, issue: 'd' })
    expect(facts.taxCode).toMatchObject({ state: 'failed-retryable', value: null })
  })
})
