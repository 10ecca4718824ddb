import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RegistryError, type PersonQuery } from '#domain/prefill'
import type { RegistryAttribute } from '#domain/procedures'
import { services } from '../../../../../sandbox/registries/services.ts'
import { registryDeclarations, registryNames } from '../../../../../server/adapters/registries/index.ts'
import { loadSampleProcedures } from '../../../../support/procedure-samples.ts'
import { startRegistries, type RegistriesWorld } from '../../../../support/registries-world.ts'
import { repositoryRoot } from '../../../../support/source-imports.ts'

/** One suite for every registry, over whatever it is reached by: what it promises, what it gives, and how it fails. */
let world: RegistriesWorld
beforeAll(async () => {
  world = await startRegistries()
})
afterEach(() => world.faults.clear())
afterAll(async () => {
  await world.close()
  expect(world.failures).toEqual([])
})

const { codeList } = loadSampleProcedures()
const attributesIn = (attributes: Readonly<Record<string, RegistryAttribute>>): RegistryAttribute[] => Object.values(attributes).flatMap(one => [one, ...attributesIn(one.parts ?? {})])
const ways = [...registryDeclarations.map(({ id }) => ({ id, soap: false, name: id })), { id: 'population', soap: true, name: 'population over SOAP' }]

describe.each(registryDeclarations.map(declaration => [declaration.id, declaration] as const))('what %s says of itself', (id, declaration) => {
  it('is complete: owner, ground, cost, time limit, freshness, in both languages', () => {
    for (const { vi, en } of [declaration.title, declaration.owner, declaration.legalBasis]) expect([vi.length > 5, en.length > 5, vi !== en]).toEqual([true, true, true])
    expect(declaration.askedBy.length).toBeGreaterThan(0)
    expect(declaration.cost).toBeGreaterThanOrEqual(0)
    expect(declaration.timeLimit).toBeGreaterThan(0)
    expect(declaration.freshness === null || declaration.freshness > 0).toBe(true)
    expect(existsSync(join(repositoryRoot, 'server', 'adapters', 'registries', id, 'declaration.ts'))).toBe(true)
  })

  it('gives every attribute a title, a type, and its codes or parts', () => {
    for (const attribute of attributesIn(declaration.attributes)) {
      expect(attribute.title.vi).toBe(attribute.title.vi.normalize('NFC'))
      expect(attribute.title.vi).not.toBe(attribute.title.en)
      if (attribute.type === 'code') expect((attribute.codes?.length ?? 0) > 1 || codeList(attribute.codeList ?? '') !== null, attribute.title.en).toBe(true)
      expect(attribute.parts !== undefined).toBe(attribute.type === 'record' || attribute.type === 'records')
    }
  })

  it('names the attributes that the registry has', () => {
    const service = services.find(one => one.id === id)
    expect(Object.keys(declaration.attributes).sort()).toEqual([...service?.attributes ?? []].sort())
    expect([...declaration.askedBy]).toEqual([...service?.askedBy ?? []])
  })
})

it('knows every folder of adapters by name, and every name by its folder', () => {
  expect(Object.keys(registryNames()).sort()).toEqual(services.map(({ id }) => id).sort())
})

describe.each(ways)('$name', ({ id, soap }) => {
  const registry = (timeoutMs?: number) => world.connect({ soap, ...(timeoutMs === undefined ? {} : { timeoutMs }) })[id]!
  const query = (changes: Partial<PersonQuery> = {}): PersonQuery => {
    const [known] = world.questions(id, 1)
    return { ...known!, attributes: [...registry().attributes], purpose: 'Luật Cư trú', procedure: '1.004194', userId: `VN${known!.person.personalId}`, issue: 'draft-1', ...changes }
  }
  const failure = async (attempt: Promise<unknown>): Promise<RegistryError> => {
    const error: unknown = await attempt.then(() => new Error('it answered'), (cause: unknown) => cause)
    if (!(error instanceof RegistryError)) throw error
    return error
  }

  it('answers one batched lookup with every attribute, and evidence', async () => {
    const record = await registry().lookup(query())
    expect(Object.keys(record.attributes).sort()).toEqual([...registry().attributes].sort())
    expect(record.recordId).not.toBe('')
    expect(record.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(Buffer.from(record.requestHash, 'base64')).toHaveLength(64)
    expect(Date.now() - Date.parse(record.fetchedAt)).toBeLessThan(60_000)
  })

  it('reads every record that the registry holds of some', async () => {
    const connected = registry()
    const known = world.questions(id, 25)
    expect(known.length).toBeGreaterThan(3)
    const records = await Promise.all(known.map(one => connected.lookup(query(one))))
    expect(records.every(({ attributes }) => Object.values(attributes).some(value => value !== null))).toBe(true)
  })

  it('asks for no more than it is told to, and hands on no more', async () => {
    const [first] = registry().attributes
    expect(Object.keys((await registry().lookup(query({ attributes: [first!] }))).attributes)).toEqual([first])
  })

  it.each([
    ['down', 'registry-unavailable', true],
    ['nonsense', 'registry-answer-invalid', false],
    ['wrong-person', 'registry-wrong-person', false],
    ['unknown-person', 'registry-person-unknown', false],
    ['half-answer', 'registry-unavailable', true],
  ] as const)('tells %s as %s', async (fault, code, retryable) => {
    world.faults.order(fault, { at: id })
    const error = await failure(registry().lookup(query()))
    expect([error.code, error.retryable]).toEqual([code, retryable])
  })

  it('does not wait longer than its time limit', async () => {
    world.faults.order('slow', { at: id, delayMs: 1_000 })
    const start = performance.now()
    expect((await failure(registry(150).lookup(query()))).code).toBe('registry-unavailable')
    expect(performance.now() - start).toBeLessThan(900)
  })

  it('takes nothing from a copy that is older than it promises', async () => {
    world.faults.order('stale', { at: id })
    const { declaration } = registry()
    if (declaration.freshness === null) await expect(registry().lookup(query())).resolves.toBeDefined()
    else expect(await failure(registry().lookup(query()))).toMatchObject({ code: 'registry-unavailable', retryable: true })
  })

  it('tells what was left out from what there is none of', async () => {
    world.faults.order('partial', { at: id })
    const { attributes } = await registry().lookup(query())
    // Integration 037 leaves out what it has none of, so that there the two cannot be told apart.
    if (soap) expect(Object.values(attributes).filter(value => value !== null).length).toBeLessThan(Object.keys(attributes).length)
    else expect(Object.keys(attributes).length).toBeLessThan(registry().attributes.length)
  })

  it('is not moved by the faults of another', async () => {
    world.faults.order('down', { at: id === 'tax' ? 'education' : 'tax' })
    await expect(registry().lookup(query())).resolves.toBeDefined()
  })

  it('knows nobody when the question is about nobody', async () => {
    const { person, keys } = query()
    const nobody = keys?.organisation !== undefined ? { keys: { organisation: '9999999999' } } : { person: { ...person, fullName: 'Người Khác Hẳn' } }
    expect((await failure(registry().lookup(query(nobody)))).code).toBe('registry-person-unknown')
  })

  it('keeps personal data out of its errors', async () => {
    const { person, keys } = query()
    const secrets = [person.personalId, person.fullName, ...Object.values(keys ?? {})]
    for (const fault of ['down', 'nonsense', 'wrong-person', 'unknown-person', 'half-answer'] as const) {
      world.faults.clear()
      world.faults.order(fault, { at: id })
      const error = await failure(registry().lookup(query()))
      const told = [error.message, error.detail, JSON.stringify(error), String(error.cause)].join()
      for (const secret of secrets) expect(told).not.toContain(secret)
    }
  })
})
