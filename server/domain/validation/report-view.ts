import { describeCheck, describeFile, describeFinding, describeIndication, isTimeProven, type CertificateSummary, type SignatureReport, type ValidationReport } from '#signing'
import type { LocalizedText } from '#shared/forms/definition.ts'
import { findOutcome } from '#shared/report/indications.ts'
import type { ReportView, Severity, SignatureView } from '#shared/report/verdict.ts'

/** The report as people see it. `revealIds` is for readers who may see whole personal numbers; others see the last four digits. */
export function toReportView(report: ValidationReport, { fileName, revealIds }: { fileName: string | null, revealIds: boolean }): ReportView {
  const signatures = report.signatures.map(one => toSignatureView(one, revealIds))
  const severity = overallSeverity(report, signatures)
  return {
    fileName,
    documentDigest: report.documentDigest,
    integrity: report.integrity,
    severity,
    headline: headlineFor(report, severity),
    validationTime: report.validationTime,
    signatures,
    findings: report.findings.map(({ code, severity, detail }) => ({ code, severity, text: describeFinding(code), detail: detail ?? null })),
    technical: revealIds ? report : maskIds(report),
  }
}

function toSignatureView(signature: SignatureReport, revealIds: boolean): SignatureView {
  return {
    field: signature.field,
    kind: signature.kind,
    severity: findOutcome(signature.indication, signature.subIndication).severity,
    indication: signature.indication,
    subIndication: signature.subIndication,
    meaning: describeIndication(signature.indication, signature.subIndication),
    signedBy: signature.signedBy === null ? null : toSigner(signature.signedBy, revealIds),
    anchorLabel: signature.anchorLabel,
    time: signature.bestSignatureTime,
    timeIsProven: isTimeProven(signature),
    level: signature.level,
    changes: signature.changes,
    coversWholeDocument: signature.coversWholeDocument,
    checks: signature.checks.map(({ block, id, verdict, detail }) => ({ block, id, verdict, text: describeCheck(id), detail: detail ?? null })),
  }
}

function toSigner(certificate: CertificateSummary, revealIds: boolean): SignatureView['signedBy'] {
  const personal = certificate.userIds.find(id => id.startsWith('CCCD:'))?.slice('CCCD:'.length) ?? null
  return {
    name: certificate.commonName ?? certificate.organisation ?? certificate.subject,
    personalId: personal === null ? null : revealIds ? personal : mask(personal),
    organisation: certificate.organisation,
    issuer: certificate.issuer,
    validFrom: certificate.notBefore,
    validTo: certificate.notAfter,
  }
}

const mask = (id: string): string => `${'•'.repeat(Math.max(0, id.length - 4))}${id.slice(-4)}`

/** Personal numbers stand in subjects and in UIDs, always behind one of the prefixes that Vietnamese CAs use. */
function maskIds(report: ValidationReport): unknown {
  return JSON.parse(JSON.stringify(report).replace(/((?:CCCD|CMND|HC|PP|BHXH|PID|PPID):)([0-9A-Z]+)/g, (_, prefix: string, id: string) => prefix + mask(id)))
}

function overallSeverity(report: ValidationReport, signatures: SignatureView[]): Severity {
  if (report.integrity === 'unreadable' || report.integrity === 'flawed' || signatures.some(one => one.severity === 'stop' || one.changes === 'forbidden')) return 'stop'
  if (report.integrity === 'none' || signatures.length === 0 || signatures.some(one => one.severity === 'wait')) return 'wait'
  return 'good'
}

const worth = { good: 'yes', wait: 'unknown', stop: 'no' } as const
const headlineFor = (report: ValidationReport, severity: Severity): LocalizedText => describeFile(report, worth[severity])
