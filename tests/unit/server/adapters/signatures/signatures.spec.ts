import { describe, expect, it } from 'vitest'
import { createTimestampSource, type NetworkPort, type PreparedSignature } from '#signing'
import { openLocalSigner, Secret, type Credential } from '#signing/providers'
import { createPki, exportKey, generateKey, samplePdf, signWith } from '#signing/testing'
import { createIssuerSource, createRevocationSource } from '../../../../../signing/index.ts'
import { createPdfSigner, createPortalSeal, createSignatureValidator } from '../../../../../server/adapters/signatures/index.ts'

const now = (): Date => new Date()
const pki = createPki({ now, baseUrl: 'http://pki.test/pki' })
const key = generateKey('P-256')
const certificate = pki.public.issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN'], ['UID', 'CCCD:001000000001']], publicKey: key.publicKey, profile: 'person' })
const certificates = [certificate, ...pki.public.issuing.chain]

/** The declared authorities without those that are down. */
function authorities(down: RegExp = /^$/) {
  const asked: string[] = []
  const network: NetworkPort = { send: async ({ url, body }) => {
    asked.push(url)
    if (down.test(url)) throw new Error('down')
    return pki.handle({ path: new URL(url).pathname.slice('/pki'.length), body: body ?? null })
  } }
  return { asked, timestamp: createTimestampSource({ url: 'http://pki.test/pki/public/tsa', network }), revocation: createRevocationSource({ network, now }), issuers: [pki.public.anchor.certificate] }
}
const credential = { algorithms: [{ algorithm: 'ECDSA', hash: 'SHA-256' }], certificates } as Pick<Credential, 'algorithms' | 'certificates'> as Credential
const valueOf = ({ signedAttributes }: PreparedSignature): Uint8Array => signWith(key, Buffer.from(signedAttributes, 'base64'), { algorithm: 'ECDSA', hash: 'SHA-256' })
const { revocation } = authorities()
const issuers = createIssuerSource({ network: { send: () => Promise.reject(new Error('nobody is asked')) }, now })
const validate = (pdf: Uint8Array) => createSignatureValidator({ anchors: pki.anchors, revocation, issuers, now }).validate(pdf)

async function signForm(down?: RegExp): Promise<{ pdf: Uint8Array, asked: string[] }> {
  const given = authorities(down)
  const signer = createPdfSigner(given)
  const { pdf, prepared } = await signer.prepare(samplePdf(), { credential, signingTime: now(), reason: 'thử' })
  return { pdf: await signer.complete(pdf, prepared, valueOf(prepared)), asked: given.asked }
}

describe('a form that a person signs', () => {
  it('is B-LT when evidence can be had', async () => {
    const { signatures } = await validate((await signForm()).pdf)
    expect(signatures).toMatchObject([{ level: 'B-LT', indication: 'TOTAL-PASSED' }])
  })

  it('is B-T when it cannot, with one time-stamp asked for', async () => {
    const { pdf, asked } = await signForm(/ocsp|crl/)
    expect((await validate(pdf)).signatures).toMatchObject([{ level: 'B-T', indication: 'TOTAL-PASSED' }])
    expect(asked.filter(url => url.endsWith('/tsa'))).toHaveLength(1)
  })

  it('is nothing without a time-stamp', async () => {
    await expect(signForm(/tsa/)).rejects.toMatchObject({ code: 'timestamp-unavailable' })
  })
})

describe('the portal’s seal', () => {
  const pem = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`
  const seal = (down?: RegExp) => createPortalSeal({
    signer: openLocalSigner({ key: new Secret(exportKey(key)), certificates: certificates.map(pem).join('') }),
    authorities: authorities(down), now,
  })

  it.each<[string, RegExp | undefined]>([['B-LT', undefined], ['B-T', /ocsp|crl/], ['B-B', /./]])('is %s as the authorities allow, and never waits for them', async (level, down) => {
    const { integrity, signatures } = await validate(await seal(down).seal(samplePdf(), 'Giấy tiếp nhận'))
    expect(integrity).toBe('sound')
    expect(signatures).toMatchObject([{ level, intact: true, reason: 'Giấy tiếp nhận' }])
  })
})
