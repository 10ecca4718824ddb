import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkIds, defaultPolicy, validateSignatures, type RevocationSource, type ValidationReport } from '#signing'
import { samplePdf } from '#signing/testing'
import { days, World } from '../../../corpus/kit/world.ts'

const world = new World()
let archived: Uint8Array
let report: ValidationReport

beforeAll(async () => {
  archived = await world.sign(samplePdf(), world.person(), { level: 'B-LTA', reason: 'Tôi đồng ý', location: 'Huế' })
  report = await validateSignatures(archived, { anchors: world.anchors, time: world.now })
})

describe('a validation report', () => {
  it('says what was validated, when, and under which policy', () => {
    expect(report).toMatchObject({ integrity: 'sound', unreadableReason: null, findings: [], policy: defaultPolicy.id, validationTime: world.now.toISOString(), documentDigest: createHash('sha256').update(archived).digest('hex') })
  })

  it('tells who signed, by which path, when, and how that is known', () => {
    expect(report.signatures[0]).toMatchObject({
      field: 'Signature1', kind: 'signature', level: 'B-LTA', missingForNextLevel: [], indication: 'TOTAL-PASSED', subIndication: null, anchorLabel: 'Chữ ký số công cộng',
      signedBy: { commonName: 'NGUYỄN VĂN AN', userIds: ['CCCD:001000000001'] }, revocation: { status: 'good', source: 'ocsp', origin: 'embedded' },
      claimedTime: world.now.toISOString(), bestSignatureTime: world.now.toISOString(), hash: 'SHA-256', algorithm: 'ECDSA', reason: 'Tôi đồng ý', location: 'Huế', revision: 2, coversWholeDocument: false,
      timestamps: [{ kind: 'signature', indication: 'TOTAL-PASSED' }, { kind: 'document', indication: 'TOTAL-PASSED' }],
    })
    expect(report.signatures[0]!.path.map(({ commonName }) => commonName)).toEqual(['NGUYỄN VĂN AN', 'Sandbox Remote Signing CA', 'Sandbox Public Root CA'])
  })

  it('asks every question of every building block, known ones only, each once', () => {
    const { checks } = report.signatures[0]!
    expect(new Set(checks.map(({ block }) => block))).toEqual(new Set(['FC', 'ISC', 'VCI', 'CV', 'XCV', 'RFC', 'SAV', 'PSV']))
    expect(checks.filter(({ id }) => !(checkIds as readonly string[]).includes(id))).toEqual([])
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
  })

  it('does not stop at the first failure', async () => {
    const text = Buffer.from(archived).toString('latin1').replace('(Trang 1)', '(Trang 7)')
    const { signatures } = await validateSignatures(Buffer.from(text, 'latin1'), { anchors: [], time: world.now })
    const open = signatures[0]!.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'indeterminate').map(({ id }) => id)
    expect(open).toEqual(expect.arrayContaining(['message-digest-matches', 'certificate-chain-found', 'timestamps-valid']))
  })

  it('says what the next level lacks', async () => {
    const missing = async (level: 'B-B' | 'B-T' | 'B-LT') => {
      const pdf = await world.sign(samplePdf(), world.person(), { level })
      return (await validateSignatures(pdf, { anchors: world.anchors, time: world.now })).signatures[0]!.missingForNextLevel
    }
    expect(await missing('B-B')).toEqual(['a time-stamp over the signature or over the document'])
    expect(await missing('B-T')).toEqual(['revocation evidence for NGUYỄN VĂN AN', 'revocation evidence for Sandbox Remote Signing CA', 'revocation evidence for Sandbox Public TSA'])
    expect(await missing('B-LT')).toEqual(['a document time-stamp over the signature and its validation data'])
  })

  it('belongs to its reader: a change in one is not seen in the next', async () => {
    report.signatures[0]!.signedBy!.commonName = 'SOMEBODY ELSE'
    const next = await validateSignatures(archived, { anchors: world.anchors, time: world.now })
    expect(next.signatures[0]!.signedBy!.commonName).toBe('NGUYỄN VĂN AN')
  })

  it('is the same for the same file at the same time', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => validateSignatures(archived, { anchors: world.anchors, time: world.now })))
    expect(one).toEqual(other)
  })
})

describe('validateSignatures never rejects', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('this is no PDF')],
    ['a header alone', Buffer.from('%PDF-1.7\n')],
    ['a header and an end', Buffer.from('%PDF-1.7\nstartxref\n0\n%%EOF')],
  ])('given %s', async (_, bytes) => {
    const { integrity, unreadableReason, signatures } = await validateSignatures(bytes, { anchors: world.anchors, time: world.now })
    expect({ integrity, signatures }).toEqual({ integrity: 'unreadable', signatures: [] })
    expect(unreadableReason).toBeTruthy()
  })

  it('given an anchor that is no certificate: it trusts nothing by it, and says so', async () => {
    const { findings, signatures } = await validateSignatures(archived, { anchors: [{ certificate: Uint8Array.of(1, 2, 3), label: 'broken' }], time: world.now })
    expect(findings).toEqual([{ code: 'anchor-unreadable', severity: 'note', detail: 'broken' }])
    expect(signatures[0]).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' })
  })

  it('given a source that throws', async () => {
    const pdf = await world.sign(samplePdf(), world.person())
    const revocation: RevocationSource = {
      find: () => {
        throw new Error('out of order')
      },
    }
    expect((await validateSignatures(pdf, { anchors: world.anchors, time: world.now, revocation })).signatures[0]).toMatchObject({ subIndication: 'TRY_LATER' })
  })

  it('given a source that never answers: the status stays unknown, and the file is not called unreadable for it', async () => {
    const pdf = await world.sign(samplePdf(), world.person())
    const policy = { ...defaultPolicy, limits: { ...defaultPolicy.limits, milliseconds: 2000, waitingMilliseconds: 50 } }
    const { integrity, signatures } = await validateSignatures(pdf, { anchors: world.anchors, time: world.now, policy, revocation: { find: () => new Promise(() => {}) } })
    expect({ integrity, subIndication: signatures[0]!.subIndication }).toEqual({ integrity: 'sound', subIndication: 'TRY_LATER' })
  })

  it('given no time: the file is unreadable, with the reason', async () => {
    const policy = { ...defaultPolicy, limits: { ...defaultPolicy.limits, milliseconds: -1 } }
    expect(await validateSignatures(archived, { anchors: world.anchors, time: world.now, policy })).toMatchObject({ integrity: 'unreadable', unreadableReason: 'the file takes too long to judge' })
  })
})

describe('evidence from outside', () => {
  const counting = () => {
    const asked: string[] = []
    const usual = world.source()
    return { asked, source: { find: (certificate, issuer) => (asked.push(createHash('sha256').update(certificate).digest('hex')), usual.find(certificate, issuer)) } satisfies RevocationSource }
  }

  it('is asked for once a certificate, and not where the file holds fresh evidence', async () => {
    const basic = await world.sign(samplePdf(), world.person())
    const twice = await world.sign(basic, world.person(), { level: 'B-T' })
    const { asked, source } = counting()
    await validateSignatures(twice, { anchors: world.anchors, time: world.now, revocation: source })
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked.length).toBe(4)
    const fresh = counting()
    await validateSignatures(archived, { anchors: world.anchors, time: world.now, revocation: fresh.source })
    expect(fresh.asked).toEqual([])
  })

  it('is asked for no more often than the policy allows, and for nobody outside trusted paths', async () => {
    const basic = await world.sign(samplePdf(), world.person())
    const limited = counting()
    await validateSignatures(basic, { anchors: world.anchors, time: world.now, revocation: limited.source, policy: { ...defaultPolicy, limits: { ...defaultPolicy.limits, requests: 1 } } })
    expect(limited.asked.length).toBe(1)
    const stranger = counting()
    await validateSignatures(basic, { anchors: [world.pki.government.anchor], time: world.now, revocation: stranger.source })
    expect(stranger.asked).toEqual([])
  })

  it('that is newer than the evidence in the file counts', async () => {
    const signatory = world.person()
    const pdf = await world.sign(samplePdf(), signatory, { level: 'B-LT' })
    const later = new Date(world.now.getTime() + days(3))
    const before = world.now
    world.now = later
    world.issuing.revoke(signatory.certificates[0]!, { at: new Date(before.getTime() - days(1)) })
    const { signatures } = await validateSignatures(pdf, { anchors: world.anchors, time: later, revocation: world.source() })
    world.now = before
    expect(signatures[0]).toMatchObject({ subIndication: 'REVOKED_NO_POE', revocation: { status: 'revoked', origin: 'fetched' } })
  })
})
