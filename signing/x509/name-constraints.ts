import type { Certificate } from './certificate.ts'
import type { GeneralName } from './general-name.ts'
import type { Name } from './name.ts'
import type { NameConstraints } from './extensions.ts'

/** RFC 5280 §4.2.1.10. Returns why the certificate's names break the constraints, or null. What cannot be judged breaks them. */
export function objectionToNames(certificate: Certificate, constraints: readonly NameConstraints[]): string | null {
  const names = namesOf(certificate)
  for (const { permitted, excluded } of constraints) {
    for (const name of names) {
      const excluder = excluded.find(base => sameForm(base, name) && covers(base, name) !== false)
      if (excluder !== undefined) return `a name of the form ${name.kind} is excluded`
      const relevant = permitted.filter(base => sameForm(base, name))
      if (relevant.length > 0 && !relevant.some(base => covers(base, name) === true)) return `a name of the form ${name.kind} is not among the permitted`
    }
  }
  return null
}

const emailAttribute = '1.2.840.113549.1.9.1'

function namesOf(certificate: Certificate): GeneralName[] {
  const names = [...certificate.known.subjectAltNames]
  if (!certificate.subject.isEmpty) names.push({ kind: 'directory', value: certificate.subject })
  if (!names.some(({ kind }) => kind === 'email')) names.push(...certificate.subject.all(emailAttribute).map(value => ({ kind: 'email' as const, value })))
  return names
}

const sameForm = (base: GeneralName, name: GeneralName): boolean => base.kind === name.kind && (base.kind !== 'other' || name.kind !== 'other' || base.tag === name.tag)

/** Null when the form has no rule. */
function covers(base: GeneralName, name: GeneralName): boolean | null {
  if (base.kind === 'directory' && name.kind === 'directory') return isWithin(base.value, name.value)
  if (base.kind === 'dns' && name.kind === 'dns') return isWithinDomain(base.value, name.value)
  if (base.kind === 'email' && name.kind === 'email') return coversEmail(base.value, name.value)
  if (base.kind === 'uri' && name.kind === 'uri') return coversHost(base.value, name.value)
  if (base.kind === 'ip' && name.kind === 'ip') return coversAddress(base.value, name.value)
  return null
}

function isWithin(base: Name, name: Name): boolean {
  const prefix = base.canonicalRdns
  const rdns = name.canonicalRdns
  return prefix.length <= rdns.length && prefix.every((rdn, index) => rdn === rdns[index])
}

function isWithinDomain(base: string, name: string): boolean {
  const [domain, host] = [base.toLowerCase().replace(/^\./, ''), name.toLowerCase()]
  return domain === '' || host === domain || host.endsWith(`.${domain}`)
}

function coversEmail(base: string, address: string): boolean {
  const host = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (base.includes('@')) return base.toLowerCase() === address.toLowerCase()
  return base.startsWith('.') ? host.endsWith(base.toLowerCase()) : host === base.toLowerCase()
}

function coversHost(base: string, address: string): boolean | null {
  if (!URL.canParse(address)) return null
  const host = new URL(address).hostname.toLowerCase()
  return base.startsWith('.') ? host.endsWith(base.toLowerCase()) : host === base.toLowerCase()
}

/** The base is an address and a mask of the same length. */
function coversAddress(base: Uint8Array, address: Uint8Array): boolean {
  if (base.length !== address.length * 2) return false
  return address.every((octet, index) => (octet & base[index + address.length]!) === (base[index]! & base[index + address.length]!))
}
