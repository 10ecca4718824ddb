import { isText, readOid, readText, type DerValue } from '../asn1/index.ts'
import { oids } from './oids.ts'

export interface NameEntry {
  type: string
  /** NFC; for values that are no text, '#' and the DER in hex (RFC 4514 §2.4). */
  value: string
}

const labels: Record<string, string> = {
  '2.5.4.3': 'CN', '2.5.4.4': 'SN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.9': 'STREET', '2.5.4.10': 'O', '2.5.4.11': 'OU',
  '2.5.4.12': 'title', '2.5.4.42': 'GN', '2.5.4.97': 'organizationIdentifier', '0.9.2342.19200300.100.1.1': 'UID', '0.9.2342.19200300.100.1.25': 'DC', '1.2.840.113549.1.9.1': 'emailAddress',
}

/** A distinguished name (RFC 5280 §4.1.2.4). Attributes may repeat: Vietnamese certificates carry several UIDs. */
export class Name {
  readonly bytes: Uint8Array
  /** RDNs in the order of the encoding, each with one or more attributes. */
  readonly rdns: readonly (readonly NameEntry[])[]
  #canonical: string | null = null

  /** @throws SigningError `der-malformed` */
  constructor(value: DerValue) {
    this.bytes = value.expect(0x30).bytes
    this.rdns = value.children(200).map(rdn => rdn.expect(0x31).children(50).map(readEntry))
  }

  get isEmpty(): boolean {
    return this.rdns.length === 0
  }

  /** Values of an attribute type (dotted OID), in order. */
  all(type: string): string[] {
    return this.rdns.flat().filter(entry => entry.type === type).map(({ value }) => value)
  }

  /** The most specific (last) value, or null. */
  last(type: string): string | null {
    return this.all(type).at(-1) ?? null
  }

  get commonName(): string | null {
    return this.last(oids.commonName)
  }

  get organisation(): string | null {
    return this.last(oids.organisation)
  }

  get userIds(): string[] {
    return this.all(oids.uid)
  }

  /** RFC 5280 §7.1: letter case, composition and repeated spaces do not make another name. */
  get canonicalRdns(): string[] {
    return this.rdns.map(rdn => rdn.map(({ type, value }) => `${type}=${value.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ')}`).sort().join('\u0001'))
  }

  get canonical(): string {
    this.#canonical ??= this.canonicalRdns.join('\u0000')
    return this.#canonical
  }

  equals(other: Name): boolean {
    return this === other || Buffer.compare(this.bytes, other.bytes) === 0 || this.canonical === other.canonical
  }

  /** RFC 4514: most specific first. */
  toString(): string {
    return this.rdns.map(rdn => rdn.map(({ type, value }) => `${labels[type] ?? type}=${value.startsWith('#') ? value : escape(value)}`).join('+')).reverse().join(',')
  }
}

function readEntry(value: DerValue): NameEntry {
  const cursor = value.expect(0x30).inside()
  const type = readOid(cursor.next())
  const text = cursor.next()
  cursor.finish()
  return { type, value: isText(text) ? readText(text) : `#${Buffer.from(text.bytes).toString('hex')}` }
}

const escape = (value: string): string => value.replaceAll(/[",+;<>\\=]/g, '\\$&').replaceAll('\0', '\\00').replace(/^[ #]/, '\\$&').replace(/ $/, '\\ ')
