import type { Check, Indication, SubIndication } from '../../types.ts'
import { oids, type DigestName } from '../../x509/index.ts'
import { conclude } from '../conclusion.ts'
import { element, type XmlPart } from './xml.ts'

/** URNs of ETSI TS 119 102-2. */
const etsi = 'urn:etsi:019102:'
/** What this library says beyond the standard. */
const own = 'urn:motlan:signing:'

export const objectType = (name: 'certificate' | 'CRL' | 'OCSPResponse' | 'timestamp' | 'signedData'): XmlPart => element('ObjectType', `${etsi}validationObject:${name}`)
export const revocationReason = (name: string): XmlPart => element('RevocationReason', `${etsi}revocationReason:${name}`)
/** Always the one with all of EN 319 102-1 §5.6; where a signature has no time-stamps, it does no more than its first steps. */
export const longTermProcess = `${etsi}validationprocess:LTA`
/** The library derives every proof by itself. */
export const proofByValidation = element('TypeOfProof', `${etsi}poetype:validation`)

/** The standard has no word for a file without a signature; this is the one that EU DSS coined. */
export const noSignatureFound = element('MainIndication', 'urn:cef:dss:mainindication:noSignatureFound')
export const indeterminate = element('MainIndication', `${etsi}mainindication:indeterminate`)

/** Of time-stamps and constraints the standard says passed and failed, of signatures total-passed and total-failed (EN 319 102-1 §5.1.3). */
export function indications({ indication, subIndication }: { indication: Indication, subIndication: SubIndication | null }, isSignature: boolean): XmlPart[] {
  const word = indication.toLowerCase()
  return [
    element('MainIndication', `${etsi}mainindication:${isSignature ? word : word.replace('total-', '')}`),
    ...(subIndication === null ? [] : [element('SubIndication', `${etsi}subindication:${subIndication}`)]),
  ]
}

/** One question of the validation as one constraint. What does not apply was not evaluated: of the standard's three words that is `disabled`. */
export function constraint(check: Check): XmlPart {
  const { block, id, verdict, detail } = check
  const isApplied = verdict !== 'not-applicable'
  return element('ValidationConstraint', [
    element('ValidationConstraintIdentifier', `${own}constraint:${block}:${id}`),
    element('ConstraintStatus', [element('Status', `${etsi}constraintStatus:${isApplied ? 'applied' : 'disabled'}`)]),
    isApplied ? element('ValidationStatus', indications(outcomeOf(check), false)) : null,
    detail === undefined ? null : element('Indications', detail),
  ])
}

/** An answer without a sub-indication decides nothing, but an open one stays open. */
function outcomeOf(check: Check): { indication: Indication, subIndication: SubIndication | null } {
  const conclusion = conclude([check])
  return check.verdict === 'indeterminate' && conclusion.subIndication === null ? { indication: 'INDETERMINATE', subIndication: null } : conclusion
}

/** A fact for which the standard has no element. */
export const reportData = (type: string, value: string): XmlPart => element('ReportData', [element('Type', `${own}report:${type}`), element('Value', value)])

const digestMethods: Readonly<Record<DigestName, string>> = {
  'MD5': 'http://www.w3.org/2001/04/xmldsig-more#md5',
  'RIPEMD-160': 'http://www.w3.org/2001/04/xmlenc#ripemd160',
  'SHA-1': 'http://www.w3.org/2000/09/xmldsig#sha1',
  'SHA-224': 'http://www.w3.org/2001/04/xmldsig-more#sha224',
  'SHA-256': 'http://www.w3.org/2001/04/xmlenc#sha256',
  'SHA-384': 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'SHA-512': 'http://www.w3.org/2001/04/xmlenc#sha512',
  'SHA3-256': 'http://www.w3.org/2007/05/xmldsig-more#sha3-256',
  'SHA3-384': 'http://www.w3.org/2007/05/xmldsig-more#sha3-384',
  'SHA3-512': 'http://www.w3.org/2007/05/xmldsig-more#sha3-512',
}

/** @param hex of the digest */
export const digestAlgAndValue = (hash: DigestName, hex: string): XmlPart => element('DigestAlgAndValue', [
  element('ds:DigestMethod', [], { Algorithm: digestMethods[hash] }),
  element('ds:DigestValue', Buffer.from(hex, 'hex').toString('base64')),
])

/** Identifiers of RFC 9231; an OID where there is none. */
const signatureMethods: Readonly<Record<string, string>> = {
  'RSA-PKCS1 MD5': 'http://www.w3.org/2001/04/xmldsig-more#rsa-md5',
  'RSA-PKCS1 RIPEMD-160': 'http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160',
  'RSA-PKCS1 SHA-1': 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  'RSA-PKCS1 SHA-224': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha224',
  'RSA-PKCS1 SHA-256': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'RSA-PKCS1 SHA-384': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'RSA-PKCS1 SHA-512': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'RSA-PKCS1 SHA3-256': 'urn:oid:2.16.840.1.101.3.4.3.14',
  'RSA-PKCS1 SHA3-384': 'urn:oid:2.16.840.1.101.3.4.3.15',
  'RSA-PKCS1 SHA3-512': 'urn:oid:2.16.840.1.101.3.4.3.16',
  'RSA-PSS SHA-1': 'http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1',
  'RSA-PSS SHA-224': 'http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1',
  'RSA-PSS SHA-256': 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
  'RSA-PSS SHA-384': 'http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1',
  'RSA-PSS SHA-512': 'http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1',
  'RSA-PSS SHA3-256': 'http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1',
  'RSA-PSS SHA3-384': 'http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1',
  'RSA-PSS SHA3-512': 'http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1',
  'DSA SHA-1': 'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
  'DSA SHA-256': 'http://www.w3.org/2009/xmldsig11#dsa-sha256',
  'ECDSA SHA-1': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1',
  'ECDSA SHA-224': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224',
  'ECDSA SHA-256': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  'ECDSA SHA-384': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
  'ECDSA SHA-512': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512',
  'ECDSA SHA3-256': 'http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256',
  'ECDSA SHA3-384': 'http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-384',
  'ECDSA SHA3-512': 'http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-512',
}
/** These hash by themselves: the digest of the content is no part of their name. */
const hashlessMethods: Readonly<Record<string, string>> = {
  'Ed25519': 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519',
  'Ed448': 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448',
  'ML-DSA-44': `urn:oid:${oids.mlDsa44}`,
  'ML-DSA-65': `urn:oid:${oids.mlDsa65}`,
  'ML-DSA-87': `urn:oid:${oids.mlDsa87}`,
}

/** Null when neither a name nor an OID is known. */
export function signatureMethod(algorithm: string | null, hash: string | null): string | null {
  if (algorithm !== null && /^\d+(\.\d+)+$/.test(algorithm)) return `urn:oid:${algorithm}`
  return hashlessMethods[algorithm ?? ''] ?? signatureMethods[`${algorithm} ${hash}`] ?? null
}

/**
 * xs:dateTime of an ISO 8601 string of a `Date`, in whole seconds, because EU DSS reads no other. Years beyond 9999 have no sign there,
 * and the year 0 is the one before 1 (XML Schema 1.0, part 2, §3.2.7).
 */
export const dateTime = (iso: string): string => iso.replace(/\.\d+/, '').replace(/^\+0*/, '').replace(/^0000/, '-0001')
