import { readSecurityStore, type SecurityStore, type SignedPdf } from '../pdf/index.ts'
import { fingerprintOf } from '../x509/index.ts'
import type { ValidationContext } from './context.ts'
import { readEmbedded } from './embedded.ts'
import { judgeToken, type Judgement } from './judge-token.ts'
import type { Token } from './token.ts'

/**
 * Time-stamps first, newest first, because each that holds proves since when older ones, their certificates and their evidence
 * have existed (EN 319 102-1 §5.6.3, steps 3 to 5); then those over signature values.
 * @returns judgements of all time-stamps, by token id
 */
export function judgeTimestamps(tokens: readonly Token[], file: SignedPdf, context: ValidationContext): Map<string, Judgement> {
  const judgements = new Map<string, Judgement>()
  const documentTimestamps = tokens.filter(({ kind }) => kind === 'document-timestamp').sort((one, other) => (other.pdf.revision ?? 0) - (one.pdf.revision ?? 0))
  for (const token of documentTimestamps) {
    const judgement = judgeToken(token, context)
    judgements.set(token.id, judgement)
    if (provesExistence(judgement)) extractProofs(token, { tokens, file, context })
  }
  for (const signature of tokens.filter(({ kind }) => kind === 'signature')) {
    for (const token of signature.carried) {
      const judgement = judgeToken(token, context)
      judgements.set(token.id, judgement)
      if (token.kind === 'signature-timestamp' && provesExistence(judgement)) context.proofs.add(signedObjects(signature), token.timestamp!.info.time)
    }
  }
  return judgements
}

/** Later changes of the document do not weaken what a time-stamp proves about the bytes that it covers. */
export function provesExistence({ checks, conclusion }: Judgement): boolean {
  if (conclusion.indication === 'TOTAL-PASSED') return true
  return checks.every(({ id, verdict }) => id === 'changes-permitted' || verdict === 'passed' || verdict === 'not-applicable')
}

/** What a signature time-stamp covers: the signature value, and by its attributes the certificate that made it. */
const signedObjects = ({ id, certificate }: Token): string[] => certificate === null ? [id] : [id, certificate.fingerprint]

/** Proof of existence extraction (§5.6.2.3): everything in the revisions that a document time-stamp covers. */
function extractProofs(timestamp: Token, { tokens, file, context }: { tokens: readonly Token[], file: SignedPdf, context: ValidationContext }): void {
  const { revision, byteRangeSound } = timestamp.pdf
  if (revision === null || !byteRangeSound) return
  const { time } = timestamp.timestamp!.info
  for (const token of tokens) {
    if (token.pdf.revision === null || token.pdf.revision >= revision) continue
    context.proofs.add([token.id, ...token.carried.map(({ id }) => id)], time)
    for (const { cms } of [token, ...token.carried]) context.proofs.add(cms === null ? [] : keysOf(readEmbedded(cms)), time)
  }
  const covered = file.revisions.find(({ number }) => number === revision)
  if (covered !== undefined) context.proofs.add(keysOf(readSecurityStore(covered.document)), time)
}

const keysOf = ({ certificates, ocspResponses, crls }: Readonly<Record<keyof SecurityStore, readonly Uint8Array[]>>): string[] =>
  [...certificates, ...ocspResponses, ...crls].map(fingerprintOf)
