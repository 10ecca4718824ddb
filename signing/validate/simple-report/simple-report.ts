import type { PlainText, SignatureReport, ValidationReport } from '../../types.ts'
import { isTimeProven } from '../proven-time.ts'
import { changeTexts, describeCheck, describeFinding, describeIndication, fileTexts, words } from './texts.ts'

/** `yes` only when everything that was asked was answered; what is unknown is never `yes`. */
export type Holds = 'yes' | 'no' | 'unknown'

/** The simple report: what a person without knowledge of signatures needs, in their language. */
export interface SimpleReport {
  holds: Holds
  /** One sentence about the file. */
  conclusion: string
  /** Sentences about its structure and cryptography. */
  findings: string[]
  signatures: SimpleSignature[]
}
export interface SimpleSignature {
  field: string
  holds: Holds
  /** Whose it is. */
  title: string
  meaning: string
  time: string
  changes: string
  /** Questions that were not answered with yes, with the answer. */
  open: { question: string, answer: string }[]
}
export interface SimpleReportOptions {
  language: keyof PlainText
  /** IANA name. @defaultValue `UTC` */
  timeZone?: string
}

/** Puts a report of `validateSignatures` into plain words. Says nothing that the report does not say. */
export function toSimpleReport(report: ValidationReport, { language, timeZone = 'UTC' }: SimpleReportOptions): SimpleReport {
  const say = (text: PlainText): string => text[language]
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'long', timeZone })
  const at = (time: string): string => clock.format(new Date(time))
  const holds = judgeFile(report)
  return {
    holds,
    conclusion: say(describeFile(report, holds)),
    findings: report.findings.map(({ code }) => say(describeFinding(code))),
    signatures: report.signatures.map(one => ({
      field: one.field,
      holds: judgeSignature(one),
      title: `${say(words[one.kind])} ${one.signedBy?.commonName ?? one.signedBy?.organisation ?? one.signedBy?.subject ?? say(words.somebody)}`,
      meaning: say(describeIndication(one.indication, one.subIndication)),
      time: isTimeProven(one) ? say(words.proven).replace('{time}', at(one.bestSignatureTime)) : one.claimedTime === null ? say(words.untimed) : say(words.claimed).replace('{time}', at(one.claimedTime)),
      changes: say(changeTexts[one.changes]),
      open: one.checks.flatMap(({ id, verdict }) => verdict === 'failed' || verdict === 'indeterminate' ? [{ question: say(describeCheck(id)), answer: say(words[verdict]) }] : []),
    })),
  }
}

/** @param holds of the signatures, as the caller judges them */
export const describeFile = ({ integrity }: Pick<ValidationReport, 'integrity'>, holds: Holds): PlainText =>
  integrity === 'unreadable' ? fileTexts.unreadable : integrity === 'none' ? fileTexts.unsigned : fileTexts[holds]

const judgeSignature = ({ indication, changes }: SignatureReport): Holds =>
  indication === 'TOTAL-FAILED' || changes === 'forbidden' ? 'no' : indication === 'TOTAL-PASSED' ? 'yes' : 'unknown'

function judgeFile({ integrity, signatures }: ValidationReport): Holds {
  const judged = signatures.map(judgeSignature)
  if (integrity === 'unreadable' || integrity === 'flawed' || judged.includes('no')) return 'no'
  return integrity === 'sound' && judged.length > 0 && judged.every(one => one === 'yes') ? 'yes' : 'unknown'
}
