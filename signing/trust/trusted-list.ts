import type { TrustAnchor } from '../types.ts'
import { parseCertificate, readCertificate } from '../x509/index.ts'
import type { XmlElement } from './xml/node.ts'
import { malformedXml, parseXml } from './xml/parse.ts'
import { verifyEnvelopedSignature } from './xml/verify-signature.ts'

const tsl = 'http://uri.etsi.org/02231/v2#'

/** A trust service of the list, as it stands now and stood before. */
export interface TrustedService {
  provider: string
  name: string
  /** URI of TS 119 612 §5.5.1. */
  type: string
  /** URI of TS 119 612 §5.5.4. */
  status: string
  since: Date
  certificates: Uint8Array[]
  /** Certificates of the service that cannot be read, and so are nobody's anchor. */
  unreadable: number
  history: { status: string, since: Date }[]
}

export interface TrustedList {
  territory: string
  operator: string
  sequenceNumber: number
  issuedAt: Date
  /** Null: the list is closed, and none will follow. */
  nextUpdate: Date | null
  services: TrustedService[]
}

export interface TrustedListOptions {
  /** DER certificates of those who may sign the list, from a source that is trusted already. */
  signers: readonly Uint8Array[]
  time: Date
}

/**
 * A trusted list (ETSI TS 119 612): authentic, complete and not overdue, or not at all.
 * @throws SigningError `trusted-list-invalid`, `certificate-malformed` (a signer that is given)
 */
export function readTrustedList(xml: Uint8Array, { signers, time }: TrustedListOptions): TrustedList {
  const document = parseXml(xml)
  const { root } = document
  if (root.local !== 'TrustServiceStatusList' || root.namespace !== tsl) throw malformedXml('this is no trusted list')
  verifyEnvelopedSignature(document, signers.map(parseCertificate))
  const information = required(root, 'SchemeInformation')
  const list: TrustedList = {
    territory: textOf(information, 'SchemeTerritory'),
    operator: nameOf(required(information, 'SchemeOperatorName')),
    sequenceNumber: Number(textOf(information, 'TSLSequenceNumber')),
    issuedAt: timeOf(textOf(information, 'ListIssueDateTime')),
    nextUpdate: nextUpdateOf(information),
    services: (root.only('TrustServiceProviderList')?.all('TrustServiceProvider') ?? []).flatMap(servicesOf),
  }
  if (list.nextUpdate !== null && list.nextUpdate < time) throw malformedXml(`the list was due to be renewed on ${list.nextUpdate.toISOString()}`)
  return list
}

function required(parent: XmlElement, name: string): XmlElement {
  const child = parent.only(name)
  if (child === null) throw malformedXml(`${name} is missing or comes twice`)
  return child
}

const textOf = (parent: XmlElement, name: string): string => required(parent, name).text

function timeOf(text: string): Date {
  const time = new Date(text)
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time.getTime())) throw malformedXml('a time that is none')
  return time
}

function nextUpdateOf(information: XmlElement): Date | null {
  const text = required(information, 'NextUpdate').only('dateTime')?.text ?? ''
  return text === '' ? null : timeOf(text)
}

/** Vietnamese, else English, else the first of the names. */
function nameOf(names: XmlElement): string {
  const all = names.all('Name')
  const inLanguage = (language: string) => all.find(one => one.attribute('lang', 'http://www.w3.org/XML/1998/namespace')?.toLowerCase().startsWith(language) === true)
  return (inLanguage('vi') ?? inLanguage('en') ?? all[0])?.text ?? ''
}

function servicesOf(provider: XmlElement): TrustedService[] {
  const information = required(provider, 'TSPInformation')
  const providerName = nameOf(required(information, 'TSPName'))
  return (provider.only('TSPServices')?.all('TSPService') ?? []).map((service) => {
    const current = required(service, 'ServiceInformation')
    return {
      provider: providerName,
      name: nameOf(required(current, 'ServiceName')),
      type: textOf(current, 'ServiceTypeIdentifier'),
      ...statusOf(current),
      ...certificatesOf(required(current, 'ServiceDigitalIdentity')),
      history: (service.only('ServiceHistory')?.all('ServiceHistoryInstance') ?? []).map(statusOf),
    }
  })
}

const statusOf = (holder: XmlElement): { status: string, since: Date } => ({ status: textOf(holder, 'ServiceStatus'), since: timeOf(textOf(holder, 'StatusStartingTime')) })

function certificatesOf(identity: XmlElement): { certificates: Uint8Array[], unreadable: number } {
  const listed = identity.all('DigitalId').flatMap(one => one.all('X509Certificate'))
  const certificates = listed.flatMap(({ text }) => readCertificate(Buffer.from(text, 'base64'))?.der ?? [])
  return { certificates, unreadable: listed.length - certificates.length }
}

const types = 'http://uri.etsi.org/TrstSvc/Svctype/'
const statuses = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/'
/** Under which a service may be relied upon (TS 119 612 §5.5.4, and the names it had before). */
const good = new Set(['granted', 'recognisedatnationallevel', 'undersupervision', 'supervisionincessation', 'accredited', 'setbynationallaw'].map(name => statuses + name))

/** Services of the list that are trust anchors, each for what it is listed for; one that was withdrawn only for what is older than that. */
export function toTrustAnchors({ services, territory }: TrustedList): TrustAnchor[] {
  return services.flatMap((service) => {
    const uses = usesOf(service.type)
    const until = trustedUntil(service)
    if (uses === null || until === 'never') return []
    return service.certificates.map(certificate => ({ certificate, label: `${service.provider} (${territory})`, uses, ...(until === 'still' ? {} : { trustedUntil: until }) }))
  })
}

function usesOf(type: string): TrustAnchor['uses'] | null {
  if (!type.startsWith(types)) return null
  const [kind = ''] = type.slice(types.length).split('/')
  if (kind === 'CA' || kind === 'NationalRootCA-QC') return ['signature', 'timestamp']
  return kind === 'TSA' ? ['timestamp'] : null
}

function trustedUntil({ status, since, history }: TrustedService): Date | 'still' | 'never' {
  if (good.has(status)) return 'still'
  const newestFirst = history.toSorted((a, b) => b.since.getTime() - a.since.getTime())
  let end = since
  for (const past of newestFirst) {
    if (good.has(past.status)) return end
    end = past.since
  }
  return 'never'
}
