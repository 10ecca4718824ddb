import { readOid, type DerValue } from '../asn1/index.ts'
import { Name } from './name.ts'

/** GeneralName (RFC 5280 §4.2.1.6). Forms that nothing here looks into keep their tag and bytes. */
export type GeneralName
  = | { kind: 'email' | 'dns' | 'uri', value: string }
    | { kind: 'directory', value: Name }
  /** An address, or address and mask in a name constraint. */
    | { kind: 'ip', value: Uint8Array }
    | { kind: 'registeredId', value: string }
    | { kind: 'other', tag: number, value: Uint8Array }

const texts: Record<number, 'email' | 'dns' | 'uri'> = { 0x81: 'email', 0x82: 'dns', 0x86: 'uri' }

/** @throws SigningError `der-malformed` */
export function readGeneralName(value: DerValue): GeneralName {
  const kind = texts[value.tag]
  if (kind !== undefined) return { kind, value: Buffer.from(value.content).toString('latin1') }
  if (value.tag === 0xa4) return { kind: 'directory', value: new Name(value.inside().next()) }
  if (value.tag === 0x87) return { kind: 'ip', value: value.content }
  return { kind: 'other', tag: value.tag, value: value.content }
}

export const readGeneralNames = (value: DerValue): GeneralName[] => value.children(1000).map(readGeneralName)

/** The addresses among them, http and https only: others cannot be asked. */
export const webAddresses = (names: readonly GeneralName[]): string[] => names.flatMap(name => name.kind === 'uri' && /^https?:\/\//i.test(name.value) ? [name.value] : [])

/** AuthorityInfoAccess: method → addresses (RFC 5280 §4.2.2.1). */
export function readAccessDescriptions(value: DerValue): { method: string, location: GeneralName }[] {
  return value.expect(0x30).children(100).map((description) => {
    const cursor = description.expect(0x30).inside()
    return { method: readOid(cursor.next()), location: readGeneralName(cursor.next()) }
  })
}
