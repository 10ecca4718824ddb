import { encode, oid, readOid, sequence, setOf, tags, type DerValue } from '../asn1/index.ts'

export interface Attribute {
  oid: string
  values: DerValue[]
  bytes: Uint8Array
}

/** A set of signed or unsigned attributes, as they came. */
export class Attributes {
  readonly list: readonly Attribute[]
  /** As encoded, with the SET tag: what is hashed when the encoding is DER. */
  readonly raw: Uint8Array
  /** The same members in the order of DER (X.690 §11.6). */
  readonly der: Uint8Array

  /** @param value `[0]` or `[1] IMPLICIT SET OF Attribute`. @throws SigningError `der-malformed` */
  constructor(value: DerValue) {
    const members = value.children(500)
    this.list = members.map(readAttribute)
    this.raw = encode(tags.set, value.content)
    this.der = setOf(...members.map(({ bytes }) => bytes))
  }

  get isDer(): boolean {
    return Buffer.compare(this.raw, this.der) === 0
  }

  has(id: string): boolean {
    return this.list.some(attribute => attribute.oid === id)
  }

  all(id: string): Attribute[] {
    return this.list.filter(attribute => attribute.oid === id)
  }

  /** The value, when the attribute comes once and with one value, else null. */
  only(id: string): DerValue | null {
    const found = this.all(id)
    return found.length === 1 && found[0]!.values.length === 1 ? found[0]!.values[0]! : null
  }

  /** OIDs that come more than once, although each may come once only (RFC 5652 §5.3). */
  get repeated(): string[] {
    const ids = this.list.map(attribute => attribute.oid)
    return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
  }
}

function readAttribute(value: DerValue): Attribute {
  const cursor = value.expect(tags.sequence).inside()
  const id = readOid(cursor.next())
  const values = cursor.next(tags.set).children(500)
  cursor.finish()
  return { oid: id, values, bytes: value.bytes }
}

/** DER Attribute. */
export const encodeAttribute = (id: string, ...values: Uint8Array[]): Uint8Array => sequence(oid(id), setOf(...values))
