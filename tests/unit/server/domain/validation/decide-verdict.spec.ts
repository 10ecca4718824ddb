import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { SignatureReport, ValidationReport } from '#signing'
import { decideVerdict, toReportView } from '#domain/validation'
import { outcomes } from '#shared/report/indications.ts'

const certificate = { subject: 'CN=NGUYỄN VĂN AN,UID=CCCD:001000000001', issuer: 'CN=CA', commonName: 'NGUYỄN VĂN AN', organisation: null, userIds: ['CCCD:001000000001'], serialNumber: '01', fingerprint: 'aa', notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2027-01-01T00:00:00.000Z' }

const signature = (changes: Partial<SignatureReport> = {}): SignatureReport => ({
  field: 'Signature1', kind: 'signature', intact: true, byteRangeSound: true, changes: 'none', changeList: [], level: 'B-LT', missingForNextLevel: [],
  indication: 'TOTAL-PASSED', subIndication: null, signedBy: certificate, path: [certificate], anchorLabel: 'Chữ ký số công cộng', revocation: null, timestamps: [],
  claimedTime: null, bestSignatureTime: '2026-11-23T02:00:00.000Z', hash: 'SHA-256', algorithm: 'ECDSA', fingerprint: null, dtbsr: null, reason: null, location: null, revision: 1, coversWholeDocument: true, checks: [],
  ...changes,
})
const report = (signatures: SignatureReport[], changes: Partial<ValidationReport> = {}): ValidationReport => ({
  integrity: 'sound', unreadableReason: null, findings: [], signatures, policy: 'test', validationTime: '2026-11-23T03:00:00.000Z', documentDigest: '00', ...changes,
})
const applicant = { signatory: '001000000001' }

describe('the verdict', () => {
  it('accepts a sound file signed by the applicant', () => {
    expect(decideVerdict(report([signature()]), applicant).action).toBe('accept')
  })

  it.each([
    ['nobody signed', report([], { integrity: 'none' })],
    ['only a time-stamp', report([signature({ kind: 'timestamp' })])],
    ['unreadable', report([], { integrity: 'unreadable' })],
    ['another person signed', report([signature({ signedBy: { ...certificate, userIds: ['CCCD:001000000002'] } })])],
    ['a person with a number that only begins alike', report([signature({ signedBy: { ...certificate, userIds: ['CCCD:0010000000011'] } })])],
    ['a signer with the name alone', report([signature({ signedBy: { ...certificate, userIds: [] } })])],
    ['a flawed file', report([signature()], { integrity: 'flawed' })],
    ['a forbidden change', report([signature({ changes: 'forbidden' })])],
    ['a revoked certificate', report([signature({ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' })])],
    ['one bad signature beside a good one', report([signature(), signature({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })])],
  ])('refuses: %s', (_, bad) => {
    expect(decideVerdict(bad, applicant).action).toBe('refuse')
  })

  it('asks again when the status could not be obtained', () => {
    expect(decideVerdict(report([signature({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' })]), applicant).action).toBe('ask-again')
  })

  it('never accepts anything but TOTAL-PASSED, sound, unchanged and signed by the applicant', () => {
    const any = fc.record({
      integrity: fc.constantFrom('sound', 'flawed', 'none', 'unreadable'),
      signatures: fc.array(fc.record({
        indication: fc.constantFrom('TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE'),
        subIndication: fc.constantFrom(null, 'NEW_CODE', ...Object.keys(outcomes)),
        changes: fc.constantFrom('none', 'permitted', 'forbidden'),
        userIds: fc.constantFrom<string[]>([], ['CCCD:001000000001'], ['CCCD:001000000002'], ['MST:001000000001']),
        kind: fc.constantFrom('signature', 'timestamp'),
      }), { maxLength: 3 }),
    })
    fc.assert(fc.property(any, ({ integrity, signatures }) => {
      const made = report(signatures.map(({ userIds, ...rest }) => signature({ ...rest, signedBy: { ...certificate, userIds } } as Partial<SignatureReport>)), { integrity: integrity as ValidationReport['integrity'] })
      if (decideVerdict(made, applicant).action !== 'accept') return
      expect(integrity).toBe('sound')
      expect(signatures.every(one => one.indication === 'TOTAL-PASSED' && one.subIndication === null && one.changes !== 'forbidden')).toBe(true)
      expect(signatures.some(one => one.kind === 'signature' && one.userIds.includes('CCCD:001000000001'))).toBe(true)
    }), { numRuns: 2000 })
  })

  it('masks personal numbers for strangers, everywhere in the report', () => {
    const view = toReportView(report([signature()]), { fileName: 'a.pdf', revealIds: false })
    expect(JSON.stringify(view)).not.toContain('001000000001')
    expect(view.signatures[0]?.signedBy?.personalId).toBe('••••••••0001')
  })

  it('calls a time proven by a time-stamp over the signature, not by one over the content before it', () => {
    const isProvenBy = (kind: 'signature' | 'document' | 'content') => toReportView(report([signature({ timestamps: [{ time: '2026-11-23T02:00:00.000Z', authority: null, indication: 'TOTAL-PASSED', subIndication: null, kind, fingerprint: 'bb' }] })]), { fileName: null, revealIds: true }).signatures[0]!.timeIsProven
    expect([isProvenBy('signature'), isProvenBy('document'), isProvenBy('content')]).toEqual([true, true, false])
  })
})
