import {
  bitStringContent, contextConstructed, contextPrimitive, hasBit, integerContent, parseDer, readBitStringOctets, readInteger, readSmallInteger, readTime, tags, toBigInt, type DerValue,
} from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import { fingerprintOf, Name, oids, readAlgorithm, readExtensions, readGeneralNames, type AlgorithmIdentifier, type Extension, type GeneralName } from '../x509/index.ts'
import { revocationReasons } from './status.ts'

/** issuingDistributionPoint (RFC 5280 §5.2.5): what a list speaks about. */
export interface CrlScope {
  fullName: GeneralName[]
  hasName: boolean
  onlyUserCertificates: boolean
  onlyAuthorityCertificates: boolean
  onlySomeReasons: boolean
  isIndirect: boolean
  onlyAttributeCertificates: boolean
}

export interface CrlEntry {
  revokedAt: Date
  reason: string
  invalidSince: Date | null
}

/** A certificate revocation list, read once. Entries are looked up in the bytes: national lists hold hundreds of thousands. */
export class Crl {
  readonly fingerprint: string
  readonly tbs: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly number: bigint | null
  /** Number of the full list that this delta builds on, null for a full list. */
  readonly deltaOf: bigint | null
  readonly scope: CrlScope | null
  readonly authorityKeyIdentifier: Uint8Array | null
  /** OIDs of critical extensions that nothing here understands: the list must not be used (RFC 5280 §5.2). */
  readonly unknownCritical: string[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly #entries: DerValue | null

  /** @throws SigningError `der-malformed` */
  constructor(bytes: Uint8Array) {
    this.fingerprint = fingerprintOf(bytes)
    const cursor = parseDer(bytes).expect(tags.sequence).inside()
    const tbs = cursor.next(tags.sequence)
    this.tbs = tbs.bytes
    this.signatureAlgorithm = readAlgorithm(cursor.next())
    this.signature = readBitStringOctets(cursor.next())
    cursor.finish()

    const fields = tbs.inside()
    const version = fields.optional(tags.integer)
    if (version !== null && readSmallInteger(version) !== 1) throw new SigningError('structure-malformed', 'version of the list')
    if (Buffer.compare(readAlgorithm(fields.next()).bytes, this.signatureAlgorithm.bytes) !== 0) throw new SigningError('structure-malformed', 'the two signature algorithms differ')
    this.issuer = new Name(fields.next())
    this.thisUpdate = readTime(fields.next())
    this.nextUpdate = fields.peek === tags.utcTime || fields.peek === tags.generalizedTime ? readTime(fields.next()) : null
    this.#entries = fields.optional(tags.sequence)
    const extensions = fields.optional(contextConstructed(0))
    fields.finish()

    const list = extensions === null ? [] : readExtensions(extensions.inside().next())
    const find = (id: string) => list.find(one => one.oid === id)?.value
    this.number = integerOf(find(oids.crlNumber))
    this.deltaOf = integerOf(find(oids.deltaCrlIndicator))
    const point = find(oids.issuingDistributionPoint)
    this.scope = point === undefined ? null : readScope(parseDer(point))
    const key = find(oids.authorityKeyIdentifier)
    this.authorityKeyIdentifier = key === undefined ? null : parseDer(key).expect(tags.sequence).inside().optional(contextPrimitive(0))?.content ?? null
    this.unknownCritical = list.filter(({ critical, oid }) => critical && !understood.has(oid)).map(({ oid }) => oid)
  }

  /**
   * The entry of a certificate, or null. In an indirect list an entry belongs to the issuer named last (RFC 5280 §5.3.3).
   * @throws SigningError `der-malformed`, `structure-malformed` (an unknown critical entry extension)
   */
  find(serialBytes: Uint8Array, issuer: Name): CrlEntry | null {
    if (this.#entries === null) return null
    const isIndirect = this.scope?.isIndirect === true
    let owner = this.issuer
    for (const cursor = this.#entries.inside(); !cursor.done;) {
      const entry = cursor.next(tags.sequence)
      const fields = entry.inside()
      const serial = fields.next(tags.integer)
      const isMatch = Buffer.compare(serial.content, serialBytes) === 0
      if (!isMatch && !isIndirect) continue
      const revokedAt = readTime(fields.next())
      const extensions = fields.done ? [] : readExtensions(fields.next())
      const named = extensions.find(one => one.oid === oids.certificateIssuer)
      if (named !== undefined) owner = directoryName(named) ?? owner
      if (!isMatch || !owner.equals(issuer)) continue
      const unknown = extensions.find(({ critical, oid }) => critical && !understood.has(oid))
      if (unknown !== undefined) throw new SigningError('structure-malformed', `unknown critical entry extension ${unknown.oid}`)
      return { revokedAt, ...readEntryExtensions(extensions) }
    }
    return null
  }
}

const understood = new Set<string>([
  oids.crlNumber, oids.deltaCrlIndicator, oids.issuingDistributionPoint, oids.authorityKeyIdentifier, oids.issuerAltName, oids.freshestCrl, oids.reasonCode, oids.invalidityDate, oids.certificateIssuer,
])

const integerOf = (value: Uint8Array | undefined): bigint | null => value === undefined ? null : readInteger(parseDer(value))

function directoryName({ value }: Extension): Name | null {
  const name = readGeneralNames(parseDer(value)).find(one => one.kind === 'directory')
  return name?.kind === 'directory' ? name.value : null
}

function readEntryExtensions(extensions: readonly Extension[]): Omit<CrlEntry, 'revokedAt'> {
  const reason = extensions.find(one => one.oid === oids.reasonCode)
  const since = extensions.find(one => one.oid === oids.invalidityDate)
  return {
    reason: reason === undefined ? 'unspecified' : revocationReasons[Number(toBigInt(integerContent(parseDer(reason.value).expect(tags.enumerated))))] ?? 'unspecified',
    invalidSince: since === undefined ? null : readTime(parseDer(since.value)),
  }
}

function readScope(value: DerValue): CrlScope {
  const cursor = value.expect(tags.sequence).inside()
  const name = cursor.optional(contextConstructed(0))?.inside().next() ?? null
  const flag = (number: number) => cursor.optional(contextPrimitive(number))?.content[0] === 0xff
  const onlyUserCertificates = flag(1)
  const onlyAuthorityCertificates = flag(2)
  const reasons = cursor.optional(contextPrimitive(3))
  const allReasons = reasons === null || [1, 2, 3, 4, 5, 6, 7, 8].every(number => hasBit(bitStringContent(reasons), number))
  const isIndirect = flag(4)
  const onlyAttributeCertificates = flag(5)
  cursor.finish()
  return {
    fullName: name?.tag === contextConstructed(0) ? readGeneralNames(name) : [],
    hasName: name !== null, onlyUserCertificates, onlyAuthorityCertificates, onlySomeReasons: !allReasons, isIndirect, onlyAttributeCertificates,
  }
}

const mostKept = 64
const kept = new Map<string, Crl>()

/** Lists with the same bytes are read once. @throws SigningError `der-malformed`, `structure-malformed` */
export function parseCrl(bytes: Uint8Array): Crl {
  const fingerprint = fingerprintOf(bytes)
  const known = kept.get(fingerprint)
  if (known !== undefined) return known
  const crl = new Crl(Uint8Array.from(bytes))
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
  kept.set(fingerprint, crl)
  return crl
}
