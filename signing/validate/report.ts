import type { SignedPdf } from '../pdf/index.ts'
import type { CertificateSummary, Finding, Integrity, SignatureReport, TimestampSummary } from '../types.ts'
import { digestOf, fingerprintOf, toCertificateSummary, type Certificate } from '../x509/index.ts'
import type { ValidationContext } from './context.ts'
import { tokenFindings } from './findings.ts'
import type { Judgement } from './judge-token.ts'
import { findLevel } from './level.ts'
import { provesExistence } from './proof-order.ts'
import { isIntact, type Token } from './token.ts'

export interface ReportInput {
  file: SignedPdf
  tokens: readonly Token[]
  /** Of the tokens and of the time-stamps inside them, by id. */
  judgements: ReadonlyMap<string, Judgement>
  context: ValidationContext
}

/** Findings about structure and cryptography; a file without a flaw in them is sound. */
export function collectFindings({ file, tokens }: Pick<ReportInput, 'file' | 'tokens'>): Finding[] {
  const all = [...file.findings, ...tokens.flatMap(token => [...token.pdf.findings, ...tokenFindings(token), ...token.carried.flatMap(tokenFindings)])]
  return [...new Map(all.map(one => [`${one.code} ${one.field ?? ''} ${one.detail ?? ''}`, one])).values()]
}

export function judgeIntegrity(tokens: readonly Token[], findings: readonly Finding[]): Integrity {
  if (findings.some(({ severity }) => severity === 'flaw')) return 'flawed'
  if (tokens.length === 0) return 'none'
  return tokens.every(token => (isIntact(token) || token.isCopy) && token.pdf.byteRangeSound && token.pdf.changes !== 'forbidden') ? 'sound' : 'flawed'
}

export function toSignatureReport(token: Token, { file, tokens, judgements, context }: ReportInput): SignatureReport {
  const { pdf, signer, certificate } = token
  const judgement = judgements.get(token.id)!
  const timestamps = timestampsOf(token, { tokens, judgements })
  const { level, missing } = token.kind === 'signature' ? findLevel({ signature: judgement, timestamps, file, context }) : { level: null, missing: [] }
  return {
    field: pdf.field,
    kind: pdf.kind,
    intact: isIntact(token),
    byteRangeSound: pdf.byteRangeSound,
    changes: pdf.changes,
    changeList: pdf.changeList,
    level,
    missingForNextLevel: missing,
    ...judgement.conclusion,
    signedBy: certificate === null ? null : summaryOf(certificate),
    path: judgement.path.map(summaryOf),
    anchorLabel: judgement.anchor?.label ?? null,
    revocation: judgement.revocation,
    timestamps: timestamps.flatMap(toTimestampSummary),
    claimedTime: pdf.claimedTime?.toISOString() ?? null,
    bestSignatureTime: timeOf(token, judgement).toISOString(),
    hash: signer?.digest ?? signer?.digestAlgorithm.oid ?? null,
    algorithm: signer?.scheme?.algorithm ?? signer?.signatureAlgorithm.oid ?? null,
    fingerprint: token.cms === null ? null : fingerprintOf(token.cms.bytes),
    dtbsr: dtbsrOf(token),
    reason: pdf.reason,
    location: pdf.location,
    revision: pdf.revision,
    coversWholeDocument: pdf.coversWholeDocument,
    checks: judgement.checks,
  }
}

/** A time-stamp that holds was made when it says; everything else existed when it is proven to have existed. */
const timeOf = ({ timestamp }: Token, judgement: Judgement): Date => timestamp !== null && provesExistence(judgement) ? timestamp.info.time : judgement.existed

/** What a remote signing service was asked to sign (RFC 5652 §5.4). */
function dtbsrOf({ signer }: Token): string | null {
  if (signer === null || signer.signedAttributes === null || signer.digest === null) return null
  return Buffer.from(digestOf(signer.digest, signer.signedAttributes.der)).toString('hex')
}

/** Those inside the signature, then document time-stamps of later revisions. */
function timestampsOf(token: Token, { tokens, judgements }: Pick<ReportInput, 'tokens' | 'judgements'>): Judgement[] {
  const covering = tokens.filter(({ kind, pdf }) => kind === 'document-timestamp' && pdf.revision !== null && token.pdf.revision !== null && pdf.revision > token.pdf.revision)
  return [...token.carried, ...covering].flatMap(({ id }) => judgements.get(id) ?? [])
}

const timestampKinds = { 'signature-timestamp': 'signature', 'document-timestamp': 'document', 'content-timestamp': 'content' } as const

function toTimestampSummary({ token, conclusion }: Judgement): TimestampSummary[] {
  const { timestamp, certificate, kind } = token
  if (timestamp === null || kind === 'signature') return []
  return [{ time: timestamp.info.time.toISOString(), authority: certificate === null ? null : summaryOf(certificate), ...conclusion, kind: timestampKinds[kind], fingerprint: fingerprintOf(timestamp.bytes) }]
}

const summaries = new WeakMap<Certificate, CertificateSummary>()

/** A copy each time: a report belongs to its reader. */
function summaryOf(certificate: Certificate): CertificateSummary {
  const summary = summaries.get(certificate) ?? toCertificateSummary(certificate)
  summaries.set(certificate, summary)
  return { ...summary, userIds: [...summary.userIds] }
}
