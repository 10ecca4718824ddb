import { cmsOids } from '../cms/index.ts'
import type { SignedPdf } from '../pdf/index.ts'
import type { PadesLevel } from '../types.ts'
import type { Certificate } from '../x509/index.ts'
import { exemption } from './checks/certificate-status.ts'
import type { ValidationContext } from './context.ts'
import type { Judgement } from './judge-token.ts'
import { isIntact, type Token } from './token.ts'

export interface LevelOutcome { level: PadesLevel | null, missing: string[] }

export interface LevelInput {
  signature: Judgement
  /** Of the signature and of the document. */
  timestamps: readonly Judgement[]
  file: SignedPdf
  context: ValidationContext
}

/** The baseline level that the content reaches (EN 319 142-1 §6.3, table 1), and what the next one lacks. Trust is no part of it. */
export function findLevel(input: LevelInput): LevelOutcome {
  let level: PadesLevel | null = null
  for (const [next, missingFor] of steps) {
    const missing = missingFor(input)
    if (missing.length > 0) return { level, missing }
    level = next
  }
  return { level, missing: [] }
}

const steps: readonly [PadesLevel, (input: LevelInput) => string[]][] = [
  ['B-B', missingForB], ['B-T', missingForT], ['B-LT', missingForLt], ['B-LTA', missingForLta],
]

function missingForB({ signature: { token } }: LevelInput): string[] {
  const { pdf, signer, cms, certificate, verification } = token
  const attributes = signer?.signedAttributes ?? null
  const missing: string[] = []
  const need = (holds: boolean, what: string) => {
    if (!holds) missing.push(what)
  }
  need(pdf.subFilter === 'ETSI.CAdES.detached', 'SubFilter ETSI.CAdES.detached')
  need(isIntact(token) && pdf.byteRangeSound, 'a signature value that holds over a sound byte range')
  need(cms?.content === null && cms.signers.length === 1, 'a detached CMS with one SignerInfo')
  need(attributes?.only(cmsOids.contentType) != null && attributes.only(cmsOids.messageDigest) != null, 'content-type and message-digest')
  need(attributes?.has(cmsOids.signingCertificateV2) === true || attributes?.has(cmsOids.signingCertificate) === true, 'signing-certificate-v2')
  need(verification?.referenceMatches !== false, 'a signing-certificate attribute that names the signing certificate')
  need(attributes?.has(cmsOids.signingTime) !== true, 'a CMS without signing-time')
  need(pdf.claimedTime !== null, 'the claimed signing time in /M')
  need(certificate !== null && cms?.certificates.some(bytes => Buffer.compare(bytes, certificate.der) === 0) === true, 'the signing certificate inside the CMS')
  return missing
}

/** A time-stamp over the signature value, or a document time-stamp in a later revision (EN 319 142-1 §6.3, note on B-T). */
function missingForT({ timestamps }: LevelInput): string[] {
  return timestamps.some(({ token }) => token.kind !== 'content-timestamp' && isIntact(token)) ? [] : ['a time-stamp over the signature or over the document']
}

function missingForLt({ signature, timestamps, context }: LevelInput): string[] {
  const subjects = [signature, ...timestamps.filter(({ token }) => token.kind === 'signature-timestamp' && isIntact(token)).slice(0, 1)]
  return [...new Set(subjects.flatMap(subject => missingEvidence(subject, context)))]
}

/** Every certificate of the path must come with the file, and with evidence of its status. Of an untrusted path, as far as it goes. */
function missingEvidence({ path, token }: Judgement, context: ValidationContext): string[] {
  const whose = token.kind === 'signature' ? 'the signatory' : 'the time-stamp authority'
  if (path.length === 0) return [`the certificate of ${whose}`]
  return path.slice(0, -1).flatMap((certificate, index) => hasEvidence(certificate, path[index + 1]!, context) ? [] : [`revocation evidence for ${nameOf(certificate)}`])
    .concat(path.filter(one => context.isFetched(one) && !context.isAnchor(one)).map(one => `the certificate of ${nameOf(one)}`))
    .concat(path.length === 1 && !context.isAnchor(path[0]!) ? [`the issuer of ${nameOf(path[0]!)}`] : [])
}

const nameOf = (certificate: Certificate): string => certificate.subject.commonName ?? certificate.serialNumber

const hasEvidence = (certificate: Certificate, issuer: Certificate, context: ValidationContext): boolean =>
  exemption(certificate) !== null || context.evidence.about(certificate, issuer, context.certificates).some(({ origin, facts }) => origin === 'embedded' && facts.status !== 'unknown')

/** A document time-stamp over a revision that holds the evidence. */
function missingForLta({ signature, timestamps, file }: LevelInput): string[] {
  const revision = revisionOfEvidence(file)
  const isArchived = timestamps.some(({ token }) => isArchive(token) && isAfter(token, signature.token) && (revision === null || (token.pdf.revision ?? 0) >= revision))
  return isArchived ? [] : ['a document time-stamp over the signature and its validation data']
}

const isArchive = (token: Token): boolean => token.kind === 'document-timestamp' && isIntact(token) && token.pdf.byteRangeSound
const isAfter = (token: Token, signature: Token): boolean => (token.pdf.revision ?? 0) > (signature.pdf.revision ?? Infinity)

/** First revision with a document security store; null when the evidence is in the CMS alone. */
const revisionOfEvidence = ({ revisions }: SignedPdf): number | null => revisions.find(({ document }) => document.catalog.has('DSS'))?.number ?? null
