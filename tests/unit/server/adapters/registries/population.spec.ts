import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RegistryError, type PersonQuery } from '#domain/prefill'
import { FaultBoard } from '../../../../../sandbox/faults.ts'
import { listen, type ListeningServer } from '../../../../../sandbox/http/listen.ts'
import { createPopulation } from '../../../../../sandbox/people/population.ts'
import { attributes as sandboxAttributes } from '../../../../../sandbox/registries/population-service.ts'
import { populationServiceId, portalClientId, serveRegistries } from '../../../../../sandbox/registries/server.ts'
import { registryFaults } from '../../../../../sandbox/types.ts'
import { createGuardedNetwork } from '../../../../../server/adapters/network/index.ts'
import { createPopulationRegistry, populationAttributes, type PopulationRegistryOptions } from '../../../../../server/adapters/registries/index.ts'

type Network = PopulationRegistryOptions['network']
type Sent = Parameters<Network['send']>[0]

const now = () => new Date('2026-11-23T02:14:00Z')
const person = { personalId: '001190012345', fullName: 'Nguyễn Thị Oanh', dateOfBirth: '1990-03-05' }
const query: PersonQuery = { person, attributes: ['fullName', 'sex'], purpose: 'Luật Cư trú', procedure: '1.004194', userId: `VN${person.personalId}`, issue: 'draft-1' }
const hash = Buffer.alloc(64, 7).toString('base64')
const record = { recordId: 'NPD-1', personalId: person.personalId, updatedAt: '2026-10-01T00:00:00Z', attributes: { fullName: 'Nguyễn Thị Oanh', sex: 'female' } }

/** A registry whose security server answers as told. */
function registryThat(answer: (sent: Sent) => { status?: number, headers?: Record<string, string>, body: string }, more: Partial<PopulationRegistryOptions> = {}) {
  const sent: Sent[] = []
  const network: Network = {
    send: async (request) => {
      sent.push(request)
      const { status = 200, headers = {}, body } = answer(request)
      return { status, headers: { 'x-road-id': request.headers?.['x-road-id'] ?? '', 'x-road-request-hash': hash, 'x-road-request-id': 'r-1', ...headers }, body: new TextEncoder().encode(body) }
    },
  }
  return { sent, registry: createPopulationRegistry({ server: 'http://127.0.0.1:1/', client: 'I/C/M/portal', service: 'I/GOV/M P/population/person-lookup', network, now, ...more }) }
}

const codeOf = async (attempt: Promise<unknown>): Promise<string> => attempt.then(() => 'answered', error => error instanceof RegistryError ? error.code : String(error))

describe('the population registry over X-Road', () => {
  it('says who asks, for whom, for which case, each time with a new message id', async () => {
    const { registry, sent } = registryThat(() => ({ body: JSON.stringify(record) }))
    await expect(registry.lookup(query)).resolves.toEqual({ ...record, requestId: 'r-1', requestHash: hash, fetchedAt: '2026-11-23T02:14:00.000Z' })
    await registry.lookup(query)
    expect(sent[0]).toMatchObject({ method: 'POST', url: 'http://127.0.0.1:1/r1/I/GOV/M%20P/population/person-lookup', headers: { 'x-road-client': 'I/C/M/portal', 'x-road-userid': 'VN001190012345', 'x-road-issue': 'draft-1' } })
    expect(JSON.parse(new TextDecoder().decode(sent[0]?.body))).toEqual({ ...person, attributes: ['fullName', 'sex'], purpose: 'Luật Cư trú', procedure: '1.004194' })
    expect(sent[0]?.headers?.['x-road-id']).not.toBe(sent[1]?.headers?.['x-road-id'])
  })

  it('bounds time and size', async () => {
    const { registry, sent } = registryThat(() => ({ body: JSON.stringify(record) }), { timeoutMs: 1234 })
    await registry.lookup(query)
    expect(sent[0]).toMatchObject({ timeoutMs: 1234, maxBytes: 262_144 })
  })

  it('drops what nobody asked for', async () => {
    const { registry } = registryThat(() => ({ body: JSON.stringify({ ...record, attributes: { ...record.attributes, religion: 'x', head: {} } }) }))
    expect((await registry.lookup(query)).attributes).toEqual(record.attributes)
  })

  it.each<[string, string, Parameters<typeof registryThat>[0]]>([
    ['of another person', 'registry-wrong-person', () => ({ body: JSON.stringify({ ...record, personalId: '001190099999' }) })],
    ['with another message id', 'registry-answer-invalid', () => ({ headers: { 'x-road-id': 'other' }, body: JSON.stringify(record) })],
    ['to another client', 'registry-answer-invalid', () => ({ headers: { 'x-road-client': 'I/C/M/other' }, body: JSON.stringify(record) })],
    ['without a request hash', 'registry-answer-invalid', () => ({ headers: { 'x-road-request-hash': '' }, body: JSON.stringify(record) })],
    ['with a hash that is none', 'registry-answer-invalid', () => ({ headers: { 'x-road-request-hash': 'AAAA' }, body: JSON.stringify(record) })],
    ['that is no JSON', 'registry-answer-invalid', () => ({ body: '<html>' })],
    ['that is no object', 'registry-answer-invalid', () => ({ body: '"x"' })],
    ['with a date that is none', 'registry-answer-invalid', () => ({ body: JSON.stringify({ ...record, attributes: { sex: 'unknown' } }) })],
    ['that says nobody is known', 'registry-person-unknown', () => ({ status: 404, body: '{"error":"person-unknown"}' })],
    ['that X-Road failed', 'registry-unavailable', () => ({ status: 500, headers: { 'x-road-error': 'Server.ServerProxy.NetworkError' }, body: '{}' })],
    ['that the service failed', 'registry-unavailable', () => ({ status: 503, body: '' })],
    ['that our request is wrong', 'registry-answer-invalid', () => ({ status: 400, body: '{}' })],
  ])('tells an answer %s apart: %s', async (_, code, answer) => {
    expect(await codeOf(registryThat(answer).registry.lookup(query))).toBe(code)
  })

  it('tells no answer and an endless one apart', async () => {
    const failing = (cause: Error) => createPopulationRegistry({ server: 'http://x', client: 'a/b/c', service: 'd/e/f/g', now, network: { send: () => Promise.reject(cause) } })
    expect(await codeOf(failing(new Error('ECONNREFUSED')).lookup(query))).toBe('registry-unavailable')
    expect(await codeOf(failing(Object.assign(new Error('x'), { code: 'answer-too-large' })).lookup(query))).toBe('registry-answer-invalid')
  })

  it('keeps personal data out of its errors', async () => {
    const { registry } = registryThat(() => ({ status: 400, body: JSON.stringify({ type: `bad ${person.personalId}`, message: person.fullName }) }))
    const error = await registry.lookup(query).catch((cause: unknown) => cause)
    expect(JSON.stringify(error) + String(error)).not.toMatch(/001190012345|Oanh/)
  })
})

describe('against the sandbox registry', () => {
  const population = createPopulation({ seed: 2026, count: 100 })
  const faults = new FaultBoard(registryFaults)
  const dataDir = mkdtempSync(join(tmpdir(), 'registry-'))
  const failures: Error[] = []
  let server: ListeningServer
  beforeAll(async () => {
    server = await listen(0)
    serveRegistries(server, { population, faults, adminToken: 'x', dataDir, now, onFailure: error => failures.push(error) })
  })
  afterAll(async () => {
    await server.close()
    rmSync(dataDir, { recursive: true })
    expect(failures).toEqual([])
  })
  afterEach(() => faults.clear())

  const ask = (overrides: Partial<PersonQuery> = {}, timeoutMs = 2_000) => createPopulationRegistry({
    server: server.url, client: portalClientId, service: populationServiceId, now, timeoutMs, network: createGuardedNetwork({ allow: [`127.0.0.1:${server.port}`] }),
  }).lookup({ ...query, person: knownPerson, attributes: [...populationAttributes], ...overrides })
  const known = population.people[0]!.record
  const knownPerson = { personalId: known.personalId, fullName: known.fullName, dateOfBirth: known.dateOfBirth }

  it('knows the same attributes', () => {
    expect([...populationAttributes].sort()).toEqual([...sandboxAttributes].sort())
  })

  it('reads every record of the register whole', async () => {
    for (const { record: { personalId, fullName, dateOfBirth, head, permanentAddress } } of population.people.slice(0, 40)) {
      const answer = await ask({ person: { personalId, fullName, dateOfBirth } })
      expect(answer).toMatchObject({ personalId, attributes: { fullName, head, permanentAddress } })
      expect(Buffer.from(answer.requestHash, 'base64')).toHaveLength(64)
    }
  })

  it.each([['down', 'registry-unavailable'], ['nonsense', 'registry-answer-invalid'], ['wrong-person', 'registry-wrong-person'], ['unknown-person', 'registry-person-unknown']] as const)('tells %s as %s', async (fault, code) => {
    faults.order(fault)
    expect(await codeOf(ask())).toBe(code)
  })

  it('does not wait for ever', async () => {
    faults.order('slow', { delayMs: 1_500 })
    expect(await codeOf(ask({}, 200))).toBe('registry-unavailable')
  })

  it('takes missing attributes for unknown', async () => {
    faults.order('partial')
    const { attributes } = await ask()
    expect(Object.keys(attributes).length).toBeLessThan(populationAttributes.length)
  })

  it('finds nobody when number and name do not belong together', async () => {
    expect(await codeOf(ask({ person: { ...knownPerson, fullName: 'Người Khác' } }))).toBe('registry-person-unknown')
  })
})
