import { hasBit, parseDer, readBitString, readBoolean, readInteger, readOctetString, readOid, integerContent, toBigInt, type DerValue } from '../asn1/index.ts'
import { readAccessDescriptions, readGeneralName, readGeneralNames, webAddresses, type GeneralName } from './general-name.ts'
import type { Name } from './name.ts'
import { oids } from './oids.ts'

export interface Extension {
  oid: string
  critical: boolean
  /** DER inside extnValue. */
  value: Uint8Array
}

export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyEncipherment' | 'dataEncipherment' | 'keyAgreement' | 'keyCertSign' | 'cRLSign' | 'encipherOnly' | 'decipherOnly'
const keyUsages: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly']

export interface BasicConstraints { ca: boolean, pathLength: number | null }
export interface NameConstraints { permitted: GeneralName[], excluded: GeneralName[] }
export interface DistributionPoint {
  fullName: GeneralName[]
  /** RDN relative to the issuer's name: noted, never resolved. */
  relative: boolean
  crlIssuer: Name[]
  /** True when only some reasons are covered. */
  hasReasons: boolean
}
export interface PolicyConstraints { requireExplicit: number | null, inhibitMapping: number | null }
export interface PolicyMapping { issuerDomain: string, subjectDomain: string }

/** The meaning of the extensions that path validation and evidence need; absent ones are null or empty. */
export interface KnownExtensions {
  keyUsage: ReadonlySet<KeyUsage> | null
  extendedKeyUsage: { purposes: readonly string[], critical: boolean } | null
  basicConstraints: BasicConstraints | null
  subjectKeyIdentifier: Uint8Array | null
  authorityKeyIdentifier: Uint8Array | null
  subjectAltNames: readonly GeneralName[]
  nameConstraints: NameConstraints | null
  policies: readonly string[] | null
  policyMappings: readonly PolicyMapping[]
  policyConstraints: PolicyConstraints | null
  inhibitAnyPolicy: number | null
  crlDistributionPoints: readonly DistributionPoint[]
  freshestCrl: readonly DistributionPoint[]
  ocspAddresses: readonly string[]
  issuerAddresses: readonly string[]
  ocspNoCheck: boolean
  /** OIDs of critical extensions that nothing here understands. */
  unknownCritical: readonly string[]
  /** OIDs of known extensions that break their syntax. */
  unreadable: readonly string[]
}

const reader: Record<string, (value: DerValue, extension: Extension) => Partial<KnownExtensions>> = {
  [oids.keyUsage]: (value) => {
    const bits = readBitString(value)
    return { keyUsage: new Set(keyUsages.filter((_, number) => hasBit(bits, number))) }
  },
  [oids.extendedKeyUsage]: (value, { critical }) => ({ extendedKeyUsage: { purposes: value.expect(0x30).children(100).map(readOid), critical } }),
  [oids.basicConstraints]: (value) => {
    const cursor = value.expect(0x30).inside()
    const ca = cursor.optional(0x01)
    const pathLength = cursor.optional(0x02)
    cursor.finish()
    return { basicConstraints: { ca: ca !== null && readBoolean(ca), pathLength: pathLength === null ? null : count(readInteger(pathLength)) } }
  },
  [oids.subjectKeyIdentifier]: value => ({ subjectKeyIdentifier: readOctetString(value) }),
  [oids.authorityKeyIdentifier]: value => ({ authorityKeyIdentifier: value.expect(0x30).inside().optional(0x80)?.content ?? null }),
  [oids.subjectAltName]: value => ({ subjectAltNames: readGeneralNames(value.expect(0x30)) }),
  [oids.nameConstraints]: (value) => {
    const cursor = value.expect(0x30).inside()
    const permitted = cursor.optional(0xa0)
    const excluded = cursor.optional(0xa1)
    cursor.finish()
    return { nameConstraints: { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) } }
  },
  [oids.certificatePolicies]: value => ({ policies: value.expect(0x30).children(500).map(information => readOid(information.expect(0x30).inside().next())) }),
  [oids.policyMappings]: value => ({
    policyMappings: value.expect(0x30).children(500).map((mapping) => {
      const cursor = mapping.expect(0x30).inside()
      return { issuerDomain: readOid(cursor.next()), subjectDomain: readOid(cursor.next()) }
    }),
  }),
  [oids.policyConstraints]: (value) => {
    const cursor = value.expect(0x30).inside()
    const requireExplicit = cursor.optional(0x80)
    const inhibitMapping = cursor.optional(0x81)
    cursor.finish()
    return { policyConstraints: { requireExplicit: skipCerts(requireExplicit), inhibitMapping: skipCerts(inhibitMapping) } }
  },
  [oids.inhibitAnyPolicy]: value => ({ inhibitAnyPolicy: count(readInteger(value)) }),
  [oids.crlDistributionPoints]: value => ({ crlDistributionPoints: value.expect(0x30).children(100).map(readDistributionPoint) }),
  [oids.freshestCrl]: value => ({ freshestCrl: value.expect(0x30).children(100).map(readDistributionPoint) }),
  [oids.authorityInfoAccess]: (value) => {
    const descriptions = readAccessDescriptions(value)
    const addressesOf = (method: string) => webAddresses(descriptions.filter(one => one.method === method).map(({ location }) => location))
    return { ocspAddresses: addressesOf(oids.accessOcsp), issuerAddresses: addressesOf(oids.accessCaIssuers) }
  },
  [oids.ocspNoCheck]: () => ({ ocspNoCheck: true }),
}

/** Understood without being looked into: their criticality does no harm. */
const harmless = new Set<string>([oids.issuerAltName, oids.qcStatements])

export function understand(extensions: readonly Extension[]): KnownExtensions {
  const unknownCritical: string[] = []
  const unreadable: string[] = []
  const known: KnownExtensions = {
    keyUsage: null, extendedKeyUsage: null, basicConstraints: null, subjectKeyIdentifier: null, authorityKeyIdentifier: null, subjectAltNames: [], nameConstraints: null,
    policies: null, policyMappings: [], policyConstraints: null, inhibitAnyPolicy: null, crlDistributionPoints: [], freshestCrl: [], ocspAddresses: [], issuerAddresses: [],
    ocspNoCheck: false, unknownCritical, unreadable,
  }
  for (const extension of extensions) {
    const read = reader[extension.oid]
    if (read === undefined) {
      if (extension.critical && !harmless.has(extension.oid)) unknownCritical.push(extension.oid)
      continue
    }
    try {
      Object.assign(known, read(parseDer(extension.value), extension))
    }
    catch {
      unreadable.push(extension.oid)
    }
  }
  return known
}

/** Extensions ::= SEQUENCE OF Extension; a repeated one is refused (RFC 5280 §4.2). @throws SigningError `der-malformed` */
export function readExtensions(value: DerValue): Extension[] {
  const seen = new Set<string>()
  return value.expect(0x30).children(200).map((extension) => {
    const cursor = extension.expect(0x30).inside()
    const oid = readOid(cursor.next())
    const critical = cursor.optional(0x01)
    const content = readOctetString(cursor.next())
    cursor.finish()
    if (seen.has(oid)) throw new RangeError(`extension ${oid} comes twice`)
    seen.add(oid)
    return { oid, critical: critical !== null && readBoolean(critical), value: content }
  })
}

/** GeneralSubtrees: minimum 0 and no maximum, as RFC 5280 §4.2.1.10 has it. */
function readSubtrees(value: DerValue | null): GeneralName[] {
  return (value?.children(1000) ?? []).map((subtree) => {
    const cursor = subtree.expect(0x30).inside()
    const base = readGeneralName(cursor.next())
    const minimum = cursor.optional(0x80)
    cursor.finish()
    if (minimum !== null && minimum.content.some(octet => octet !== 0)) throw new RangeError('minimum of a subtree is not 0')
    return base
  })
}

export function readDistributionPoint(value: DerValue): DistributionPoint {
  const cursor = value.expect(0x30).inside()
  const name = cursor.optional(0xa0)?.inside().next() ?? null
  const reasons = cursor.optional(0x81)
  const issuer = cursor.optional(0xa2)
  cursor.finish()
  return {
    fullName: name?.tag === 0xa0 ? readGeneralNames(name) : [],
    relative: name?.tag === 0xa1,
    hasReasons: reasons !== null,
    crlIssuer: (issuer === null ? [] : readGeneralNames(issuer)).flatMap(one => one.kind === 'directory' ? [one.value] : []),
  }
}

const skipCerts = (value: DerValue | null): number | null => value === null ? null : count(toBigInt(integerContent(value)))

function count(number: bigint): number {
  if (number < 0n) throw new RangeError('a count below 0')
  return number > 1000n ? 1000 : Number(number)
}
