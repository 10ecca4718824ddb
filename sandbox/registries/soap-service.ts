import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { defineEventHandler, getRequestHeader, readRawBody, setResponseHeaders, setResponseStatus, type H3Event, type Router } from 'h3'
import type { PopulationRecord, Relative } from '../people/record.ts'
import type { StateFile } from '../state-file.ts'
import { answerQuestion, type LookupRecord, type RegistryDependencies } from './answer.ts'
import { breakOff } from './break-off.ts'
import { services, type Question } from './services.ts'
import { portalClientId } from './security-server.ts'
import { element, escapeXml, leavesOf } from './xml.ts'

export const soapServiceId = 'MOTLAN-DEV/GOV/MPS/population/TraCuuThongTinCongDan'

/** An account on the national platform. */
export interface PlatformAccount { apiKey: string, user: string, secret: string }

export const newPlatformAccount = (): PlatformAccount => ({ apiKey: randomUUID(), user: 'motlan', secret: randomBytes(24).toString('base64url') })

/** What the token is made of beside user, time and secret; the same for everybody. */
export const platformAuthUrl = 'https://platform.example/auth'

/** The population service in SOAP, integration code 037, behind the account that the platform asks for; enveloped by X-Road (PR-MESS 4.0). */
export function addSoapService(router: Router, account: StateFile<PlatformAccount>, deps: RegistryDependencies): void {
  router.post('/', defineEventHandler(async (event) => {
    const body = await readRawBody(event, false) ?? Buffer.alloc(0)
    setResponseHeaders(event, { 'content-type': 'text/xml;charset=utf-8' })
    if (!isAdmitted(event, account.value, deps.now())) {
      setResponseStatus(event, 401)
      return fault('Client.Unauthorized', 'account, key or time')
    }
    const leaves = leavesOf(body.toString('utf8'))
    const asked = leaves === null ? null : readQuestion(leaves)
    if (leaves === null || asked === null) return sendFault(event, 'Client.BadRequest')
    if (leaves.get('memberCode') === undefined || leaves.get('protocolVersion') !== '4.0') return sendFault(event, 'Client.BadRequest')
    if (getRequestHeader(event, 'x-road-client') !== portalClientId) return sendFault(event, 'Server.ServerProxy.AccessDenied')
    const population = services.find(({ id }) => id === 'population')
    if (population === undefined) return sendFault(event, 'Server.ServerProxy.UnknownService')
    const reply = await answerQuestion(population, asked, deps)
    if (reply.kind === 'down') return sendFault(event, 'Server.ServerProxy.NetworkError')
    if (reply.kind === 'nonsense') return '<html><body>It works!</body>'
    const text = envelope(leaves, body, reply.kind === 'unknown' ? '' : citizen(reply.record), reply.kind === 'unknown' ? deps.now().toISOString() : reply.record.asOf)
    return reply.kind === 'record' && reply.half ? breakOff(event, text) : text
  }))
}

/** Within five minutes: base64 of user and sha256(address + user + time + secret). */
function isAdmitted(event: H3Event, { apiKey, user, secret }: PlatformAccount, now: Date): boolean {
  const timestamp = getRequestHeader(event, 'timestamp') ?? ''
  const token = createHash('sha256').update(platformAuthUrl + user + timestamp + secret).digest('hex')
  const wanted = Buffer.from(`Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`)
  const given = Buffer.from(getRequestHeader(event, 'authorization') ?? '')
  return getRequestHeader(event, 'apikey') === apiKey && Math.abs(Number(timestamp) - now.getTime()) < 300_000 && given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** All of number, name and date; the official, the procedure and the integration code must be named. */
function readQuestion(leaves: ReadonlyMap<string, string>): Question | null {
  const [personalId, fullName, day, year] = ['SoDinhDanh', 'HoVaTen', 'NgayThangNam', 'Nam'].map(name => leaves.get(name))
  const dateOfBirth = day === undefined ? year : day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const procedure = leaves.get('MaDVC')
  if (personalId === undefined || fullName === undefined || dateOfBirth === undefined || procedure === undefined) return null
  if (leaves.get('MaTichHop') !== '037' || !/^\d{12}$/.test(leaves.get('MaCanBo') ?? '') || leaves.get('MaYeuCau') === undefined) return null
  return { person: { personalId, fullName, dateOfBirth }, keys: {}, attributes: [...told], purpose: 'TraCuuThongTinCongDan', procedure, userId: leaves.get('userId') ?? `VN${leaves.get('MaCanBo')}`, issue: leaves.get('issue') ?? leaves.get('MaYeuCau') ?? '' }
}

/** Integration 037 answers with all it has. */
const told = ['personalId', 'fullName', 'sex', 'ethnicity', 'maritalStatus', 'dateOfBirth', 'nationality', 'placeOfBirthRegistration', 'hometown', 'permanentAddress', 'currentAddress', 'father', 'mother', 'spouse', 'head'] as const

/** The header fields of the request and the hash of its bytes (PR-MESS 2.2). */
function envelope(leaves: ReadonlyMap<string, string>, request: Buffer, content: string, asOf: string): string {
  const header = ['id', 'userId', 'issue', 'protocolVersion'].map(name => element(`xrd:${name}`, leaves.get(name) ?? null)).join('')
  const hash = createHash('sha512').update(request).digest('base64')
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">${header}`
    + `<xrd:requestHash algorithmId="http://www.w3.org/2001/04/xmlenc#sha512">${hash}</xrd:requestHash></soapenv:Header>`
    + `<soapenv:Body><ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0">${element('ns1:ThoiDiemDuLieu', asOf)}${content}</ns1:CongdanCollection></soapenv:Body></soapenv:Envelope>`
}

/** The element CongDan; what was left out of the record is left out here. */
function citizen({ attributes }: LookupRecord): string {
  const { personalId, fullName, sex, ethnicity, maritalStatus, dateOfBirth, nationality, placeOfBirthRegistration, hometown, permanentAddress, currentAddress, father, mother, spouse, head } = attributes as Partial<PopulationRecord>
  const tag = (name: string, value: string | null | undefined) => element(`ns1:${name}`, value ?? null)
  const place = (name: string, at: PopulationRecord['hometown'] | null | undefined) =>
    at === undefined || at === null ? '' : element(`ns1:${name}`, [tag('MaTinhThanh', at.province), tag('MaPhuongXa', at.commune), tag('ChiTiet', at.detail), tag('QuocGia', 'VN')])
  const relative = (name: string, one: Relative | null | undefined) => one === undefined || one === null ? '' : element(`ns1:${name}`, [tag('HoVaTen', one.fullName), tag('QuocTich', one.nationality), tag('SoDinhDanh', one.personalId)])
  return element('ns1:CongDan', [
    tag('SoDinhDanh', personalId), fullName === undefined ? '' : element('ns1:HoVaTen', ['<ns1:Ho/><ns1:ChuDem/>', tag('Ten', fullName)]), tag('GioiTinh', sex === undefined ? null : sex === 'male' ? '1' : '2'), tag('DanToc', ethnicity),
    tag('TinhTrangHonNhan', maritalStatus === undefined ? null : { single: '1', married: '2', divorced: '3', widowed: '4' }[maritalStatus]),
    dateOfBirth === undefined ? '' : element('ns1:NgayThangNamSinh', [tag('Nam', dateOfBirth.slice(0, 4)), tag('NgayThangNam', dateOfBirth.length === 10 ? dateOfBirth.replaceAll('-', '') : null)]),
    place('NoiDangKyKhaiSinh', placeOfBirthRegistration), tag('QuocTich', nationality), place('QueQuan', hometown), place('ThuongTru', permanentAddress), place('NoiOHienTai', currentAddress),
    relative('Cha', father), relative('Me', mother), relative('VoChong', spouse),
    head === undefined ? '' : element('ns1:ChuHo', [tag('QuanHe', head.relation === 'head' ? 'CH01' : 'CH99'), tag('SoDinhDanh', head.personalId), tag('HoVaTen', head.fullName)]),
  ])
}

function sendFault(event: H3Event, code: string): string {
  setResponseStatus(event, 500)
  return fault(code, 'see the code')
}

const fault = (code: string, text: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>${escapeXml(code)}</faultcode><faultstring>${escapeXml(text)}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`
