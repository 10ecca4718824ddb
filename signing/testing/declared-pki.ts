import { createCertificateAuthority, createRoot } from './certificate-authority.ts'
import { exportKey, generateKey, importKey } from './keys.ts'
import { createOcspResponder } from './ocsp-responder.ts'
import { createTimestampAuthority } from './timestamp-authority.ts'
import type { AuthorityState, CertificateAuthority, DeclaredPki, KeySpec, LineState, NameAttribute, PkiLine, PkiOptions, PkiState, TestKey } from './types.ts'

type LineName = keyof PkiState['lines']
type Role = keyof LineState['keys']

/** What each line is called; the labels are those that people read beside a signature. */
const lines: Record<LineName, { label: string, organisation: string, root: string, issuing: string, timestamp: string }> = {
  public: { label: 'Chữ ký số công cộng', organisation: 'MotLan Sandbox', root: 'Sandbox Public Root CA', issuing: 'Sandbox Remote Signing CA', timestamp: 'Sandbox Public TSA' },
  government: { label: 'Chữ ký số chuyên dùng công vụ', organisation: 'MotLan Sandbox', root: 'Sandbox Government Root CA', issuing: 'Sandbox Government Signing CA', timestamp: 'Sandbox Government TSA' },
}
const roles: Role[] = ['root', 'issuing', 'ocsp', 'rootOcsp', 'timestamp']

/** Builds both lines of trust, with fresh keys or from what `save()` gave. */
export function createPki(options: PkiOptions): DeclaredPki {
  const state = options.state ?? createState(options)
  const changed = () => options.onChange?.(state)
  const open = (name: LineName) => openLine(name, { ...options, state: state.lines[name], changed })
  const pki = { public: open('public'), government: open('government') }
  return {
    ...pki,
    anchors: [pki.public.anchor, pki.government.anchor],
    handle: request => answer(pki, request),
    save: () => state,
  }
}

function createState({ now, baseUrl, authorityKey = 'P-256', since = new Date(now().getTime() - 86_400_000) }: PkiOptions): PkiState {
  const make = (name: LineName) => createLine(name, { authorityKey, since, baseUrl })
  return { version: 1, lines: { public: make('public'), government: make('government') } }
}

/** Addresses of one authority below the base, as `answer` serves them. */
const urlsOf = (baseUrl: string | undefined, name: LineName, authority: 'root' | 'issuing') => baseUrl === undefined
  ? undefined
  : { ocsp: `${baseUrl}/${name}/${authority}/ocsp`, crl: `${baseUrl}/${name}/${authority}/crl`, deltaCrl: `${baseUrl}/${name}/${authority}/delta`, issuer: `${baseUrl}/${name}/${authority}/certificate` }

const emptyRegister = (): AuthorityState => ({ version: 1, crlNumber: 0, baseCrlNumber: null, issued: [] })

function createLine(name: LineName, { authorityKey, since, baseUrl }: { authorityKey: KeySpec, since: Date, baseUrl: string | undefined }): LineState {
  const words = lines[name]
  const now = () => since
  const named = (commonName: string): NameAttribute[] => [['C', 'VN'], ['O', words.organisation], ['CN', commonName]]
  const keys = Object.fromEntries(roles.map(role => [role, generateKey(authorityKey)])) as Record<Role, TestKey>
  const [rootState, issuingState] = [emptyRegister(), emptyRegister()]

  const rootCertificate = createRoot({ key: keys.root, subject: named(words.root), now: since })
  const root = createCertificateAuthority({ key: keys.root, certificates: [rootCertificate], now, urls: urlsOf(baseUrl, name, 'root'), state: rootState })
  const issuingCertificate = root.issue({ subject: named(words.issuing), publicKey: keys.issuing.publicKey, profile: 'authority', pathLength: 0 })
  const issuing = createCertificateAuthority({ key: keys.issuing, certificates: [issuingCertificate, rootCertificate], now, urls: urlsOf(baseUrl, name, 'issuing'), state: issuingState })
  const certificates = {
    root: rootCertificate,
    issuing: issuingCertificate,
    rootOcsp: root.issue({ subject: named(`${words.root} OCSP`), publicKey: keys.rootOcsp.publicKey, profile: 'ocsp' }),
    ocsp: issuing.issue({ subject: named(`${words.issuing} OCSP`), publicKey: keys.ocsp.publicKey, profile: 'ocsp' }),
    timestamp: issuing.issue({ subject: named(words.timestamp), publicKey: keys.timestamp.publicKey, profile: 'timestamp' }),
  }
  const map = <From, To>(record: Record<Role, From>, turn: (value: From) => To) => Object.fromEntries(roles.map(role => [role, turn(record[role])])) as Record<Role, To>
  return { keys: map(keys, exportKey), certificates: map(certificates, bytes => Buffer.from(bytes).toString('base64')), root: rootState, issuing: issuingState, lastSerial: '0' }
}

function openLine(name: LineName, { state, now, baseUrl, changed }: { state: LineState, now: () => Date, baseUrl?: string, changed: () => void }): PkiLine {
  const key = (role: Role) => importKey(state.keys[role])
  const certificate = (role: Role) => new Uint8Array(Buffer.from(state.certificates[role], 'base64'))
  const [rootBytes, issuingBytes] = [certificate('root'), certificate('issuing')]
  const root = createCertificateAuthority({ key: key('root'), certificates: [rootBytes], now, urls: urlsOf(baseUrl, name, 'root'), state: state.root, onChange: changed })
  const issuing = createCertificateAuthority({ key: key('issuing'), certificates: [issuingBytes, rootBytes], now, urls: urlsOf(baseUrl, name, 'issuing'), state: state.issuing, onChange: changed })
  return {
    label: lines[name].label,
    root,
    issuing,
    ocsp: createOcspResponder({ authority: issuing, delegate: { key: key('ocsp'), certificate: certificate('ocsp') }, now }),
    rootOcsp: createOcspResponder({ authority: root, delegate: { key: key('rootOcsp'), certificate: certificate('rootOcsp') }, now }),
    timestamp: createTimestampAuthority({
      key: key('timestamp'), certificates: [certificate('timestamp'), issuingBytes, rootBytes], now, lastSerial: state.lastSerial,
      onChange: (lastSerial) => {
        state.lastSerial = lastSerial
        changed()
      },
    }),
    anchor: { certificate: rootBytes, label: lines[name].label },
  }
}

/** Routes below the base address: `/<line>/<root|issuing>/{ocsp,crl,delta,certificate}` and `/<line>/tsa`. */
function answer(pki: Record<LineName, PkiLine>, { path, body }: { path: string, body: Uint8Array | null }): { status: number, contentType: string, body: Uint8Array } {
  const [, lineName = '', place = '', service] = path.split('/')
  const line = Object.hasOwn(pki, lineName) ? pki[lineName as LineName] : undefined
  const reply = (contentType: string, bytes: Uint8Array) => ({ status: 200, contentType, body: bytes })
  if (line !== undefined && place === 'tsa' && body !== null) return reply('application/timestamp-reply', line.timestamp.respond(body))
  const authority: CertificateAuthority | undefined = place === 'root' ? line?.root : place === 'issuing' ? line?.issuing : undefined
  if (line === undefined || authority === undefined) return notFound
  if (service === 'ocsp' && body !== null) return reply('application/ocsp-response', (place === 'root' ? line.rootOcsp : line.ocsp).respond(body))
  if (service === 'crl') return reply('application/pkix-crl', authority.crl())
  if (service === 'delta') return reply('application/pkix-crl', deltaOf(authority))
  if (service === 'certificate') return reply('application/pkix-cert', authority.certificate)
  return notFound
}
/** A delta needs a full list before it; whoever asks for it first gets one made. */
function deltaOf(authority: CertificateAuthority): Uint8Array {
  if (authority.state.baseCrlNumber === null) authority.crl()
  return authority.deltaCrl()
}

const notFound = { status: 404, contentType: 'text/plain', body: new Uint8Array() }
