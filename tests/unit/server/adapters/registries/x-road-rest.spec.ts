import { describe, expect, it } from 'vitest'
import { createRegistries } from '../../../../../server/adapters/registries/index.ts'
import { bodyOf, failureOf, now, person, query, scriptedNetwork } from './scripted-network.ts'

/** X-Road Message Protocol for REST (PR-REST 1.0), rule by rule; the numbers are its clauses. */
const hash = Buffer.alloc(64, 7).toString('base64')
const record = { recordId: 'NPD-1', personalId: person.personalId, updatedAt: '2026-10-01T00:00:00Z', attributes: { fullName: 'Nguyễn Thị Oanh', sex: 'female' } }

type Answer = Parameters<typeof scriptedNetwork>[0]

function registryThat(answer: Answer = () => ({}), { client = 'INST/GOV/M 1/portal', service = 'INST/GOV/Bộ/population/person-lookup' } = {}) {
  const { network, sent } = scriptedNetwork((request, index) => {
    const { headers = {}, body = JSON.stringify(record), ...more } = answer(request, index)
    return { ...more, body, headers: { 'content-type': 'application/json', 'x-road-id': request.headers?.['x-road-id'] ?? '', 'x-road-request-hash': hash, 'x-road-request-id': 'f92591a3-6bf0-49b1-987b-0dd78c034cc3', ...headers } }
  })
  const settings = { securityServers: { own: { url: 'https://ss.example/', client } }, registries: { population: { transport: 'x-road-rest', server: 'own', service } } }
  return { sent, registry: createRegistries(settings, { network, now }).population! }
}

describe('the request', () => {
  it('4.1: goes to /r1/{serviceId} of the security server', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    expect(sent[0]).toMatchObject({ method: 'POST', url: 'https://ss.example/r1/INST/GOV/B%E1%BB%99/population/person-lookup' })
  })

  it('4.1: may leave the subsystem out of client and service', async () => {
    const { registry, sent } = registryThat(undefined, { client: 'INST/GOV/M1', service: 'INST/GOV/M2/lookup' })
    await registry.lookup(query)
    expect([sent[0]?.url, sent[0]?.headers?.['x-road-client']]).toEqual(['https://ss.example/r1/INST/GOV/M2/lookup', 'INST/GOV/M1'])
  })

  it.each([['INST/GOV', 'INST/GOV/M2/lookup'], ['INST/GOV/M1', 'INST/GOV/M2'], ['INST//M1', 'INST/GOV/M2/lookup'], ['INST/GOV/M1/a/b', 'INST/GOV/M2/lookup']])('4.1: has no client %s and service %s', (client, service) => {
    expect(() => registryThat(undefined, { client, service })).toThrow(/Registries file/)
  })

  it('4.2: writes parts in UTF-8 and percent-encodes each for itself, never the separators', async () => {
    const { registry, sent } = registryThat(undefined, { client: 'INST/GOV/Bộ Công an/cổng%dịch vụ', service: 'INST/GOV/M?2/x#y/look up' })
    await registry.lookup(query)
    expect(sent[0]?.headers?.['x-road-client']).toBe('INST/GOV/B%E1%BB%99%20C%C3%B4ng%20an/c%E1%BB%95ng%25d%E1%BB%8Bch%20v%E1%BB%A5')
    expect(sent[0]?.url).toBe('https://ss.example/r1/INST/GOV/M%3F2/x%23y/look%20up')
  })

  it('4.3: names the client', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    expect(sent[0]?.headers?.['x-road-client']).toBe('INST/GOV/M%201/portal')
  })

  it('4.3: has an id of its own each time, a UUID', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    await registry.lookup(query)
    const ids = sent.map(request => request.headers?.['x-road-id'])
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('4.3: says whose action it is, after the code of the country, and for which case', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    expect(sent[0]?.headers).toMatchObject({ 'x-road-userid': 'VN000190012345', 'x-road-issue': 'draft-1' })
  })

  it('4.3: tells the media type with its encoding, and which it can read', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    expect(sent[0]).toMatchObject({ contentType: 'application/json; charset=utf-8', accept: 'application/json' })
    expect(JSON.parse(bodyOf(sent[0]))).toMatchObject({ fullName: 'Nguyễn Thị Oanh' })
  })

  it('4.3: carries no request hash; that is the servers’ to make', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    expect(Object.keys(sent[0]?.headers ?? {})).not.toContain('x-road-request-hash')
  })

  it('4.5: puts nothing about the person into the address', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    expect(sent[0]?.url).not.toMatch(/\?|000190012345/)
  })
})

describe('the answer', () => {
  it('4.3: is kept with its request id and the request hash', async () => {
    await expect(registryThat().registry.lookup(query)).resolves.toMatchObject({ requestId: 'f92591a3-6bf0-49b1-987b-0dd78c034cc3', requestHash: hash })
  })

  it.each<[string, Record<string, string>]>([
    ['another X-Road-Id', { 'x-road-id': 'fa2e18a5-c2cb-4d09-b994-f57727f7c3fb' }],
    ['no X-Road-Id', { 'x-road-id': '' }],
    ['another X-Road-Client', { 'x-road-client': 'INST/GOV/M%201/other' }],
    ['an X-Road-Client that is none', { 'x-road-client': 'INST/%' }],
    ['another X-Road-Service', { 'x-road-service': 'INST/GOV/B%E1%BB%99/population/somebody-else' }],
    ['no X-Road-Request-Hash', { 'x-road-request-hash': '' }],
    ['a hash that is no base64', { 'x-road-request-hash': '4c519cf0-0e5e-4ccf-b72b-8ed6fe289e6e' }],
    ['a hash of SHA-256', { 'x-road-request-hash': Buffer.alloc(32, 1).toString('base64') }],
    ['a hash with something behind it', { 'x-road-request-hash': `${hash}AAAA` }],
  ])('4.3: is not taken with %s', async (_what, headers) => {
    expect((await failureOf(registryThat(() => ({ headers })).registry.lookup(query))).code).toBe('registry-answer-invalid')
  })

  it('4.3: is ours however the identifiers are encoded', async () => {
    const headers = { 'x-road-client': 'INST/GOV/M%201/%70ortal', 'x-road-service': 'INST/GOV/B%e1%bb%99/population/person-lookup' }
    await expect(registryThat(() => ({ headers })).registry.lookup(query)).resolves.toBeDefined()
  })

  it('4.3: is read only as the type it says it is', async () => {
    expect((await failureOf(registryThat(() => ({ headers: { 'content-type': 'text/html' } })).registry.lookup(query))).code).toBe('registry-answer-invalid')
    await expect(registryThat(() => ({ headers: { 'content-type': 'application/json;charset=UTF-8' } })).registry.lookup(query)).resolves.toBeDefined()
  })

  it.each([301, 302, 303, 307, 308])('4.4: %d sends us nowhere', async (status) => {
    const { registry, sent } = registryThat(() => ({ status, headers: { location: 'https://elsewhere.example/' } }))
    expect((await failureOf(registry.lookup(query))).code).toBe('registry-answer-invalid')
    expect(sent).toHaveLength(1)
  })
})

describe('4.6: errors, by who made them', () => {
  const outcome = async (answer: Answer) => {
    const { code, retryable } = await failureOf(registryThat(answer).registry.lookup(query))
    return [code, retryable]
  }
  const fromXRoad = (type: string, status: number) => () => ({ status, headers: { 'x-road-error': type }, body: JSON.stringify({ type, message: 'm', detail: 'd' }) })

  it('category 1: the registry answers with an error of its own, without X-Road-Error', async () => {
    expect(await outcome(() => ({ status: 404, body: '{}' }))).toEqual(['registry-person-unknown', false])
    expect(await outcome(() => ({ status: 400, body: '{}' }))).toEqual(['registry-answer-invalid', false])
    expect(await outcome(() => ({ status: 405, body: '{}' }))).toEqual(['registry-answer-invalid', false])
    expect(await outcome(() => ({ status: 429, body: '' }))).toEqual(['registry-unavailable', true])
    expect(await outcome(() => ({ status: 503, body: '' }))).toEqual(['registry-unavailable', true])
  })

  it('category 2: the registry does not answer its security server', async () => {
    expect(await outcome(fromXRoad('Server.ServerProxy.NetworkError', 500))).toEqual(['registry-unavailable', true])
    expect(await outcome(fromXRoad('Server.ServerProxy.ServiceFailed', 500))).toEqual(['registry-unavailable', true])
  })

  it('category 3: our request does not follow the protocol; asking again does not help', async () => {
    expect(await outcome(fromXRoad('Client.BadRequest', 400))).toEqual(['registry-answer-invalid', false])
  })

  it('category 4: a security server fails; that may pass', async () => {
    expect(await outcome(fromXRoad('Server.ServerProxy.DatabaseError', 500))).toEqual(['registry-unavailable', true])
    expect(await outcome(fromXRoad('Server.ClientProxy.OutdatedGlobalConf', 500))).toEqual(['registry-unavailable', true])
  })

  it.each(['Server.ServerProxy.AccessDenied', 'Server.ServerProxy.UnknownService', 'Server.ClientProxy.UnknownMember', 'Server.ServerProxy.ServiceDisabled'])('category 4: %s does not pass by itself', async (type) => {
    expect(await outcome(fromXRoad(type, 500))).toEqual(['registry-unavailable', false])
  })

  it('goes by the header, whatever status and body come with it', async () => {
    expect(await outcome(fromXRoad('Server.ServerProxy.NetworkError', 200))).toEqual(['registry-unavailable', true])
    expect(await outcome(() => ({ status: 500, headers: { 'x-road-error': 'Client.BadRequest' }, body: 'not json' }))).toEqual(['registry-answer-invalid', false])
  })

  it('repeats nothing of an error but its type, and of that only letters', async () => {
    const { detail } = await failureOf(registryThat(fromXRoad(`Server.${person.fullName}<script>`, 500)).registry.lookup(query))
    expect(detail).toBe('X-Road says Server.NguynThOanhscript')
  })
})
