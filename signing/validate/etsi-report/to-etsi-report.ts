import type { SignatureReport, TimestampSummary, ValidationReport } from '../../types.ts'
import { ValidationObjects, type NamedTimestamp, type ObservedTimestamp } from './validation-objects.ts'
import { reportOn, reportOnFile, reportOnToken, type Frame, type Subject } from './validation-report.ts'
import { element, writeXml } from './xml.ts'

/** Versions of ETSI TS 119 102-2 by their namespace, which is all that tells them apart here. EU DSS from 6.3 on reads 1.4.1. */
export type EtsiReportVersion = '1.2.1' | '1.4.1'

export interface EtsiReportOptions {
  /** @defaultValue `1.2.1` */
  version?: EtsiReportVersion
}

/**
 * The report as XML to ETSI TS 119 102-2, unsigned. One SignatureValidationReport a signature; time-stamps, certificates, revocation
 * data of signing certificates and the file itself are validation objects, by their SHA-256. A file without a signature has one report
 * that says so, because the schema asks for one. The same report makes the same text.
 */
export function toEtsiReport(report: ValidationReport, { version = '1.2.1' }: EtsiReportOptions = {}): string {
  const frame: Frame = { report, objects: new ValidationObjects(report) }
  const subjects = nameSubjects(report.signatures)
  for (const one of observeTimestamps(subjects, frame)) frame.objects.timestamp(one)
  const reports = subjects.filter(isSignature).map(subject => element('SignatureValidationReport', reportOn(subject, frame)))
  return writeXml(element('ValidationReport', [...(reports.length === 0 ? [reportOnFile(frame)] : reports), frame.objects.toElement()], {
    'xmlns': `http://uri.etsi.org/19102/v${version}#`,
    'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#',
    'xmlns:XAdES': 'http://uri.etsi.org/01903/v1.3.2#',
  }))
}

const isSignature = ({ signature }: Subject): boolean => signature.kind === 'signature'

/** Ids by place: a token may stand in a file twice. */
function nameSubjects(signatures: readonly SignatureReport[]): Subject[] {
  const named = signatures.map((signature, index) => ({ signature, id: `${signature.kind}-${signatures.slice(0, index + 1).filter(({ kind }) => kind === signature.kind).length}` }))
  const idOf = (summary: TimestampSummary, fallback: string): string => {
    const isSame = ({ signature }: { signature: SignatureReport }) => signature.kind === 'timestamp' && signature.fingerprint === summary.fingerprint && signature.indication === summary.indication
    return summary.kind === 'document' ? named.find(isSame)?.id ?? fallback : fallback
  }
  return named.map(({ signature, id }) => ({ signature, id, timestamps: signature.timestamps.map((summary, index) => ({ ...summary, id: idOf(summary, `${id}-timestamp-${index + 1}`) })) }))
}

/** Document time-stamps with their own reports, then those inside signatures. */
function observeTimestamps(subjects: readonly Subject[], frame: Frame): ObservedTimestamp[] {
  const inFields = subjects.filter(subject => !isSignature(subject)).map(subject => observeField(subject, subjects, frame))
  const known = new Set(inFields.map(({ id }) => id))
  const inSignatures = subjects.flatMap(({ signature, timestamps }) => timestamps.filter(({ id }) => !known.has(id)).map(one => observeToken(one, signature, frame)))
  return [...inFields, ...inSignatures]
}

function observeField(subject: Subject, subjects: readonly Subject[], frame: Frame): ObservedTimestamp {
  const { id, signature: { fingerprint, bestSignatureTime, indication, revision } } = subject
  const covered = subjects.filter(one => isSignature(one) && one.signature.revision !== null && revision !== null && one.signature.revision < revision)
  const youngest = covered.sort((one, other) => other.signature.revision! - one.signature.revision!)[0]
  return { id, fingerprint, existed: bestSignatureTime, indication, covers: youngest?.signature.field ?? null, validationReport: element('ValidationReport', reportOn(subject, frame)) }
}

function observeToken(timestamp: NamedTimestamp, { field }: SignatureReport, { report, objects }: Frame): ObservedTimestamp {
  const { id, fingerprint, indication, time, kind } = timestamp
  return { id, fingerprint, indication, existed: indication === 'TOTAL-PASSED' ? time : report.validationTime, covers: kind === 'content' ? null : field, validationReport: reportOnToken(timestamp, objects) }
}
