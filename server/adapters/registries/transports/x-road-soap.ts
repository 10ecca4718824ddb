import { createHash } from 'node:crypto'
import { RegistryError } from '#domain/prefill'
import type { NetworkPort, NetworkResponse } from '#signing'
import { expectType, maxBytes, refusalOf, sendOverNetwork, xmlType, type Exchange, type Message, type Transport } from './transport.ts'
import { checkEnvelope, encodeIdentifier, headersOf, toFault } from './x-road-rest.ts'
import { childOf, escapeXml, parseXml, textOf, type XmlElement } from './xml.ts'

/**
 * SOAP 1.1 through X-Road: the header fields of X-Road Message Protocol 4.0 (PR-MESS 2.2) in the envelope, and the HTTP
 * headers with which the national data exchange platform admits a caller. Either side of the platform may keep the SOAP
 * headers; the answer must carry evidence in one form or the other.
 */
export interface XRoadSoapOptions {
  /** Where envelopes are posted. */
  url: string
  client: string
  service: string
  network: NetworkPort
  timeoutMs: number
  /** Account on the national platform, where it asks for one. */
  platform?: PlatformAccount
  now: () => Date
}

export interface PlatformAccount {
  apiKey: string
  user: string
  secret: string
  /** The address that enters the token. */
  authUrl: string
}

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const xRoad = 'http://x-road.eu/xsd/xroad.xsd'
const identifiers = 'http://x-road.eu/xsd/identifiers'

export function createXRoadSoap(options: XRoadSoapOptions): Transport {
  return {
    exchange: async (message) => {
      const envelope = writeEnvelope(message, options)
      const client = encodeIdentifier(options.client)
      const response = await sendOverNetwork(options.network, {
        url: options.url, method: 'POST', contentType: 'text/xml; charset=utf-8', accept: 'text/xml', body: envelope, maxBytes, timeoutMs: options.timeoutMs,
        headers: { ...headersOf(message, client), soapaction: '""', ...platformHeaders(options) },
      })
      return readEnvelope(response, { message, envelope, client, options })
    },
  }
}

/** `Authorization: Basic base64(user:sha256hex(authUrl + user + Timestamp + secret))`, milliseconds as `Timestamp`. */
function platformHeaders({ platform, now }: XRoadSoapOptions): Record<string, string> {
  if (platform === undefined) return {}
  const timestamp = String(now().getTime())
  const token = createHash('sha256').update(platform.authUrl + platform.user + timestamp + platform.secret).digest('hex')
  return { timestamp, apikey: platform.apiKey, authorization: `Basic ${Buffer.from(`${platform.user}:${token}`).toString('base64')}` }
}

function writeEnvelope({ messageId, userId, issue, body }: Message, { client, service }: XRoadSoapOptions): Uint8Array {
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="${soap}" xmlns:xrd="${xRoad}" xmlns:id="${identifiers}"><soapenv:Header>`
+ `<xrd:client id:objectType="SUBSYSTEM">${writeIdentifier(client.split('/'))}</xrd:client>`
+ `<xrd:service id:objectType="SERVICE">${writeIdentifier(service.split('/').slice(0, -1))}<id:serviceCode>${escapeXml(service.split('/').at(-1) ?? '')}</id:serviceCode></xrd:service>`
+ `<xrd:id>${escapeXml(messageId)}</xrd:id><xrd:userId>${escapeXml(userId)}</xrd:userId><xrd:issue>${escapeXml(issue)}</xrd:issue><xrd:protocolVersion>4.0</xrd:protocolVersion>`
+ `</soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`)
}

const writeIdentifier = (parts: readonly string[]): string =>
  ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'].map((name, index) => parts[index] === undefined ? '' : `<id:${name}>${escapeXml(parts[index])}</id:${name}>`).join('')

function readEnvelope(response: NetworkResponse, { message, envelope, client, options }: { message: Message, envelope: Uint8Array, client: string, options: XRoadSoapOptions }): Exchange {
  const error = response.headers?.['x-road-error']
  if (error !== undefined) throw toFault(error)
  // Faults of SOAP 1.1 come with status 500 (PR-MESS 2.5); what is no envelope is judged by its status.
  const root = readXml(response)
  const body = root === null ? null : childOf(root, 'Body')
  const fault = childOf(body, 'Fault')
  if (fault?.namespace === soap) throw toFault(textOf(fault, 'faultcode')?.replace(/^.*:/, '') ?? 'Server.Fault')
  if (response.status !== 200) throw refusalOf(response)
  expectType(response, xmlType)
  if (root === null || body === null || root.name !== 'Envelope' || root.namespace !== soap) throw invalid('no SOAP envelope')
  return { body: response.body, ...readEvidence(root, response, { message, envelope, client, options }) }
}

function readXml({ body }: NetworkResponse): XmlElement | null {
  try {
    return parseXml(body)
  }
  catch {
    return null
  }
}

/** PR-MESS 2.2: the answer repeats our header fields, and `requestHash` is over the very bytes that we posted: it is checked. */
function readEvidence(root: XmlElement, response: NetworkResponse, { message, envelope, client, options }: { message: Message, envelope: Uint8Array, client: string, options: XRoadSoapOptions }): Omit<Exchange, 'body'> {
  const header = childOf(root, 'Header')
  const hash = header?.children.find(({ name, namespace }) => name === 'requestHash' && namespace === xRoad)
  if (hash === undefined) return checkEnvelope(response, { message, client, service: encodeIdentifier(options.service) })
  if (textOf(header, 'id') !== message.messageId) throw invalid('the id is not the one sent')
  const [, bits] = /^http:\/\/www\.w3\.org\/2001\/04\/xmlenc#sha(256|512)$/.exec(hash.attributes.algorithmId ?? '') ?? []
  if (bits === undefined) throw invalid('the request hash is of an unknown kind')
  if (createHash(`sha${bits}`).update(envelope).digest('base64') !== hash.text) throw invalid('the request hash is not that of our request')
  return { requestId: response.headers?.['x-road-request-id'] ?? message.messageId, requestHash: hash.text }
}

const invalid = (detail: string): RegistryError => new RegistryError('registry-answer-invalid', detail)
