import { closeSync, openSync } from 'node:fs'
import { SigningError } from '../errors.ts'
import { FileSource, indexOf, readSignatures, type SignedPdf, type Source } from '../pdf/index.ts'
import type { Finding, IssuerSource, RevocationSource, TrustAnchor, ValidationReport } from '../types.ts'
import { readCertificate, readCertificates } from '../x509/index.ts'
import { OutOfTime, ValidationContext, type ContextAnchor } from './context.ts'
import { collectEmbedded, fetchIssuers, fetchMissing } from './gather.ts'
import { judgeSignature } from './judge-signature.ts'
import type { Judgement } from './judge-token.ts'
import { defaultPolicy, type ValidationPolicy } from './policy.ts'
import { PrefixDigests } from './prefix-digests.ts'
import { judgeTimestamps } from './proof-order.ts'
import { collectFindings, judgeIntegrity, toSignatureReport } from './report.ts'
import { markCopies, readToken, type Token } from './token.ts'

export interface ValidationOptions {
  /** The only certificates that are trusted. None: every signature stays INDETERMINATE / NO_CERTIFICATE_CHAIN_FOUND. */
  anchors: readonly TrustAnchor[]
  /** The moment of validation, usually now. */
  time: Date
  /** Asked for the status of certificates for which the file holds no fresh evidence. @defaultValue nobody is asked */
  revocation?: RevocationSource
  /** Asked for issuers that the file lacks, where no path reaches an anchor without them. @defaultValue nobody is asked */
  issuers?: IssuerSource
  /** @defaultValue `defaultPolicy` */
  policy?: ValidationPolicy
  /** Of an encrypted document. */
  password?: string
}

/**
 * Validates every signature and document time-stamp of a PDF to EN 319 102-1: structure, cryptography, trust, time. What the file
 * contains never makes it reject: what cannot be judged is `unreadable`, with the reason.
 */
export const validateSignatures = (pdf: Uint8Array, options: ValidationOptions): Promise<ValidationReport> => validateSource(pdf, options)

/**
 * `validateSignatures` for large files: the same report, in memory that does not grow with the file but for what of it must be
 * seen at once (a stream that is compared or drawn, content that is signed without attributes).
 * @throws SigningError `document-unreadable` when the file changed meanwhile, or an error of the file system
 */
export async function validateSignaturesInFile(path: string, options: ValidationOptions): Promise<ValidationReport> {
  const descriptor = openSync(path, 'r')
  try {
    const source = new FileSource(descriptor)
    const report = await validateSource(source, options)
    if (source.hasChanged) throw new SigningError('document-unreadable', 'the file changed while it was read')
    return report
  }
  finally {
    closeSync(descriptor)
  }
}

async function validateSource(pdf: Source, options: ValidationOptions): Promise<ValidationReport> {
  const policy = options.policy ?? defaultPolicy
  const digests = new PrefixDigests(pdf)
  const report = { findings: [], signatures: [], policy: policy.id, validationTime: options.time.toISOString() }
  const verdict = await judgeFile(pdf, { ...options, policy, digests })
  return { ...report, ...verdict, documentDigest: digests.whole() }
}

type Verdict = Pick<ValidationReport, 'integrity' | 'unreadableReason'> & Partial<Pick<ValidationReport, 'findings' | 'signatures'>>
type Process = ValidationOptions & { policy: ValidationPolicy, digests: PrefixDigests }

async function judgeFile(pdf: Source, options: Process): Promise<Verdict> {
  const { policy } = options
  try {
    const file = readSignatures(pdf, options.password === undefined ? {} : { password: options.password })
    if (!file.readable) return { integrity: 'unreadable', unreadableReason: file.unreadableReason ?? 'unreadable', findings: file.findings }
    if (file.signatures.length > policy.limits.signatures) return { integrity: 'unreadable', unreadableReason: `more than ${policy.limits.signatures} signatures` }
    return await validateFile(file, options)
  }
  catch (cause) {
    return { integrity: 'unreadable', unreadableReason: cause instanceof OutOfTime ? 'the file takes too long to judge' : `the file cannot be judged (${cause instanceof Error ? cause.name : 'unknown'})` }
  }
}

/** The process in five steps: read, collect, judge time-stamps, judge signatures, report. */
async function validateFile(file: SignedPdf, { anchors, time, issuers, revocation, policy, digests }: Process): Promise<Verdict> {
  const trusted = readAnchors(anchors)
  const context = new ValidationContext({ now: time, policy, anchors: trusted.anchors })
  const tokens = readTokens(file, context, digests)
  collectEmbedded(file, tokens.flatMap(withCarried), context)
  if (issuers !== undefined) await fetchIssuers(tokens.flatMap(withCarried), issuers, context)
  if (revocation !== undefined) await fetchMissing(tokens.flatMap(withCarried), revocation, context)
  const judgements = judgeTimestamps(tokens, file, context)
  judgeSignatures(tokens, judgements, context)
  const findings = [...trusted.findings, ...collectFindings({ file, tokens }), ...findUnreachable(file)]
  return { integrity: judgeIntegrity(tokens, findings), unreadableReason: null, findings, signatures: tokens.map(token => toSignatureReport(token, { file, tokens, judgements, context })) }
}

const anyUse: ContextAnchor['uses'] = ['signature', 'timestamp']

/** An anchor that is no certificate trusts nothing; the rest still counts. */
function readAnchors(given: readonly TrustAnchor[]): { anchors: ContextAnchor[], findings: Finding[] } {
  const anchors: ContextAnchor[] = []
  const findings: Finding[] = []
  for (const { certificate, label, trustedUntil = null, uses = anyUse } of given) {
    const read = readCertificate(certificate)
    if (read === null) findings.push({ code: 'anchor-unreadable', severity: 'note', detail: label })
    else anchors.push({ certificate: read, label, trustedUntil, uses })
  }
  return { anchors, findings }
}

function readTokens(file: SignedPdf, context: ValidationContext, digests: PrefixDigests): Token[] {
  context.addCertificates(readCertificates(file.dss.certificates))
  const reading = { candidates: context.certificates, digests, mostTimestamps: context.policy.limits.timestampsPerSignature }
  return markCopies(file.signatures.map((signature, index) => {
    context.checkTime()
    return readToken(signature, `${index} ${signature.field}`, reading)
  }))
}

/** A signature dictionary must stand in the file as it is (ISO 32000-2 §7.6.2): where one does and no signature was found, its field was broken or taken away. */
function findUnreachable({ document, signatures }: SignedPdf): Finding[] {
  if (signatures.length > 0 || document === null) return []
  return indexOf(document.source, '/ByteRange') >= 0 ? [{ code: 'signature-unreachable', severity: 'flaw' }] : []
}

const withCarried = (token: Token): Token[] => [token, ...token.carried]

function judgeSignatures(tokens: readonly Token[], judgements: Map<string, Judgement>, context: ValidationContext): void {
  for (const token of tokens) if (token.kind === 'signature') judgements.set(token.id, judgeSignature(token, judgements, context))
}
