import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRegistries, RegistrySettingsError, type RegistriesDeps } from '../../../../../server/adapters/registries/index.ts'
import { now, query, scriptedNetwork } from './scripted-network.ts'

const { network } = scriptedNetwork(() => ({}))
const server = { url: 'https://ss.example', client: 'I/C/M/S' }
const rest = { transport: 'x-road-rest', server: 'own', service: 'I/C/M/S/lookup' }
const connect = (settings: unknown, more: Partial<RegistriesDeps> = {}) => createRegistries(settings, { network, now, ...more })

describe('the registries file', () => {
  it('connects what it names and nothing else', () => {
    expect(Object.keys(connect({ securityServers: { own: server }, registries: { population: rest, tax: rest } }))).toEqual(['population', 'tax'])
    expect(connect({ registries: {} })).toEqual({})
  })

  it.each<[string, unknown]>([
    ['no object', 'x'],
    ['a registry that nobody knows', { securityServers: { own: server }, registries: { astrology: rest } }],
    ['a server that is not there', { registries: { population: rest } }],
    ['a gateway that is not there', { registries: { tax: { transport: 'bearer-rest', gateway: 'g', path: '/x' } } }],
    ['a transport that nobody speaks', { securityServers: { own: server }, registries: { population: { ...rest, transport: 'fax' } } }],
    ['SOAP where only the population registry speaks it', { securityServers: { own: server }, registries: { tax: { ...rest, transport: 'x-road-soap', caller: { official: '000188200001', unit: 'x', account: 'x' } } } }],
    ['a misspelt setting', { securityServers: { own: server }, registries: { population: { ...rest, tiemout: 1 } } }],
    ['a client certificate where none can be shown', { securityServers: { own: { ...server, tls: { keyFile: 'k', certificateFile: 'c', authoritiesFile: 'a' } } }, registries: { population: rest } }],
  ])('is refused with %s', (_what, settings) => {
    expect(() => connect(settings)).toThrow(RegistrySettingsError)
  })

  it('tells places and no secrets', () => {
    const settings = { gateways: { g: { url: 'no url', tokenUrl: 'https://x.example', clientId: 'id', clientSecret: 'very-secret' } }, registries: {} }
    expect(() => connect(settings)).toThrow(/^Registries file: gateways\.g\.url \(invalid_format\)$/)
  })

  it('asks a server that wants a certificate over a network of its own', async () => {
    const shown: unknown[] = []
    const folder = mkdtempSync(join(tmpdir(), 'registry-tls-'))
    const file = (name: string) => join(folder, name)
    for (const name of ['key', 'certificate', 'authorities']) writeFileSync(file(name), `PEM of ${name}`)
    const tls = { keyFile: file('key'), certificateFile: file('certificate'), authoritiesFile: file('authorities') }
    const own = scriptedNetwork(() => ({ status: 503 }))
    const { population } = connect({ securityServers: { own: { ...server, tls } }, registries: { population: rest } }, {
      openNetwork: (asked) => {
        shown.push(asked)
        return own.network
      },
    })
    await population!.lookup(query).catch(() => {})
    expect([shown, own.sent.length]).toEqual([[{ key: 'PEM of key', certificate: 'PEM of certificate', authorities: 'PEM of authorities' }], 1])
    rmSync(folder, { recursive: true })
    expect(() => connect({ securityServers: { own: { ...server, tls } }, registries: { population: rest } }, { openNetwork: () => network })).toThrow(/cannot read/)
  })
})
