import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitingDelivery, type AcceptanceEntry, type Dossier, type DossierDocumentRecord, type DossierEventRecord } from '#domain/dossiers'
import type { Delivery } from '#domain/delivery'
import type { Draft } from '#domain/drafts'
import type { SigningSession } from '#domain/signatures'
import type { ProcedureDefinition } from '#shared/forms/definition.ts'
import type { ReportView, Verdict } from '#shared/report/verdict.ts'
import { assetsDir, residenceAnswers } from './procedure-samples.ts'

const definition: ProcedureDefinition = JSON.parse(readFileSync(join(assetsDir, 'procedures', 'temporary-residence', 'definition.json'), 'utf8'))
const sha256 = 'ab'.repeat(32)

export const someId = (): string => randomUUID()
/** A personal number of nobody. */
export const somePerson = (): string => `001${String(randomBytes(4).readUInt32BE() % 1e9).padStart(9, '0')}`

export const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 2, minute, 7, 123))

/** Full of what databases get wrong: marks composed and decomposed, emoji, quotes, empty strings, nulls, dates with milliseconds. */
export const awkwardAnswers = { ...residenceAnswers, occupation: 'Thợ \'may\' "áo dài" \\ \u0061\u0302\u0301 ấ 🪡', email: '', note: null, floors: 0, share: 0.1, agreed: false }

export const sampleDraft = (change: Partial<Draft> = {}): Draft => ({
  id: someId(), owner: somePerson(), procedure: 'temporary-residence', revision: '2026-11-01', version: 1, open: true,
  answers: awkwardAnswers as Draft['answers'],
  facts: { fullName: { field: 'fullName', state: 'fetched', value: 'Đỗ Thị Ễnh', locked: true, suggested: false, provenance: { origin: 'declared', at: at(0).toISOString() }, problem: null } },
  attachments: [{ id: someId(), slot: 'dwelling', fileName: 'Hợp đồng thuê nhà.pdf', type: 'application/pdf', size: 1234, sha256, uploadedAt: at(1).toISOString() }],
  document: null, signed: null, corrects: null, createdAt: at(0), savedAt: at(1), ...change,
})

export const sampleSigning = (change: Partial<SigningSession> = {}): SigningSession => ({
  id: someId(), draft: someId(), owner: somePerson(), state: 'prepared', version: 1, provider: 'csc', credential: 'credential-1', documentDigest: sha256,
  prepared: {
    version: 1, field: 'Signature1', preparedDigest: sha256, documentDigest: sha256, byteRange: [0, 100, 200, 50], hash: 'SHA-256', algorithm: 'ECDSA',
    signedAttributes: 'MQA=', dtbsr: 'AA==', certificates: ['MAA='], reservedBytes: 16000,
  },
  factors: [{ id: 'OTP', type: 'ChallengeResponse', label: 'Mã một lần', challenge: null, sent: { times: 1, againAt: '2026-11-24T03:00:30.000Z' } }], reference: someId(), askAt: at(2), transaction: { token: 'sealed', told: null, asked: 3, askAfterMs: 2600, expiresAt: at(10).toISOString() },
  pending: { state: someId(), verifier: 'sealed', redirectUri: 'https://portal.example/signing/callback', url: 'https://sign.example/authorize' },
  oauthState: someId(), signatureValue: null, returnTo: '/drafts/1/sign', problem: null, createdAt: at(0), expiresAt: at(15), completedAt: null, ...change,
})

const verdict: Verdict = { action: 'accept', reasons: [{ vi: 'Chữ ký hợp lệ', en: 'The signature holds' }], tellCitizen: null }
const report: ReportView = {
  fileName: 'to-khai.pdf', documentDigest: sha256, integrity: 'sound', severity: 'good', headline: { vi: 'Chữ ký hợp lệ', en: 'The signature holds' },
  validationTime: at(3).toISOString(), signatures: [], findings: [], technical: { indication: 'TOTAL-PASSED', depth: [[1], [2, { three: null }]] },
}

export const sampleDossier = (change: Partial<Dossier> = {}): Dossier => {
  const owner = change.owner ?? somePerson()
  return {
    id: someId(), code: `H01.21-261123-${randomBytes(4).toString('hex')}`, owner, agency: 'cong-an-phuong-lang', procedure: 'temporary-residence', definition,
    state: 'submitted', version: 1, answers: awkwardAnswers as Dossier['answers'], provenance: { fullName: { origin: 'declared', at: at(0).toISOString() } },
    applicant: { name: 'Đỗ Thị Ễnh', personalId: owner, phone: null, email: null, address: 'Số 12 ngõ 34' },
    submittedAt: at(5), dueAt: at(55), due: { at: at(55).toISOString(), countedFrom: at(5).toISOString(), duration: { value: 3, unit: 'workday' }, rule: { vi: 'Luật Cư trú', en: 'Residence Act' }, skipped: ['2026-11-28'] },
    receipt: { number: '0001/2026/TNHS', issuedAt: at(5).toISOString() }, report, verdict, answersMatchDocument: true, acceptance: null, correction: null, refusal: null, delivery: waitingDelivery, ...change,
  }
}

export const sampleEvent = (dossier: string, change: Partial<DossierEventRecord> = {}): DossierEventRecord =>
  ({ dossier, event: 'submit', party: 'applicant', actor: 'Đỗ Thị Ễnh', at: at(5), note: null, ...change })

export const sampleDocument = (dossier: string, change: Partial<DossierDocumentRecord> = {}): DossierDocumentRecord =>
  ({ id: someId(), dossier, kind: 'form', fileName: 'tờ khai.pdf', type: 'application/pdf', size: 45_678, sha256, signed: true, addedAt: at(5), ...change })

export const sampleDelivery = (dossier: string, change: Partial<Delivery> = {}): Delivery =>
  ({ id: someId(), dossier, destination: 'cong-an-phuong-lang', round: 1, manifest: sha256, ...waitingDelivery, ...change })

/** What the acceptance of `draft` as `dossier` writes, whole. */
export const sampleAcceptance = (draft: Draft, dossier: Dossier, number: number): AcceptanceEntry => ({
  dossier, draftVersion: draft.version,
  submission: { draft: draft.id, dossier: dossier.id, key: someId(), owner: draft.owner, content: sha256 },
  numbers: [{ agency: dossier.agency, series: '2026-11-23', number }, { agency: dossier.agency, series: '2026/TNHS', number }],
  events: [sampleEvent(dossier.id)], documents: [sampleDocument(dossier.id), sampleDocument(dossier.id, { kind: 'receipt', addedAt: at(6) })],
  delivery: { id: someId(), dossier: dossier.id, destination: dossier.agency, round: 1, manifest: sha256 },
})
