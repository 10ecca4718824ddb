import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRegistries } from '../../../../../server/adapters/registries/index.ts'
import { parseXml } from '../../../../../server/adapters/registries/transports/xml.ts'
import { bodyOf, failureOf, now, person, query, scriptedNetwork } from './scripted-network.ts'

/** The population service as it is (operation TraCuuThongTinCongDan, integration 037), in the envelope of X-Road (PR-MESS 4.0). */
const platform = { apiKey: 'key-1', user: 'motlan', secret: 'quiet', authUrl: 'https://platform.example/auth' }
const settings = {
  securityServers: { own: { url: 'https://ss.example', client: 'INST/GOV/M1/portal' } },
  registries: { population: { transport: 'x-road-soap', server: 'own', service: 'INST/GOV/MPS/population/TraCuuThongTinCongDan', path: '/npd', platform, caller: { official: '000188200001', unit: 'H01.01', account: 'motlan' } } },
}
const citizen = '<p:CongDan><p:SoDinhDanh>000190012345</p:SoDinhDanh><p:SoCMND>123456789</p:SoCMND><p:HoVaTen><p:Ho>NGUYỄN</p:Ho><p:ChuDem>THỊ</p:ChuDem><p:Ten>OANH</p:Ten></p:HoVaTen><p:GioiTinh>2</p:GioiTinh><p:DanToc>01</p:DanToc><p:TonGiao>00</p:TonGiao><p:TinhTrangHonNhan>2</p:TinhTrangHonNhan><p:NhomMau>00</p:NhomMau>'
  + '<p:NgayThangNamSinh><p:Nam>1990</p:Nam><p:NgayThangNam>19900305</p:NgayThangNam></p:NgayThangNamSinh><p:QuocTich/>'
  + '<p:ThuongTru><p:MaTinhThanh>01</p:MaTinhThanh><p:MaQuanHuyen>005</p:MaQuanHuyen><p:MaPhuongXa>00166</p:MaPhuongXa><p:ChiTiet>Số 12 &amp; 14</p:ChiTiet><p:QuocGia>VN</p:QuocGia></p:ThuongTru>'
  + '<p:Cha><p:HoVaTen>NGUYỄN VĂN HAI</p:HoVaTen><p:QuocTich>VN</p:QuocTich><p:SoDinhDanh>123456</p:SoDinhDanh></p:Cha>'
  + '<p:ChuHo><p:QuanHe>CH01</p:QuanHe><p:SoDinhDanh>000190012345</p:SoDinhDanh><p:HoVaTen>NGUYỄN THỊ OANH</p:HoVaTen></p:ChuHo></p:CongDan>'

interface Told { body?: string, header?: (request: { id: string, bytes: Uint8Array }) => string, status?: number, headers?: Record<string, string>, before?: string }

function registryThat({ body = `<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0">${citizen}</p:CongdanCollection>`, header = honest, status = 200, headers = {}, before = '<?xml version="1.0" encoding="UTF-8"?>' }: Told = {}) {
  const { network, sent } = scriptedNetwork((request) => {
    const bytes = request.body ?? new Uint8Array()
    return {
      status,
      headers: { 'content-type': 'text/xml;charset=UTF-8', ...headers },
      body: `${before}<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">${header({ id: request.headers?.['x-road-id'] ?? '', bytes })}</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
    }
  })
  return { sent, registry: createRegistries(settings, { network, now }).population! }
}

const hashOf = (bytes: Uint8Array, kind: 'sha256' | 'sha512') => createHash(kind).update(bytes).digest('base64')
const written = (id: string, kind: string, value: string) => `<xrd:id>${id}</xrd:id><xrd:protocolVersion>4.0</xrd:protocolVersion><xrd:requestHash algorithmId="http://www.w3.org/2001/04/xmlenc#${kind}">${value}</xrd:requestHash>`
const honest = ({ id, bytes }: { id: string, bytes: Uint8Array }) => written(id, 'sha512', hashOf(bytes, 'sha512'))
const all = ['fullName', 'sex', 'dateOfBirth', 'ethnicity', 'nationality', 'maritalStatus', 'permanentAddress', 'father', 'mother', 'head']

describe('the question', () => {
  it('names the official, the procedure and the integration, and all of number, name and birth date', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    const root = parseXml(sent[0]!.body!)
    const asked = root.children[1]?.children[0]
    expect([asked?.name, asked?.namespace]).toEqual(['TraCuuThongTinCongDan', 'http://dancuquocgia.bca'])
    expect(Object.fromEntries(asked!.children.map(({ name, text }) => [name, text]))).toMatchObject({
      MaYeuCau: sent[0]?.headers?.['x-road-id'], MaDVC: '1.004194', MaTichHop: '037', MaCanBo: '000188200001', MaDonVi: 'H01.01', TaiKhoan: 'motlan', SoDinhDanh: '000190012345', HoVaTen: 'NGUYỄN THỊ OANH',
    })
    expect(asked?.children.at(-1)?.children[0]).toMatchObject({ name: 'NgayThangNam', text: '19900305' })
  })

  it('gives a birth year alone where no more is known: it is a legal value', async () => {
    const { registry, sent } = registryThat()
    await failureOf(registry.lookup({ ...query, person: { ...person, personalId: '000162000001', dateOfBirth: '1962' } }))
    expect(bodyOf(sent[0])).toContain('<dan:NgayThangNamSinh><dan:Nam>1962</dan:Nam></dan:NgayThangNamSinh>')
  })

  it('stands in an envelope with the header fields of PR-MESS 2.2', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    const header = parseXml(sent[0]!.body!).children[0]!
    const field = (name: string) => header.children.find(child => child.name === name && child.namespace === 'http://x-road.eu/xsd/xroad.xsd')
    expect(field('client')).toMatchObject({ attributes: { objectType: 'SUBSYSTEM' }, children: [{ text: 'INST' }, { text: 'GOV' }, { text: 'M1' }, { text: 'portal' }] })
    expect(field('service')?.children.map(({ name, text }) => [name, text])).toEqual([['xRoadInstance', 'INST'], ['memberClass', 'GOV'], ['memberCode', 'MPS'], ['subsystemCode', 'population'], ['serviceCode', 'TraCuuThongTinCongDan']])
    expect([field('id')?.text, field('userId')?.text, field('issue')?.text, field('protocolVersion')?.text]).toEqual([sent[0]?.headers?.['x-road-id'], 'VN000190012345', 'draft-1', '4.0'])
  })

  it('is admitted by a token over address, user, time and secret, never by the secret itself', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup(query)
    const token = createHash('sha256').update(`https://platform.example/authmotlan${now().getTime()}quiet`).digest('hex')
    expect(sent[0]).toMatchObject({ url: 'https://ss.example/npd', contentType: 'text/xml; charset=utf-8' })
    expect(sent[0]?.headers).toMatchObject({ timestamp: String(now().getTime()), apikey: 'key-1', authorization: `Basic ${Buffer.from(`motlan:${token}`).toString('base64')}`, soapaction: '""' })
    expect(JSON.stringify(sent[0]?.headers) + bodyOf(sent[0])).not.toContain('quiet')
  })

  it('lets no name break out of its element', async () => {
    const { registry, sent } = registryThat()
    await registry.lookup({ ...query, person: { ...person, fullName: '</dan:HoVaTen><dan:SoDinhDanh>000190099999&\u0000' }, issue: '"<>' })
    expect(bodyOf(sent[0])).toContain('<dan:HoVaTen>&lt;/DAN:HOVATEN&gt;&lt;DAN:SODINHDANH&gt;000190099999&amp;</dan:HoVaTen>')
    expect(() => parseXml(sent[0]!.body!)).not.toThrow()
  })
})

describe('the answer', () => {
  it('is read with its codes translated, and what there is none of is null', async () => {
    const { attributes, requestHash } = await registryThat().registry.lookup({ ...query, attributes: all })
    expect(attributes).toEqual({
      fullName: 'NGUYỄN THỊ OANH', sex: 'female', dateOfBirth: '1990-03-05', ethnicity: '01', nationality: null, maritalStatus: 'married',
      permanentAddress: { province: '01', commune: '00166', detail: 'Số 12 & 14' }, father: { fullName: 'NGUYỄN VĂN HAI', personalId: null, nationality: 'VN' }, mother: null,
      head: { fullName: 'NGUYỄN THỊ OANH', personalId: '000190012345', relation: 'head' },
    })
    expect(Buffer.from(requestHash, 'base64')).toHaveLength(64)
  })

  it('says nothing by a code whose meaning nobody told us', async () => {
    const { registry } = registryThat({ body: `<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0">${citizen.replace('<p:GioiTinh>2', '<p:GioiTinh>7')}</p:CongdanCollection>` })
    expect(Object.keys((await registry.lookup({ ...query, attributes: ['sex', 'ethnicity'] })).attributes)).toEqual(['ethnicity'])
  })

  it('does not offer attributes that integration 037 does not carry', () => {
    expect(registryThat().registry.attributes).not.toContain('household')
    expect(registryThat().registry.attributes).not.toContain('religion')
  })

  it('takes a name that stands whole in its last part', async () => {
    const { registry } = registryThat({ body: `<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0">${citizen.replace('<p:Ho>NGUYỄN</p:Ho><p:ChuDem>THỊ</p:ChuDem><p:Ten>OANH', '<p:Ho/><p:ChuDem/><p:Ten>NGUYỄN THỊ OANH')}</p:CongdanCollection>` })
    expect((await registry.lookup(query)).attributes.fullName).toBe('NGUYỄN THỊ OANH')
  })

  it.each<[string, string, Told]>([
    ['of another person', 'registry-wrong-person', { body: `<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0">${citizen.replace('<p:SoDinhDanh>000190012345', '<p:SoDinhDanh>000190099999')}</p:CongdanCollection>` }],
    ['of nobody', 'registry-person-unknown', { body: '<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0"/>' }],
    ['of two', 'registry-answer-invalid', { body: `<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0">${citizen}${citizen}</p:CongdanCollection>` }],
    ['in another namespace', 'registry-answer-invalid', { body: `<p:CongdanCollection xmlns:p="http://elsewhere.example/">${citizen}</p:CongdanCollection>` }],
    ['to another message', 'registry-answer-invalid', { header: ({ bytes }) => written('another', 'sha512', hashOf(bytes, 'sha512')) }],
    ['to another request', 'registry-answer-invalid', { header: ({ id }) => written(id, 'sha512', hashOf(new TextEncoder().encode('another'), 'sha512')) }],
    ['with a hash of a weak kind', 'registry-answer-invalid', { header: ({ id, bytes }) => written(id, 'sha1', hashOf(bytes, 'sha512')) }],
    ['without any evidence', 'registry-answer-invalid', { header: () => '' }],
    ['that is no XML by its type', 'registry-answer-invalid', { headers: { 'content-type': 'text/html' } }],
    ['with a document type', 'registry-answer-invalid', { before: '<!DOCTYPE s:Envelope>' }],
    ['with entities that grow', 'registry-answer-invalid', { before: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>', body: '&b;' }],
    ['with an entity from outside', 'registry-answer-invalid', { before: '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>', body: '&f;' }],
    ['with an entity nobody declared', 'registry-answer-invalid', { body: '&nbsp;' }],
    ['that is cut off', 'registry-answer-invalid', { body: '<p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0"><p:CongDan>' }],
    ['without end in depth', 'registry-answer-invalid', { body: '<a>'.repeat(500) + '</a>'.repeat(500) }],
    ['without end in length', 'registry-answer-invalid', { body: '<a/>'.repeat(10_000) }],
  ])('%s is refused: %s', async (_what, code, told) => {
    expect((await failureOf(registryThat(told).registry.lookup(query))).code).toBe(code)
  })

  it.each([
    ['Server.ServerProxy.NetworkError', 'registry-unavailable', true], ['soapenv:Client.BadRequest', 'registry-answer-invalid', false], ['Server.ServerProxy.AccessDenied', 'registry-unavailable', false],
  ])('PR-MESS 2.5: tells the fault %s as %s', async (faultcode, code, retryable) => {
    const error = await failureOf(registryThat({ status: 500, body: `<s:Fault><faultcode>${faultcode}</faultcode><faultstring>x</faultstring></s:Fault>` }).registry.lookup(query))
    expect([error.code, error.retryable]).toEqual([code, retryable])
  })

  it('may carry its evidence in HTTP headers, as the national platform does', async () => {
    const { network } = scriptedNetwork(request => ({
      headers: { 'content-type': 'text/xml', 'x-road-id': request.headers?.['x-road-id'] ?? '', 'x-road-request-hash': Buffer.alloc(64, 3).toString('base64') },
      body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body><p:CongdanCollection xmlns:p="http://www.mic.gov.vn/dancu/1.0">${citizen}</p:CongdanCollection></s:Body></s:Envelope>`,
    }))
    await expect(createRegistries(settings, { network, now }).population!.lookup(query)).resolves.toMatchObject({ requestHash: Buffer.alloc(64, 3).toString('base64') })
  })
})

it('quotes nothing of a document that it refuses', () => {
  for (const text of [`<a>${person.personalId}`, `<a ${person.personalId}="1">`, `<a>&${person.fullName};</a>`, '']) {
    expect(() => parseXml(new TextEncoder().encode(text))).toThrow(/^the XML document holds [a-z -]+$/)
  }
  expect(() => parseXml(new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toThrow()
})
