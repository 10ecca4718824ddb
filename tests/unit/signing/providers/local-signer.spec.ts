import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openLocalSigner, ProviderError, Secret } from '#signing/providers'
import { createPki } from '#signing/testing'

const pki = createPki({ now: () => new Date() })
const pem = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`

function seal(keys: { publicKey: import('node:crypto').KeyObject, privateKey: import('node:crypto').KeyObject }) {
  const certificate = pki.government.issuing.issue({ subject: [['C', 'VN'], ['O', 'Cổng'], ['CN', 'Cổng'], ['UID', 'MNS:9000001']], publicKey: keys.publicKey, profile: 'organisation' })
  return { key: new Secret(keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()), certificates: pem(certificate) + pem(pki.government.issuing.certificate), certificate }
}
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'no error'
  }
  catch (error) {
    return error instanceof ProviderError ? error.code : 'not ours'
  }
}

describe('a local signer', () => {
  it.each([
    ['RSA-PKCS1', () => generateKeyPairSync('rsa', { modulusLength: 2048 }), 'SHA-256'],
    ['ECDSA', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'SHA-384'],
    ['Ed25519', () => generateKeyPairSync('ed25519'), 'SHA-512'],
  ] as const)('signs with %s so that its certificate verifies', async (algorithm, generate, hash) => {
    const { key, certificates, certificate } = seal(generate())
    const signer = openLocalSigner({ key, certificates })
    const data = Buffer.from('signed attributes')
    const signature = await signer.sign(data, hash)
    expect(verify(algorithm === 'Ed25519' ? null : hash.replace('-', ''), data, new X509Certificate(certificate).publicKey, signature)).toBe(true)
    expect([signer.algorithm, signer.certificates.length, signer.certificate.userIds]).toEqual([algorithm, 2, ['MNS:9000001']])
  })

  it('refuses a certificate of another key, no certificate, and what is no key, without quoting it', () => {
    const { key, certificates } = seal(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
    const other = seal(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
    expect(codeOf(() => openLocalSigner({ key, certificates: other.certificates }))).toBe('certificate-mismatch')
    expect(codeOf(() => openLocalSigner({ key, certificates: '' }))).toBe('credential-not-usable')
    expect(codeOf(() => openLocalSigner({ key: new Secret('my secret key'), certificates }))).toBe('credential-not-usable')
    expect(() => openLocalSigner({ key: new Secret('my secret key'), certificates })).not.toThrow(/my secret/)
  })
})
