import { SigningError } from '../errors.ts'
import { schemeOf, verifySignature, type Certificate, type GeneralName } from '../x509/index.ts'
import { parseCrl, type Crl, type CrlEntry } from './crl.ts'
import { refused, type StatusFacts, type StatusOutcome } from './status.ts'

export interface CrlQuestion {
  crl: Uint8Array
  /** A delta list that builds on `crl`. */
  delta?: Uint8Array
  certificate: Certificate
  issuer: Certificate
  /** Where the certificate of an indirect list's issuer, or a later key of the same issuer, may be found. */
  candidates?: readonly Certificate[]
}

/**
 * What a revocation list says about a certificate (RFC 5280 §6.3.3): it must be signed by the certificate's issuer, or by one
 * whom the certificate's distribution point names, and speak about certificates of this kind. Time is not judged. Never throws.
 */
export function judgeCrl(question: CrlQuestion): StatusOutcome {
  try {
    return judge(question)
  }
  catch (cause) {
    return refused(cause instanceof SigningError ? cause.detail : 'unreadable')
  }
}

function judge({ crl: bytes, delta: deltaBytes, certificate, issuer, candidates = [] }: CrlQuestion): StatusOutcome {
  const crl = parseCrl(bytes)
  if (crl.deltaOf !== null) return refused('a delta list alone says nothing about certificates that are not on it')
  const objection = objectionToScope(crl, certificate)
  if (objection !== null) return refused(objection)
  const signer = [issuer, ...candidates].find(candidate => candidate.subject.equals(crl.issuer) && mayList(candidate) && verifyCrl(crl, candidate))
  if (signer === undefined) return refused('the list is not signed by the issuer of the certificate, or by one it names')
  const base = crl.find(certificate.serialBytes, certificate.issuer)
  const { entry, latest } = deltaBytes === undefined ? { entry: base, latest: crl } : applyDelta({ crl, entry: base, delta: parseCrl(deltaBytes), signer, certificate })
  return { kind: 'facts', facts: toFacts(entry, { crl, latest, signer, issuer }) }
}

function objectionToScope(crl: Crl, certificate: Certificate): string | null {
  const { scope, unknownCritical } = crl
  if (unknownCritical.length > 0) return `unknown critical extension ${unknownCritical.join(', ')}`
  const points = certificate.known.crlDistributionPoints
  const isForeign = !crl.issuer.equals(certificate.issuer)
  if (isForeign && !(scope?.isIndirect === true && points.some(point => point.crlIssuer.some(name => name.equals(crl.issuer))))) return 'the list is another issuer\'s'
  if (scope === null) return null
  if (scope.onlyAttributeCertificates) return 'the list speaks about attribute certificates only'
  if (scope.onlyUserCertificates && certificate.isAuthority) return 'the list speaks about end entities only'
  if (scope.onlyAuthorityCertificates && !certificate.isAuthority) return 'the list speaks about authorities only'
  if (!scope.hasName || isForeign) return null
  const namesPoint = points.some(point => point.fullName.some(name => scope.fullName.some(one => isSameName(name, one))))
  return namesPoint ? null : 'the list belongs to another distribution point'
}

function isSameName(one: GeneralName, other: GeneralName): boolean {
  if (one.kind === 'uri' && other.kind === 'uri') return one.value === other.value
  return one.kind === 'directory' && other.kind === 'directory' && one.value.equals(other.value)
}

const mayList = ({ known }: Certificate): boolean => known.keyUsage === null || known.keyUsage.has('cRLSign')

const mostKept = 1024
const verified = new Map<string, boolean>()

function verifyCrl(crl: Crl, signer: Certificate): boolean {
  const pair = crl.fingerprint + signer.fingerprint
  const known = verified.get(pair)
  if (known !== undefined) return known
  const scheme = schemeOf(crl.signatureAlgorithm)
  const isValid = scheme !== null && signer.publicKey !== null && verifySignature(signer.publicKey, { scheme, data: crl.tbs, signature: crl.signature }) === 'valid'
  if (verified.size >= mostKept) verified.delete(verified.keys().next().value!)
  verified.set(pair, isValid)
  return isValid
}

/** RFC 5280 §5.2.4: same issuer and scope, and the delta's base is not newer than the list at hand. */
function applyDelta({ crl, entry, delta, signer, certificate }: { crl: Crl, entry: CrlEntry | null, delta: Crl, signer: Certificate, certificate: Certificate }): { entry: CrlEntry | null, latest: Crl } {
  const fits = delta.deltaOf !== null && crl.number !== null && delta.number !== null && delta.deltaOf <= crl.number && delta.number >= crl.number
    && delta.issuer.equals(crl.issuer) && JSON.stringify(delta.scope) === JSON.stringify(crl.scope) && delta.unknownCritical.length === 0 && verifyCrl(delta, signer)
  if (!fits) throw new SigningError('structure-malformed', 'the delta list does not fit the list')
  const change = delta.find(certificate.serialBytes, certificate.issuer)
  if (change === null) return { entry, latest: delta }
  return { entry: change.reason === 'removeFromCRL' ? null : change, latest: delta }
}

function toFacts(entry: CrlEntry | null, { crl, latest, signer, issuer }: { crl: Crl, latest: Crl, signer: Certificate, issuer: Certificate }): StatusFacts {
  const isListed = entry !== null && entry.reason !== 'removeFromCRL'
  return {
    source: 'crl',
    // A list for some reasons can only say "revoked".
    status: isListed ? 'revoked' : crl.scope?.onlySomeReasons === true ? 'unknown' : 'good',
    thisUpdate: latest.thisUpdate, nextUpdate: latest.nextUpdate, producedAt: latest.thisUpdate,
    revokedAt: isListed ? entry.revokedAt : null,
    reason: isListed ? entry.reason : null,
    signer, isDelegated: signer.fingerprint !== issuer.fingerprint, noCheck: false, certificates: [], archiveCutoff: null,
  }
}
