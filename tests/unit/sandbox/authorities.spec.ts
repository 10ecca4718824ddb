import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setEngine, CertificationRequest, AttributeTypeAndValue, CryptoEngine } from 'pkijs'
import { Utf8String } from 'asn1js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox } from '../../../sandbox/index.ts'
import { freePort } from '../../support/running-portal.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'

const origin = 'http://localhost:3995'
let world: TemporarySandbox
beforeAll(async () => {
  world = await startTemporarySandbox(origin)
})
afterAll(() => world.remove())

const chainOf = (pem: string): X509Certificate[] => (pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map(one => new X509Certificate(one))
const anchors = (environment: Record<string, string>) => JSON.parse(readFileSync(environment.PORTAL_TRUST_FILE ?? '', 'utf8')) as { label: string, pem: string }[]

describe('the authorities', () => {
  it('give the portal a seal whose chain ends at the official anchor', () => {
    const [seal, issuer] = chainOf(readFileSync(world.environment.PORTAL_SEAL_CERTIFICATES_FILE ?? '', 'utf8'))
    const [open, official] = anchors(world.environment).map(({ pem }) => new X509Certificate(pem))
    expect([issuer?.verify(official!.publicKey), seal?.verify(issuer!.publicKey), issuer?.verify(open!.publicKey)]).toEqual([true, true, false])
    expect(anchors(world.environment).map(({ label }) => label)).toEqual(['Chữ ký số công cộng', 'Chữ ký số chuyên dùng công vụ'])
  })

  it('answer where the certificates say they do', async () => {
    const [seal] = chainOf(readFileSync(world.environment.PORTAL_SEAL_CERTIFICATES_FILE ?? '', 'utf8'))
    const issuerUrl = /CA Issuers - URI:(\S+)/.exec(seal?.infoAccess ?? '')?.[1] ?? ''
    const ocspUrl = /OCSP - URI:(\S+)/.exec(seal?.infoAccess ?? '')?.[1] ?? ''
    const issuer = await fetch(issuerUrl)
    expect(seal?.checkIssued(new X509Certificate(Buffer.from(await issuer.arrayBuffer())))).toBe(true)
    const ocsp = await fetch(ocspUrl, { method: 'POST', headers: { 'content-type': 'application/ocsp-request' }, body: 'no request' })
    // OCSPResponseStatus malformedRequest (RFC 6960, 4.2.1).
    expect([ocsp.headers.get('content-type'), Buffer.from(await ocsp.arrayBuffer()).toString('hex')]).toEqual(['application/ocsp-response', '30030a0101'])
    expect((await fetch(ocspUrl.replace(/ocsp$/, 'crl'))).headers.get('content-type')).toBe('application/pkix-crl')
    const time = await fetch(world.environment.PORTAL_TSA_URL ?? '', { method: 'POST', headers: { 'content-type': 'application/timestamp-query' }, body: 'no request' })
    expect([time.status, time.headers.get('content-type')]).toEqual([200, 'application/timestamp-reply'])
  })

  it('give time-stamps through the API too', async () => {
    const base = world.environment.PORTAL_CSC_URL
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: world.environment.PORTAL_CSC_CLIENT_ID ?? '', client_secret: world.environment.PORTAL_CSC_CLIENT_SECRET ?? '' })
    const { access_token: token } = await (await fetch(`${base}/oauth2/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() })).json() as { access_token: string }
    const digest = createHash('sha256').update('signature value').digest()
    const stamp = async (hash: string) => fetch(`${base}/signatures/timestamp`, { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Bearer ${token}` }, body: JSON.stringify({ hash, hashAlgo: '2.16.840.1.101.3.4.2.1' }) })
    const { timestamp } = await (await stamp(digest.toString('base64'))).json() as { timestamp: string }
    expect(Buffer.from(timestamp, 'base64').includes(digest)).toBe(true)
    expect((await stamp('AAAA')).status).toBe(400)
  })

  it('certify a key held elsewhere for whoever has the token, in the words of the order', async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    setEngine('node', new CryptoEngine({ crypto }))
    const request = new CertificationRequest()
    request.subject.typesAndValues.push(new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: 'Somebody grand' }) }))
    await request.subjectPublicKeyInfo.importKey(publicKey)
    await request.sign(privateKey, 'SHA-256')
    const csr = (bytes: Buffer): string => `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
    const der = Buffer.from(request.toSchema(true).toBER())
    const token = JSON.parse(readFileSync(join(world.dataDir, 'admin-token.json'), 'utf8')) as string
    const order = (text: string, bearer = token) => fetch(`${world.sandbox.urls.signature}/admin/enrolments`, { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Bearer ${bearer}` }, body: JSON.stringify({ csr: text, line: 'government', profile: 'organisation', organisation: 'Cổng thứ hai', commonName: 'Cổng thứ hai', userId: 'MNS:9000002' }) })

    const response = await order(csr(der))
    expect(response.status).toBe(201)
    const [certificate] = chainOf((await response.json() as { certificates: string }).certificates)
    expect(certificate?.subject).toContain('UID=MNS:9000002')
    expect(certificate?.subject).not.toContain('Somebody grand')
    const forged = Buffer.from(der)
    forged[forged.length - 1]! ^= 1
    expect((await order(csr(forged))).status).toBe(422)
    expect((await order(csr(der), 'guess')).status).toBe(401)
    expect((await order('hello')).status).toBe(400)
  })

  it('issue anew after a move to another address, and keep the old anchors', async () => {
    await world.sandbox.control.oneTimeCode(world.who('marital-status').personalId)
    await world.sandbox.stop()
    world.sandbox = await startSandbox({ dataDir: world.dataDir, ports: { identity: 0, registries: 0, signature: await freePort(), agency: 0 } })
    const before = anchors(world.environment).map(({ pem }) => pem)
    const environment = world.sandbox.portalEnvironment(origin)
    const after = anchors(environment).map(({ pem }) => pem)
    expect(after).toHaveLength(4)
    expect(after).toEqual(expect.arrayContaining(before))
    const [seal] = chainOf(readFileSync(environment.PORTAL_SEAL_CERTIFICATES_FILE ?? '', 'utf8'))
    expect(seal?.infoAccess).toContain(new URL(world.sandbox.urls.signature).host)
    expect(await world.sandbox.control.oneTimeCode(world.who('marital-status').personalId)).toMatch(/^\d{6}$/)
  })
})
