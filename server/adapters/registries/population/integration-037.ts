import type { Wire } from '../wire.ts'
import { childOf, escapeXml, parseXml, textOf, type XmlElement } from '../transports/xml.ts'

/**
 * The population service as it is behind the national platform: SOAP operation `TraCuuThongTinCongDan`, integration code
 * 037. It names the official and the procedure, and answers number, name and date of birth only when all three agree.
 */
export interface Integration037Options {
  /** Personal number of the official in whose name the portal asks (MaCanBo). */
  official: string
  /** Unit and account that the ministry gave the portal (MaDonVi, TaiKhoan). */
  unit: string
  account: string
}

const request = 'http://dancuquocgia.bca'
const answer = 'http://www.mic.gov.vn/dancu/1.0'

export function createIntegration037({ official, unit, account }: Integration037Options): Wire {
  return {
    serves: ({ attributes }) => Object.keys(readers).filter(id => Object.hasOwn(attributes, id)),
    write: ({ person, procedure }, { messageId }) => {
      const born = person.dateOfBirth.replaceAll('-', '')
      const fields: [string, string][] = [
        ['MaYeuCau', messageId], ['MaDVC', procedure], ['MaTichHop', '037'], ['MaCanBo', official], ['MaDonVi', unit], ['TaiKhoan', account],
        ['SoDinhDanh', person.personalId], ['HoVaTen', person.fullName.normalize('NFC').toLocaleUpperCase('vi')],
      ]
      const written = fields.map(([name, value]) => `<dan:${name}>${escapeXml(value)}</dan:${name}>`).join('')
      // Of some people only the year is known, and the law takes it for a date.
      const date = born.length === 8 ? `<dan:NgayThangNam>${born}</dan:NgayThangNam>` : `<dan:Nam>${born.slice(0, 4)}</dan:Nam>`
      return { method: 'POST', query: '', body: `<dan:TraCuuThongTinCongDan xmlns:dan="${request}">${written}<dan:NgayThangNamSinh>${date}</dan:NgayThangNamSinh></dan:TraCuuThongTinCongDan>` }
    },
    read: (bytes, { attributes }) => {
      const collection = childOf(childOf(parseXml(bytes), 'Body'), 'CongdanCollection')
      if (collection === null || collection.namespace !== answer) throw new Error('no CongdanCollection')
      const people = collection.children.filter(({ name }) => name === 'CongDan')
      if (people.length > 1) throw new Error('more than one person')
      const [person] = people
      return person === undefined ? null : toRecord(person, collection, attributes)
    },
  }
}

function toRecord(person: XmlElement, collection: XmlElement, attributes: readonly string[]) {
  const personalId = textOf(person, 'SoDinhDanh') ?? ''
  const asOf = textOf(collection, 'ThoiDiemDuLieu')
  const read = attributes.map(id => [id, Object.hasOwn(readers, id) ? readers[id]?.(person) : undefined] as const)
  return {
    // The service numbers people, not records.
    recordId: `NPD-${personalId}`,
    subject: { personalId },
    updatedAt: null,
    asOf,
    attributes: Object.fromEntries(read.filter(([, value]) => value !== undefined)),
  }
}

/** What of an answer makes an attribute: null for none, undefined for a code whose meaning is not known here. */
type Reader = (person: XmlElement) => unknown

const readers: Readonly<Record<string, Reader>> = {
  personalId: person => textOf(person, 'SoDinhDanh'),
  fullName: person => nameOf(childOf(person, 'HoVaTen')),
  dateOfBirth: person => dateOf(childOf(person, 'NgayThangNamSinh')),
  sex: coded('GioiTinh', { 1: 'male', 2: 'female' }),
  ethnicity: person => textOf(person, 'DanToc'),
  nationality: person => textOf(person, 'QuocTich'),
  placeOfBirthRegistration: addressAt('NoiDangKyKhaiSinh'),
  hometown: addressAt('QueQuan'),
  permanentAddress: addressAt('ThuongTru'),
  currentAddress: addressAt('NoiOHienTai'),
  // The table of codes is from memory; a code beyond it is no answer.
  maritalStatus: coded('TinhTrangHonNhan', { 0: null, 1: 'single', 2: 'married', 3: 'divorced', 4: 'widowed' }),
  father: relativeAt('Cha'),
  mother: relativeAt('Me'),
  spouse: relativeAt('VoChong'),
  head: (person) => {
    const head = childOf(person, 'ChuHo')
    if (textOf(head, 'HoVaTen') === null) return null
    // Of the relations only "head" is known by its code; the person says the others.
    return { fullName: textOf(head, 'HoVaTen'), personalId: numberAt(head), relation: textOf(head, 'QuanHe') === 'CH01' ? 'head' : null }
  },
}

function coded(name: string, meanings: Readonly<Record<string, string | null>>): Reader {
  return (person) => {
    const code = textOf(person, name)
    return code === null ? null : Object.hasOwn(meanings, code) ? meanings[code] : undefined
  }
}

/** Family name, middle name, name; often the whole name stands in the last. */
function nameOf(name: XmlElement | null): string | null {
  return ['Ho', 'ChuDem', 'Ten'].map(part => textOf(name, part)).filter(part => part !== null).join(' ') || null
}

function dateOf(date: XmlElement | null): string | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(textOf(date, 'NgayThangNam') ?? '') ?? []
  return day === undefined ? textOf(date, 'Nam') ?? textOf(date, 'NamSinh') : `${year}-${month}-${day}`
}

/** Two levels of government are left; the district of old addresses stays in the text. */
function addressAt(name: string): Reader {
  return (person) => {
    const place = childOf(person, name)
    const [province, commune] = [textOf(place, 'MaTinhThanh'), textOf(place, 'MaPhuongXa')]
    return province === null || commune === null ? null : { province, commune, detail: textOf(place, 'ChiTiet') ?? '' }
  }
}

function relativeAt(name: string): Reader {
  return (person) => {
    const relative = childOf(person, name)
    const fullName = textOf(relative, 'HoVaTen') ?? nameOf(childOf(relative, 'HoVaTen'))
    return fullName === null ? null : { fullName, personalId: numberAt(relative), nationality: textOf(relative, 'QuocTich') }
  }
}

/** Nine-digit numbers stand in a field of their own; anything else than twelve digits is no personal number. */
function numberAt(element: XmlElement | null): string | null {
  const number = textOf(element, 'SoDinhDanh')
  return number !== null && /^\d{12}$/.test(number) ? number : null
}
