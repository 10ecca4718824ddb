import { Agent, request } from 'node:http'
import { createPrefill, type PersonRegistry } from '../server/domain/prefill/index.ts'
import type { FormField, ProcedureDefinition } from '../shared/forms/definition.ts'
import { createGuardedNetwork } from '../server/adapters/network/index.ts'
import { createRegistries } from '../server/adapters/registries/index.ts'
import { compared, figure, inTurns, type Bench, type Figure } from './measure.ts'
import { withRegistries, type Served } from './prefill/served.ts'

/** Eight registries of which each answers after this many milliseconds. */
const slow = { 'population': 60, 'residence': 90, 'civil-status': 120, 'driving-licences': 80, 'health-insurance': 40, 'social-insurance': 100, 'tax': 70, 'education': 50 }
const slowest = 'civil-status'
const attributeOf: Record<string, string> = {
  'population': 'fullName', 'residence': 'permanentSince', 'civil-status': 'birth.number', 'driving-licences': 'number', 'health-insurance': 'facility', 'social-insurance': 'months', 'tax': 'office', 'education': 'level',
}
type Person = Served['people'][number]
const labels = { options: () => [], province: () => null, commune: () => null }

export const figures: Bench = async () => [
  ...await withRegistries({ people: 1_000, slow }, formFigures),
  ...await withRegistries({ people: turns * peopleATurn }, bulkFigures),
]

/** A form with eight registries opens within 1.2 times the slowest of them. */
async function formFigures(served: Served): Promise<Figure[]> {
  const prefill = createPrefill({ registries: connect(served), now: () => new Date(), labels })
  const definition = formWith(Object.keys(slow))
  const people = await knownEverywhere(served)
  let turn = 0
  const next = () => people[turn++ % people.length]!
  const alone = formWith([slowest])
  const open = (form: ProcedureDefinition) => prefill.collect({ definition: form, account: { ...next(), phone: null, email: null, issuer: 'bench' }, issue: 'bench' })
  const limit = { name: `the slowest registry alone (${slow[slowest]} ms)`, work: () => open(alone) }
  return [await compared('a form with eight registries opens', { limit, work: () => open(definition), mustReach: 1 / 1.2, seconds: 0.5, note: 'within 1.2 times the slowest' })]
}

const [turns, peopleATurn] = [5, 600]

/** Everybody once, 64 under way, in turns: what the adapter, its checks and prefill cost over the bare HTTP exchange. */
async function bulkFigures(served: Served): Promise<Figure[]> {
  const { population } = connect(served)
  const prefill = createPrefill({ registries: { population: population! }, now: () => new Date(), labels })
  const definition = formWith(['population'])
  const collect = async (person: Person) => {
    const { fullName } = await prefill.collect({ definition, account: { ...person, phone: null, email: null, issuer: 'bench' }, issue: 'bench' })
    if (fullName?.state !== 'fetched') throw new Error(`not fetched: ${fullName?.problem}`)
  }
  const lookUp = bareLookup(served)
  await eachOnce(served.people.slice(0, 200), collect)
  await eachOnce(served.people.slice(0, 200), lookUp)
  const [toLookUp, toCollect] = [[...served.people], [...served.people]]
  const { rate, limitRate } = await inTurns(turns, { limit: () => eachOnce(toLookUp.splice(0, peopleATurn), lookUp), work: () => eachOnce(toCollect.splice(0, peopleATurn), collect) })
  return [
    figure('bulk prefill, 64 in flight', rate, { name: 'bare HTTP exchanges with the same registry', rate: limitRate }),
    figure('bulk prefill, 64 in flight', rate, { name: 'what the project asks for', rate: 300 }, 1, `${served.people.length} people once each, one process`),
  ]
}

const connect = ({ host, settings }: Served): Record<string, PersonRegistry> => createRegistries(settings, { network: createGuardedNetwork({ allow: [host] }), now: () => new Date() })

function formWith(registries: readonly string[]): ProcedureDefinition {
  const fields = registries.map((registry): FormField => {
    const attribute = attributeOf[registry] ?? ''
    const id = registry === 'population' ? 'fullName' : registry.replace(/-./g, match => match.charAt(1).toUpperCase())
    return { id, kind: attribute === 'months' ? 'number' : 'text', label: { vi: registry, en: registry }, binding: { registry, attribute, locked: true, onOutage: 'declare' } }
  })
  return { slug: 'bench', title: { vi: 'bench', en: 'bench' }, legalBasis: [], codes: [], sections: [{ id: 'all', title: { vi: 'bench', en: 'bench' }, fields }] } as unknown as ProcedureDefinition
}

/** Twenty people whom all eight registries know, so that no answer is short. */
async function knownEverywhere(served: Served): Promise<Served['people']> {
  const prefill = createPrefill({ registries: connect(served), now: () => new Date(), labels })
  const definition = formWith(Object.keys(slow))
  const found = await Promise.all(served.people.slice(0, 120).map(async (person) => {
    const facts = await prefill.collect({ definition, account: { ...person, phone: null, email: null, issuer: 'bench' }, issue: 'bench' })
    return Object.values(facts).every(({ state }) => state === 'fetched') ? person : null
  }))
  return found.filter(person => person !== null).slice(0, 20)
}

/** How many a second when each is done once, 64 at a time. */
async function eachOnce<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<number> {
  const start = performance.now()
  const rest = [...all]
  await Promise.all(Array.from({ length: 64 }, async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one)
  }))
  return all.length / ((performance.now() - start) / 1000)
}

function bareLookup({ host, settings }: Served): (person: Person) => Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const { registries, securityServers } = settings as { registries: { population: { service: string } }, securityServers: { national: { client: string } } }
  const headers = { 'content-type': 'application/json', 'x-road-client': securityServers.national.client, 'x-road-userid': 'VN000000000000', 'x-road-issue': 'bench' }
  return person => new Promise((resolve, reject) => {
    const call = request(`http://${host}/r1/${registries.population.service}`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', resolve).on('error', reject)
    })
    call.on('error', reject).end(JSON.stringify({ ...person, attributes: ['fullName'], purpose: 'bench', procedure: 'bench' }))
  })
}
