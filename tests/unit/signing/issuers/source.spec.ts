import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { createGuardedNetwork } from '../../../../server/adapters/network/index.ts'
import { createIssuerSource, type IssuerSourceOptions, type NetworkPort, type NetworkRequest } from '#signing'
import { createCertificateAuthority, createPki, generateKey, type CertificateAuthority, type CertificateExtension } from '#signing/testing'
import { pemOf } from '../../../support/trusted-lists.ts'

let clock = new Date('2026-06-01T00:00:00Z')
const now = () => clock
const pki = createPki({ now, baseUrl: 'http://pki.test/pki' })
const { issuing } = pki.public
const address = 'http://pki.test/pki/public/issuing/certificate'
const { publicKey } = generateKey('P-256')
const personOf = (authority: CertificateAuthority, extensions: CertificateExtension[] = []) => authority.issue({ subject: [['CN', 'Lê A']], publicKey, profile: 'person', extensions })
const person = personOf(issuing)

/** AuthorityInfoAccess with addresses of issuers. */
const naming = (...urls: string[]): CertificateExtension[] =>
  [{ oid: '1.3.6.1.5.5.7.1.1', critical: false, value: der.sequence(...urls.map(url => der.sequence(der.oid('1.3.6.1.5.5.7.48.2'), der.implicit(6, der.ia5String(url))))) }]

/** SignedData without signers: nothing but certificates (RFC 5652 §5.1). */
const bundle = (...certificates: Uint8Array[]) => der.sequence(der.oid('1.2.840.113549.1.7.2'), der.explicit(0, der.sequence(
  der.integer(1), der.setOf(), der.sequence(der.oid('1.2.840.113549.1.7.1')), der.implicit(0, der.setOf(...certificates)), der.setOf(),
)))
/** The same with lengths that are not said beforehand, as some authorities publish it (X.690 §8.1.3.6). */
const indefinite = (value: Uint8Array): Uint8Array => {
  const parsed = der.parseDer(value)
  return Buffer.concat([Uint8Array.of(parsed.tag, 0x80), parsed.content, Uint8Array.of(0, 0)])
}

const asked: NetworkRequest[] = []
beforeEach(() => void (asked.length = 0))
const source = (answer: (url: string) => Uint8Array | Promise<Uint8Array>, options: Partial<IssuerSourceOptions> = {}) =>
  createIssuerSource({ now, network: { send: async (request) => {
    asked.push(request)
    return { status: 200, body: await answer(request.url) }
  } }, ...options })

describe('a source of issuers', () => {
  it.each<[string, Uint8Array, number]>([
    ['a certificate', issuing.certificate, 1],
    ['a certificate as PEM', Buffer.from(`subject=…\n${pemOf(issuing.certificate)}`), 1],
    ['certificates as PEM', Buffer.from(pemOf(pki.public.root.certificate) + pemOf(issuing.certificate)), 2],
    ['a CMS with certificates alone', bundle(pki.public.root.certificate, issuing.certificate), 2],
    ['one in BER', indefinite(bundle(issuing.certificate)), 1],
    ['one as PEM', Buffer.from(`-----BEGIN PKCS7-----\n${Buffer.from(bundle(issuing.certificate)).toString('base64')}\n-----END PKCS7-----\n`), 1],
  ])('reads %s', async (_, body, count) => {
    const found = await source(() => body).find(person)
    expect(found).toMatchObject({ kind: 'certificates' })
    expect(found.kind === 'certificates' ? found.certificates : []).toHaveLength(count)
    expect(found.kind === 'certificates' ? found.certificates : []).toContainEqual(issuing.certificate)
    expect(asked).toMatchObject([{ url: address, method: 'GET', maxBytes: 100_000, timeoutMs: 5000 }])
  })

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'no certificate at the address'],
    ['a page', Buffer.from('<html>moved</html>'), 'no certificate at the address'],
    ['an empty bundle', bundle(), 'no certificate at the address'],
    ['DER of another kind', der.sequence(der.integer(1)), 'no certificate at the address'],
    ['a certificate of somebody else', pki.government.issuing.certificate, 'another certificate lies at the address'],
    ['a certificate of that name with another key', createCertificateAuthority({ key: pki.public.root.key, certificates: [pki.public.root.certificate], now })
      .issue({ subject: [['C', 'VN'], ['O', 'MotLan Sandbox'], ['CN', 'Sandbox Remote Signing CA']], publicKey, profile: 'authority' }), 'another certificate lies at the address'],
  ])('has no answer when %s lies at the address', async (_, body, reason) => {
    expect(await source(() => body).find(person)).toEqual({ kind: 'noAnswer', reason })
  })

  it('gives no more than twenty certificates of a bundle, the issuer first', async () => {
    const many = Array.from({ length: 30 }, () => personOf(pki.government.issuing))
    const found = await source(() => Buffer.from(many.map(pemOf).join('') + pemOf(issuing.certificate))).find(person)
    expect(found.kind === 'certificates' ? found.certificates : []).toHaveLength(20)
    expect(found).toMatchObject({ certificates: [issuing.certificate, ...many.slice(0, 19)] })
  })

  it('asks one address after the other until one helps, four at most, and says why the others did not', async () => {
    const urls = [1, 2, 3, 4, 5].map(number => `http://one.test/${number}`)
    const certificate = personOf(issuing, naming('ldap://one.test/x', ...urls))
    const third = source(url => url.endsWith('3') ? issuing.certificate : new Uint8Array())
    expect(await third.find(certificate)).toMatchObject({ kind: 'certificates' })
    expect(asked.map(({ url }) => url)).toEqual(urls.slice(0, 3))
    asked.length = 0
    expect(await source(url => url.endsWith('2') ? pki.government.issuing.certificate : Promise.reject(new Error('down'))).find(certificate))
      .toEqual({ kind: 'noAnswer', reason: 'no answer; another certificate lies at the address; no answer; no answer' })
    expect(asked.map(({ url }) => url)).toEqual(urls.slice(0, 4))
  })

  it('asks nobody where no address is named that can be asked', async () => {
    const silent = source(() => issuing.certificate)
    for (const extensions of [naming('ldap://one.test/x', 'ftp://one.test/x', 'file:///etc/passwd'), [{ oid: '1.3.6.1.5.5.7.1.1', critical: false, value: null }]]) {
      expect(await silent.find(personOf(issuing, extensions))).toEqual({ kind: 'noAnswer', reason: 'the certificate names no address' })
    }
    expect(await silent.find(Uint8Array.of(1, 2, 3))).toEqual({ kind: 'noAnswer', reason: 'unreadable certificate' })
    expect(asked).toEqual([])
  })

  it('keeps what helps for an hour and what does not for a minute', async () => {
    let body: Uint8Array = new Uint8Array()
    const kept = source(() => body)
    const askAfter = async (seconds: number) => {
      clock = new Date(clock.getTime() + seconds * 1000)
      asked.length = 0
      return [(await kept.find(person)).kind, asked.length]
    }
    expect(await askAfter(0)).toEqual(['noAnswer', 1])
    body = issuing.certificate
    expect(await askAfter(59)).toEqual(['noAnswer', 0])
    expect(await askAfter(1)).toEqual(['certificates', 1])
    expect(await askAfter(3599)).toEqual(['certificates', 0])
    expect(await askAfter(1)).toEqual(['certificates', 1])
  })

  it('asks again for a certificate that what is kept does not help', async () => {
    let body = pki.government.issuing.certificate
    const kept = source(() => body)
    const official = personOf(pki.government.issuing, naming(address))
    expect(await kept.find(official)).toMatchObject({ kind: 'certificates' })
    clock = new Date(clock.getTime() + 61_000)
    body = issuing.certificate
    expect(await kept.find(person)).toMatchObject({ kind: 'certificates' })
  })

  it('asks once for all who ask at the same time', async () => {
    const slow = source(() => new Promise(resolve => setTimeout(resolve, 20, issuing.certificate)))
    const answers = await Promise.all([person, personOf(issuing), person].map(one => slow.find(one)))
    expect(answers.map(({ kind }) => kind)).toEqual(['certificates', 'certificates', 'certificates'])
    expect(asked).toHaveLength(1)
  })
})

describe('a source of issuers on a guarded network', () => {
  const servers: ReturnType<typeof createServer>[] = []
  afterAll(() => servers.forEach((server) => {
    server.closeAllConnections()
    server.close()
  }))

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener)
    servers.push(server)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const find = (host: string, { allow = [host], ...options }: { allow?: string[] } & Partial<IssuerSourceOptions> = {}) => {
    const network: NetworkPort = createGuardedNetwork({ allow })
    return createIssuerSource({ network, now, ...options }).find(personOf(issuing, naming(`http://${host}/issuer.cer`)))
  }

  it('is answered', async () => {
    const host = await serve((_, response) => void response.end(issuing.certificate))
    expect(await find(host)).toEqual({ kind: 'certificates', certificates: [issuing.certificate] })
  })

  it('never reaches a private address that is not allowed', async () => {
    let calls = 0
    const host = await serve((_, response) => {
      calls += 1
      response.end(issuing.certificate)
    })
    expect(await find(host, { allow: [] })).toEqual({ kind: 'noAnswer', reason: 'no answer' })
    expect(calls).toBe(0)
  })

  it('reads no body that does not end', async () => {
    let sent = 0
    const host = await serve((_, response) => {
      const send = (): void => {
        sent += 10_000
        if (!response.destroyed) response.write(Buffer.alloc(10_000, 0x30), send)
      }
      send()
    })
    expect(await find(host)).toEqual({ kind: 'noAnswer', reason: 'no answer' })
    expect(sent).toBeGreaterThan(100_000)
  })

  it('waits for no answer that does not come', async () => {
    const host = await serve(() => {})
    expect(await find(host, { timeoutMs: 100 })).toEqual({ kind: 'noAnswer', reason: 'no answer' })
  })

  it('follows no redirect', async () => {
    const host = await serve(({ url }, response) => url === '/issuer.cer' ? void response.writeHead(302, { location: '/other' }).end() : void response.end(issuing.certificate))
    expect(await find(host)).toEqual({ kind: 'noAnswer', reason: 'HTTP status 302' })
  })
})
