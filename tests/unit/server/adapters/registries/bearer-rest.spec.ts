import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { NetworkRequest } from '#signing'
import { createRegistries } from '../../../../../server/adapters/registries/index.ts'
import { bodyOf, failureOf, person, query, scriptedNetwork } from './scripted-network.ts'

/** A gateway with OAuth 2.0 client credentials (RFC 6749, 4.4) and bearer tokens (RFC 6750). */
const record = { recordId: 'TAX-1', personalId: person.personalId, updatedAt: '2026-10-01T00:00:00Z', attributes: { code: person.personalId, status: '00' } }
const asked = { ...query, attributes: ['code', 'status'] }

interface Gateway { token?: (index: number) => { status?: number, body?: string }, answer?: (request: NetworkRequest, token: string, index: number) => { status?: number, body?: string, headers?: Record<string, string> } }

function gatewayThat({ token = index => ({ body: JSON.stringify({ access_token: `token-${index}`, token_type: 'Bearer', expires_in: 100 }) }), answer = () => ({ body: JSON.stringify(record) }) }: Gateway = {}) {
  let time = Date.parse('2026-11-23T02:14:00Z')
  const counts = { tokens: 0, questions: 0 }
  const { network, sent } = scriptedNetwork((request) => {
    if (request.url.endsWith('/token')) return token(counts.tokens++)
    return answer(request, request.headers?.authorization?.replace('Bearer ', '') ?? '', counts.questions++)
  })
  const settings = {
    gateways: { national: { url: 'https://api.example/', tokenUrl: 'https://api.example/token', clientId: 'mót lan', clientSecret: 's:e+c' } },
    registries: { tax: { transport: 'bearer-rest', gateway: 'national', path: '/tax/1.0/lookup' }, education: { transport: 'bearer-rest', gateway: 'national', path: '/edu' }, business: { transport: 'bearer-rest', gateway: 'national', path: '/apiCSDLDKDN/1.0/chiTietDoanhNghiep' } },
  }
  const registries = createRegistries(settings, { network, now: () => new Date(time) })
  return { registries, tax: registries.tax!, sent, counts, wait: (seconds: number) => void (time += seconds * 1000) }
}

describe('the token', () => {
  it('is asked for with form-encoded id and secret, and shown with every question', async () => {
    const { tax, sent } = gatewayThat()
    await tax.lookup(asked)
    expect(sent[0]).toMatchObject({ method: 'POST', url: 'https://api.example/token', contentType: 'application/x-www-form-urlencoded', headers: { authorization: `Basic ${Buffer.from('m%C3%B3t+lan:s%3Ae%2Bc').toString('base64')}` } })
    expect(bodyOf(sent[0])).toBe('grant_type=client_credentials')
    expect(sent[1]).toMatchObject({ url: 'https://api.example/tax/1.0/lookup', headers: { 'authorization': 'Bearer token-0', 'x-user-id': 'VN000190012345', 'x-issue': 'draft-1' } })
  })

  it('is shared by all registries of the gateway and by all who wait for it', async () => {
    const { registries, counts } = gatewayThat({ answer: request => ({ body: JSON.stringify(request.url.endsWith('/edu') ? { ...record, attributes: { level: 'bachelor' } } : record) }) })
    await Promise.all([registries.tax!.lookup(asked), registries.education!.lookup({ ...query, attributes: ['level'] }), registries.tax!.lookup(asked)])
    expect(counts.tokens).toBe(1)
  })

  it('is used until shortly before it ends', async () => {
    const { tax, counts, wait } = gatewayThat()
    await tax.lookup(asked)
    wait(89)
    await tax.lookup(asked)
    expect(counts.tokens).toBe(1)
    wait(2)
    await tax.lookup(asked)
    expect(counts.tokens).toBe(2)
  })

  it('is asked for once more when it is refused, and the question with it', async () => {
    const { tax, counts } = gatewayThat({ answer: (_request, token) => token === 'token-0' ? { status: 401 } : { body: JSON.stringify(record) } })
    await expect(tax.lookup(asked)).resolves.toMatchObject({ attributes: { status: '00' } })
    expect(counts).toEqual({ tokens: 2, questions: 2 })
  })

  it('is asked for no third time', async () => {
    const { tax, counts } = gatewayThat({ answer: () => ({ status: 401 }) })
    expect(await failureOf(tax.lookup(asked))).toMatchObject({ code: 'registry-unavailable', retryable: false })
    expect(counts).toEqual({ tokens: 2, questions: 2 })
  })

  it('is asked for once by a hundred whose token was taken back', async () => {
    const { tax, counts } = gatewayThat({ answer: (_request, token) => token === 'token-0' ? { status: 401 } : { body: JSON.stringify(record) } })
    await Promise.all(Array.from({ length: 100 }, () => tax.lookup(asked)))
    expect(counts.tokens).toBe(2)
  })

  it.each([
    ['our credentials are refused', { status: 401, body: '{"error":"invalid_client"}' }, false],
    ['the server fails', { status: 500 }, true],
    ['there are too many', { status: 429 }, true],
    ['the answer is none', { body: '<html>' }, true],
    ['it is of another kind', { body: JSON.stringify({ access_token: 'x', token_type: 'mac' }) }, true],
  ])('is not had when %s', async (_what, token, retryable) => {
    const error = await failureOf(gatewayThat({ token: () => token }).tax.lookup(asked))
    expect([error.code, error.retryable]).toEqual(['registry-unavailable', retryable])
    expect(error.message).not.toMatch(/s:e\+c|token-/)
  })

  it('is tried for again after it was not had', async () => {
    const { tax } = gatewayThat({ token: index => index === 0 ? { status: 500 } : { body: JSON.stringify({ access_token: 'later', token_type: 'bearer' }) } })
    await failureOf(tax.lookup(asked))
    await expect(tax.lookup(asked)).resolves.toBeDefined()
  })
})

describe('the question', () => {
  it('keeps as evidence what was asked, for such gateways give none', async () => {
    const { tax, sent } = gatewayThat()
    const { requestHash, requestId } = await tax.lookup(asked)
    expect(requestHash).toBe(createHash('sha512').update(`POST https://api.example/tax/1.0/lookup\r\n\r\n${bodyOf(sent[1])}`).digest('base64'))
    expect(requestId).toBe(sent[1]?.headers?.['x-request-id'])
  })

  it('asks the business registry as it is asked: by number, with GET, in its own words', async () => {
    const data = {
      MainInformation: { ENTERPRISE_GDT_CODE: '9900000105', NAME: 'CÔNG TY TNHH SAO MAI', SHORT_NAME: null, ENTERPRISE_STATUS: '1', FOUNDING_DATE: '05/03/2019', CAPITAL_AMOUNT: 500_000_000 },
      HOAddress: { CityID: 1, WardID: 166, StreetNumber: 'Số 5 phố Duy Tân' }, BusinessActivity: [{ CODE: '6201', NAME: 'Lập trình', IS_MAIN: '1' }], Representatives: [{ FULL_NAME: 'LÊ VĂN AN', POSITION: 'Giám đốc' }],
    }
    const { registries, sent } = gatewayThat({ answer: () => ({ body: JSON.stringify({ data }) }) })
    const attributes = ['name', 'shortName', 'foreignName', 'status', 'foundedOn', 'headquarters', 'activities', 'representative']
    await expect(registries.business!.lookup({ ...query, keys: { organisation: '9900000105' }, attributes })).resolves.toMatchObject({
      recordId: 'NBR-9900000105',
      attributes: {
        name: 'CÔNG TY TNHH SAO MAI', shortName: null, status: 'active', foundedOn: '2019-03-05', headquarters: { province: '01', commune: '00166', detail: 'Số 5 phố Duy Tân' },
        activities: [{ code: '6201', name: 'Lập trình', main: true }], representative: { fullName: 'LÊ VĂN AN', position: 'Giám đốc' },
      },
    })
    expect(sent[1]).toMatchObject({ method: 'GET', url: 'https://api.example/apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=9900000105' })
    expect(sent[1]?.body).toBeUndefined()
  })

  it('is refused for good when we may not ask it', async () => {
    expect(await failureOf(gatewayThat({ answer: () => ({ status: 403 }) }).tax.lookup(asked))).toMatchObject({ code: 'registry-unavailable', retryable: false })
  })
})
