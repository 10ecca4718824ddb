import { beforeAll, describe, expect, it } from 'vitest'
import { readTrustAnchors, readTrustedList, toTrustAnchors, validateSignatures } from '#signing'
import { createRoot, generateKey, samplePdf } from '#signing/testing'
import { days, World } from '../../../corpus/kit/world.ts'
import { exclusiveCanonicalisation as exc, listedService as service, listSigner as signer, pemOf as pem, serviceStatus as status, signList as signed, unsignedList as list } from '../../../support/trusted-lists.ts'

const world = new World()
const root = world.pki.public.anchor.certificate
const read = (xml: Uint8Array, time = world.now) => readTrustedList(xml, { signers: [signer], time })
const refuses = (xml: Uint8Array, time = world.now) => expect(() => read(xml, time)).toThrow(expect.objectContaining({ code: 'trusted-list-invalid' }) as Error)

describe('a trusted list', () => {
  it('is read with its services, in Vietnamese where it has names in it', () => {
    const found = read(signed(list(service({ certificate: root }))))
    expect(found).toMatchObject({ territory: 'VN', operator: 'Cơ quan quản lý', sequenceNumber: 7, nextUpdate: new Date('2026-09-01T00:00:00Z'), services: [{ provider: 'Nhà cung cấp', status: status('granted') }] })
    expect(toTrustAnchors(found)).toEqual([{ certificate: root, label: 'Nhà cung cấp (VN)', uses: ['signature', 'timestamp'] }])
  })

  it('may be signed by reference to its root', () => {
    expect(read(signed(list(service({ certificate: root })), { uri: '#list' })).sequenceNumber).toBe(7)
  })

  it('is refused when it was changed, or is signed by somebody else', () => {
    const sound = signed(list(service({ certificate: root })))
    refuses(Buffer.from(Buffer.from(sound).toString('utf8').replace('<SchemeTerritory>VN', '<SchemeTerritory>LA')))
    refuses(signed(list(service({ certificate: root })), { privateKey: generateKey('RSA-2048').privateKey }))
    const other = generateKey('RSA-2048')
    refuses(signed(list(service({ certificate: root })), { privateKey: other.privateKey, certificate: createRoot({ key: other, subject: [['CN', 'Scheme operator']], now: world.now }) }))
  })

  it('is refused without a signature, or when the signature covers something else', () => {
    refuses(Buffer.from(list(service({ certificate: root }))))
    refuses(signed(list(service({ certificate: root })), { uri: 'http://example.org/other.xml' }))
    refuses(signed(list(service({ certificate: root })), { transforms: [exc] }))
    refuses(signed(list(service({ certificate: root })), { transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/TR/1999/REC-xpath-19991116'] }))
    refuses(signed(list(service({ certificate: root })), { digestMethod: 'http://www.w3.org/2000/09/xmldsig#sha1' }))
  })

  it('is refused when the signed list was wrapped into another one', () => {
    const sound = Buffer.from(signed(list(service({ certificate: root })), { uri: '#list' })).toString('utf8')
    const inner = sound.slice(sound.indexOf('<TrustServiceStatusList'))
    const signature = /<Signature .*<\/Signature>/s.exec(inner)![0]
    const evil = list(service({ certificate: signer })).replace('Id="list"', 'Id="evil"').replace('</TrustServiceStatusList>', `<Extra xmlns="x">${inner.replace(signature, '')}</Extra>${signature}</TrustServiceStatusList>`)
    refuses(Buffer.from(evil))
  })

  it('is refused when it is overdue, and taken when it is the last one', () => {
    refuses(signed(list(service({ certificate: root }))), new Date('2026-10-01T00:00:00Z'))
    expect(read(signed(list(service({ certificate: root }), { nextUpdate: '' })), new Date('2036-10-01T00:00:00Z')).nextUpdate).toBeNull()
  })

  it('gives no anchor for a service that was never in force, and an end to one that was withdrawn', () => {
    const withdrawn = { status: 'withdrawn', since: '2026-02-01T00:00:00Z' }
    const anchors = (services: string) => toTrustAnchors(read(signed(list(services))))
    expect(anchors(service({ certificate: root, ...withdrawn }))).toEqual([])
    expect(anchors(service({ certificate: root, ...withdrawn, history: [{ status: 'granted', since: '2020-01-01T00:00:00Z' }] }))).toMatchObject([{ trustedUntil: new Date('2026-02-01T00:00:00Z') }])
    expect(anchors(service({ certificate: root, type: 'TSA/QTST' }))).toMatchObject([{ uses: ['timestamp'] }])
    expect(anchors(service({ certificate: root, type: 'Certstatus/OCSP/QC' }))).toEqual([])
  })
})

describe('anchors with conditions', () => {
  let pdf: Uint8Array
  beforeAll(async () => {
    pdf = await world.sign(samplePdf(), world.person(), { level: 'B-LT' })
  })
  const validate = (conditions: object) => validateSignatures(pdf, { anchors: [{ certificate: root, label: 'list', ...conditions }, { certificate: root, label: 'time-stamps', uses: ['timestamp'] }], time: new Date(world.now.getTime() + days(1)) })

  it('count for what is proven to be older than their end', async () => {
    expect((await validate({ trustedUntil: new Date(world.now.getTime() + 1000) })).signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', anchorLabel: 'list' })
    expect((await validate({ trustedUntil: new Date(world.now.getTime() - 1000) })).signatures[0]).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' })
  })

  it('count only for what they are trusted for', async () => {
    expect((await validate({ uses: ['timestamp'] })).signatures[0]).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', timestamps: [{ indication: 'TOTAL-PASSED' }] })
  })
})

describe('anchors of a file', () => {
  it('are read from DER, and from PEM with several', () => {
    expect(readTrustAnchors(root, 'root')).toEqual([{ certificate: root, label: 'root' }])
    expect(readTrustAnchors(Buffer.from(`# two\n${pem(root)}${pem(signer)}`), 'both')).toHaveLength(2)
  })
  it('are refused as a whole when one is no certificate, or there is none', () => {
    for (const text of ['', 'nothing', `${pem(root)}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`]) expect(() => readTrustAnchors(Buffer.from(text), 'x')).toThrow(expect.objectContaining({ code: 'certificate-malformed' }) as Error)
  })
})
