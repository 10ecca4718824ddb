import { createHash, sign, type KeyObject } from 'node:crypto'
import { createRoot, generateKey } from '../../signing/testing/index.ts'
import { canonicalise, canonicalisationOf } from '../../signing/trust/xml/canonical.ts'
import { parseXml } from '../../signing/trust/xml/parse.ts'

const key = generateKey('RSA-2048')

/** DER certificate of the operator that signs the lists, unless another one does. */
export const listSigner = createRoot({ key, subject: [['CN', 'Scheme operator']], now: new Date('2025-01-01T00:00:00Z') })

export const pemOf = (certificate: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${base64(certificate)}\n-----END CERTIFICATE-----\n`

export const serviceStatus = (name: string): string => `http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/${name}`
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export interface ListedService { type?: string, status?: string, since?: string, certificate: Uint8Array, history?: { status: string, since: string }[] }

/** A TSPService (ETSI TS 119 612 §5.5). */
export const listedService = ({ type = 'CA/QC', status: name = 'granted', since = '2025-01-01T00:00:00Z', certificate, history = [] }: ListedService): string => `
  <TSPService><ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/${type}</ServiceTypeIdentifier><ServiceName><Name xml:lang="en">CA</Name></ServiceName>
  <ServiceDigitalIdentity><DigitalId><X509Certificate>${base64(certificate)}</X509Certificate></DigitalId></ServiceDigitalIdentity><ServiceStatus>${serviceStatus(name)}</ServiceStatus>
  <StatusStartingTime>${since}</StatusStartingTime></ServiceInformation>${history.length === 0 ? '' : `<ServiceHistory>${history.map(one => `<ServiceHistoryInstance><ServiceStatus>${serviceStatus(one.status)}</ServiceStatus><StatusStartingTime>${one.since}</StatusStartingTime></ServiceHistoryInstance>`).join('')}</ServiceHistory>`}</TSPService>`

/** A list of one provider, not signed yet; an empty `nextUpdate` makes it the last one. */
export const unsignedList = (services: string, { nextUpdate = '2026-09-01T00:00:00Z' } = {}): string => `<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" Id="list"><SchemeInformation><TSLSequenceNumber>7</TSLSequenceNumber><SchemeOperatorName><Name xml:lang="en">Operator</Name><Name xml:lang="vi">Cơ quan quản lý</Name></SchemeOperatorName>
<SchemeTerritory>VN</SchemeTerritory><ListIssueDateTime>2026-03-01T00:00:00Z</ListIssueDateTime><NextUpdate>${nextUpdate === '' ? '' : `<dateTime>${nextUpdate}</dateTime>`}</NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name xml:lang="vi">Nhà cung cấp</Name></TSPName></TSPInformation><TSPServices>${services}</TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>`

export interface ListSigning { uri?: string, transforms?: string[], digestMethod?: string, privateKey?: KeyObject, certificate?: Uint8Array }

export const exclusiveCanonicalisation = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** The list with an enveloped signature, as trusted lists carry it. */
export function signList(xml: string, { uri = '', transforms = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusiveCanonicalisation], digestMethod = 'http://www.w3.org/2001/04/xmlenc#sha256', privateKey = key.privateKey, certificate = listSigner }: ListSigning = {}): Uint8Array {
  const method = canonicalisationOf(exclusiveCanonicalisation)!
  const digest = createHash('sha256').update(canonicalise(parseXml(Buffer.from(xml)).root, method)).digest('base64')
  const info = `<SignedInfo><CanonicalizationMethod Algorithm="${exclusiveCanonicalisation}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="${uri}"><Transforms>${transforms.map(one => `<Transform Algorithm="${one}"/>`).join('')}</Transforms><DigestMethod Algorithm="${digestMethod}"/><DigestValue>${digest}</DigestValue></Reference></SignedInfo>`
  const whole = (value: string) => xml.replace(/<\/TrustServiceStatusList>$/, `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${info}<SignatureValue>${value}</SignatureValue><KeyInfo><X509Data><X509Certificate>${base64(certificate)}</X509Certificate></X509Data></KeyInfo></Signature></TrustServiceStatusList>`)
  const node = [...parseXml(Buffer.from(whole(''))).root.descendants()].find(({ local }) => local === 'SignedInfo')!
  return Buffer.from(whole(sign('sha256', Buffer.from(canonicalise(node, method)), privateKey).toString('base64')))
}
