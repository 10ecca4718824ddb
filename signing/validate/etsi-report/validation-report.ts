import type { CertificateSummary, Finding, SignatureReport, ValidationReport } from '../../types.ts'
import type { DigestName } from '../../x509/index.ts'
import { proofOfExistence, referTo, type NamedTimestamp, type ValidationObjects } from './validation-objects.ts'
import { constraint, dateTime, digestAlgAndValue, indeterminate, indications, longTermProcess, noSignatureFound, reportData, revocationReason, signatureMethod } from './vocabulary.ts'
import { element, unlessEmpty, type XmlPart } from './xml.ts'

/** A signature or document time-stamp with the ids that it and its time-stamps have in the document. */
export interface Subject {
  id: string
  signature: SignatureReport
  timestamps: readonly NamedTimestamp[]
}

/** What the parts of one document share. */
export interface Frame { report: ValidationReport, objects: ValidationObjects }

/** SignatureValidationReportType, of a signature and of a document time-stamp alike. */
export function reportOn(subject: Subject, frame: Frame): (XmlPart | null)[] {
  const isSignature = subject.signature.kind === 'signature'
  return [
    isSignature ? identifier(subject) : null,
    element('ValidationConstraintsEvaluationReport', [policy(frame.report), ...subject.signature.checks.map(constraint)]),
    timeInfo(subject, frame.report),
    unlessEmpty('SignatureAttributes', isSignature ? attributes(subject) : []),
    signerInformation(subject.signature.signedBy, frame.objects),
    isSignature ? element('SignatureValidationProcess', [element('SignatureValidationProcessID', longTermProcess)]) : null,
    element('SignatureValidationStatus', [...indications(subject.signature, isSignature), reportedData(subject, frame)]),
  ]
}

/** A time-stamp inside a signature: only its conclusion is known. */
export const reportOnToken = ({ authority, ...conclusion }: NamedTimestamp, objects: ValidationObjects): XmlPart =>
  element('ValidationReport', [signerInformation(authority, objects), element('SignatureValidationStatus', indications(conclusion, false))])

/** The schema asks for one report at least: of a file without a signature it says that there is none, of an unreadable one that nothing can be said. */
export function reportOnFile({ report, objects }: Frame): XmlPart {
  const { unreadableReason, integrity, findings } = report
  return element('SignatureValidationReport', [
    element('ValidationConstraintsEvaluationReport', [policy(report)]),
    element('SignatureValidationStatus', [
      integrity === 'unreadable' ? indeterminate : noSignatureFound,
      element('AssociatedValidationReportData', [
        referTo('RelatedValidationObject', objects.documentId),
        element('AdditionalValidationReportData', [
          reportData('integrity', integrity),
          ...(unreadableReason === null ? [] : [reportData('unreadable-reason', unreadableReason)]),
          ...findings.map(findingData),
        ]),
      ]),
    ]),
  ])
}

const identifier = ({ id, signature: { dtbsr, hash, field } }: Subject): XmlPart => element('SignatureIdentifier', [
  dtbsr === null ? null : digestAlgAndValue(hash as DigestName, dtbsr),
  element('HashOnly', 'false'),
  element('DocHashOnly', 'false'),
  element('DAIdentifier', field),
], { id })

/** The validator's own policy, named but without a document of its own whose digest could be given. */
const policy = ({ policy }: ValidationReport): XmlPart => element('SignatureValidationPolicy', [
  element('SignaturePolicyIdentifier', [element('XAdES:SignaturePolicyImplied')]),
  element('PolicyName', policy),
])

function timeInfo({ signature: { bestSignatureTime }, timestamps }: Subject, { validationTime }: ValidationReport): XmlPart {
  const proof = timestamps.find(one => one.kind !== 'content' && one.indication === 'TOTAL-PASSED' && one.time === bestSignatureTime)
  return element('ValidationTimeInfo', [element('ValidationTime', dateTime(validationTime)), proofOfExistence('BestSignatureTime', bestSignatureTime, proof?.id)])
}

const timestampAttributes = { signature: 'SignatureTimeStamp', document: 'DocTimeStamp', content: 'AllDataObjectsTimeStamp' } as const

const attributes = ({ signature: { claimedTime, location, reason }, timestamps }: Subject): (XmlPart | null)[] => [
  claimedTime === null ? null : element('SigningTime', [element('Time', dateTime(claimedTime))]),
  location === null ? null : element('SignatureProductionPlace', [element('AddressString', location)]),
  reason === null ? null : element('Reason', [element('ReasonElement', reason)]),
  ...timestamps.map(({ id, kind, time }) => element(timestampAttributes[kind], [referTo('AttributeObject', id), element('TimeStampValue', dateTime(time))])),
]

const signerInformation = (signedBy: CertificateSummary | null, objects: ValidationObjects): XmlPart | null => signedBy === null
  ? null
  : element('SignerInformation', [referTo('SignerCertificate', objects.certificate(signedBy)), element('Signer', signedBy.commonName ?? signedBy.subject)])

function reportedData(subject: Subject, { report, objects }: Frame): XmlPart {
  const { path, anchorLabel, revocation } = subject.signature
  const chain = path.map(one => objects.certificate(one))
  const anchor = anchorLabel === null ? null : chain.at(-1) ?? null
  const evidence = revocation === null ? null : objects.evidence(revocation)
  return element('AssociatedValidationReportData', [
    anchor === null ? null : referTo('TrustAnchor', anchor),
    certificateChain(chain, anchor),
    referTo('RelatedValidationObject', objects.documentId, ...subject.timestamps.map(({ id }) => id), ...(evidence === null ? [] : [evidence])),
    revocationStatus(subject.signature, chain[0], evidence),
    cryptoInformation(subject),
    additionalData(subject.signature, report),
  ])
}

/** An anchor that signed by itself is both ends of its chain. */
function certificateChain([first, ...issuers]: readonly string[], anchor: string | null): XmlPart | null {
  if (first === undefined) return null
  const intermediates = anchor === null ? issuers : issuers.slice(0, -1)
  return element('CertificateChain', [
    referTo('SigningCertificate', first),
    ...intermediates.map(id => referTo('IntermediateCertificate', id)),
    anchor === null ? null : referTo('TrustAnchor', anchor),
  ])
}

/** The schema knows the status of what is revoked only. */
function revocationStatus({ revocation }: SignatureReport, certificate: string | undefined, evidence: string | null): XmlPart | null {
  if (certificate === undefined || revocation === null || revocation.status !== 'revoked' || revocation.revokedAt === null) return null
  return element('RevocationStatusInformation', [
    referTo('ValidationObjectId', certificate),
    element('RevocationTime', dateTime(revocation.revokedAt)),
    revocation.reason === null ? null : revocationReason(revocation.reason),
    evidence === null ? null : referTo('RevocationObject', evidence),
  ])
}

/** Whether the algorithms could be relied upon when they were used, as the constraint `algorithms-reliable` found. */
function cryptoInformation({ id, signature: { algorithm, hash, checks } }: Subject): XmlPart | null {
  const method = signatureMethod(algorithm, hash)
  const verdict = checks.find(one => one.id === 'algorithms-reliable')?.verdict ?? 'not-applicable'
  if (method === null || verdict === 'not-applicable') return null
  return element('CryptoInformation', [referTo('ValidationObjectId', id), element('Algorithm', method), element('SecureAlgorithm', `${verdict === 'passed'}`)])
}

/** What EN 319 102-1 does not ask about, or says in fewer words than the report does. */
function additionalData({ field, level, missingForNextLevel, changes, changeList, revision, coversWholeDocument, anchorLabel, revocation }: SignatureReport, { integrity, findings }: ValidationReport): XmlPart {
  return element('AdditionalValidationReportData', [
    reportData('integrity', integrity),
    reportData('field', field),
    ...(revision === null ? [] : [reportData('revision', `${revision}`)]),
    reportData('covers-whole-document', `${coversWholeDocument}`),
    reportData('changes', changes),
    ...changeList.map(one => reportData('change', `revision ${one.revision}, ${one.object}, ${one.class}, ${one.permitted ? 'permitted' : 'forbidden'}: ${one.detail}`)),
    ...(level === null ? [] : [reportData('level', level)]),
    ...missingForNextLevel.map(one => reportData('missing-for-next-level', one)),
    ...(anchorLabel === null ? [] : [reportData('anchor-label', anchorLabel)]),
    ...(revocation === null ? [] : [reportData('revocation-status', revocation.status)]),
    ...findings.filter(one => one.field === undefined || one.field === field).map(findingData),
  ])
}

const findingData = ({ severity, code, field, detail }: Finding): XmlPart =>
  reportData(severity, `${code}${field === undefined ? '' : ` (${field})`}${detail === undefined ? '' : `: ${detail}`}`)
