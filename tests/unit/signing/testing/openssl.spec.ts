import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPki, generateKey, type KeySpec } from '#signing/testing'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'motlan-openssl-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pem = (der: Uint8Array) => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
const put = (name: string, content: Uint8Array | string) => writeFileSync(join(folder, name), content)
/** openssl's words, from both of its mouths. */
function openssl(...args: string[]): string {
  const run = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  return `${run.stdout}${run.stderr}`
}

describe.runIf(hasOpenssl).each<KeySpec>(['P-256', 'RSA-2048', 'P-384'])('the declared PKI with %s, judged by openssl', (spec) => {
  const pki = createPki({ now: () => new Date(), baseUrl: 'http://127.0.0.1:3003/pki', authorityKey: spec })
  const { issuing, root, ocsp, timestamp } = pki.public
  const holder = generateKey('P-256')
  const certificate = issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN'], ['UID', 'CCCD:001000000001']], publicKey: holder.publicKey, profile: 'person' })

  beforeAll(() => {
    put('root.pem', pem(root.certificate))
    put('ca.pem', pem(issuing.certificate))
    put('chain.pem', pem(issuing.certificate) + pem(root.certificate))
    put('person.pem', pem(certificate))
    execFileSync('openssl', ['ocsp', '-issuer', 'ca.pem', '-cert', 'person.pem', '-reqout', 'request.der'], { cwd: folder, stdio: 'ignore' })
  })

  it('issues certificates that verify strictly', () => {
    expect(openssl('verify', '-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'ca.pem', 'person.pem')).toContain('person.pem: OK')
  })

  it('answers OCSP, and says so when a certificate is revoked', () => {
    const ask = () => {
      put('response.der', ocsp.respond(readFileSync(join(folder, 'request.der'))))
      return openssl('ocsp', '-issuer', 'ca.pem', '-cert', 'person.pem', '-no_nonce', '-respin', 'response.der', '-CAfile', 'chain.pem')
    }
    expect(ask()).toMatch(/Response verify OK[\s\S]*person.pem: good|person.pem: good[\s\S]*Response verify OK/)
    issuing.revoke(certificate, { reason: 'keyCompromise' })
    expect(ask()).toContain('person.pem: revoked')
  })

  it('lists the revocation in a CRL with a growing number', () => {
    put('list.der', issuing.crl())
    const text = openssl('crl', '-inform', 'DER', '-in', 'list.der', '-CAfile', 'chain.pem', '-noout', '-text')
    expect(text).toContain('verify OK')
    expect(text).toContain('Key Compromise')
  })

  it('stamps time', () => {
    put('data', 'hello')
    openssl('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'query.tsq')
    put('reply.tsr', timestamp.respond(readFileSync(join(folder, 'query.tsq'))))
    expect(openssl('ts', '-verify', '-queryfile', 'query.tsq', '-in', 'reply.tsr', '-CAfile', 'root.pem', '-untrusted', 'ca.pem')).toContain('Verification: OK')
  })
})

describe('an authority', () => {
  it('continues from its stored state', () => {
    const first = createPki({ now: () => new Date() })
    const key = generateKey('P-256')
    const certificate = first.government.issuing.issue({ subject: [['CN', 'x']], publicKey: key.publicKey, profile: 'person' })
    first.government.issuing.revoke(certificate)
    const second = createPki({ now: () => new Date(), state: structuredClone(first.save()) })
    const serial = first.government.issuing.state.issued.at(-1)!.serialNumber
    expect(second.government.issuing.statusOf(serial)?.revokedAt).toBe(first.government.issuing.statusOf(serial)?.revokedAt)
    expect(second.anchors).toEqual(first.anchors)
  })

  it('answers noise with a refusal, never with a throw', () => {
    const { ocsp, timestamp } = createPki({ now: () => new Date() }).public
    for (const noise of [new Uint8Array(), Uint8Array.of(0x30), Uint8Array.of(0x30, 0x80, 0, 0), new Uint8Array(1000).fill(0x30)]) {
      expect(ocsp.respond(noise)[0]).toBe(0x30)
      expect(timestamp.respond(noise)[0]).toBe(0x30)
    }
  })
})
