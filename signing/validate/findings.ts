import { cmsOids } from '../cms/index.ts'
import type { Finding } from '../types.ts'
import type { FindingCode } from './ids.ts'
import { repeatedAttributes } from './checks/format.ts'
import type { Token } from './token.ts'

/** What is unsound about the cryptography of a field's content, apart from trust and time. */
export function tokenFindings(token: Token): Finding[] {
  const found = token.kind === 'signature' ? signatureFindings(token) : timestampFindings(token)
  const { pdf } = token
  if (token.kind === 'content-timestamp' || token.kind === 'signature-timestamp') return found
  if (!pdf.byteRangeSound && !pdf.findings.some(({ severity }) => severity === 'flaw')) found.push(flaw(token, 'byte-range-unsound'))
  if (pdf.changes === 'forbidden') found.push(flaw(token, 'changes-forbidden', pdf.changeList.filter(({ permitted }) => !permitted).slice(0, 5).map(({ object, detail }) => `${object}: ${detail}`).join('; ')))
  return found
}

const flaw = ({ pdf }: Token, code: FindingCode, detail?: string): Finding => ({ code, severity: 'flaw', field: pdf.field, ...(detail === undefined || detail === '' ? {} : { detail }) })
const note = ({ pdf }: Token, code: FindingCode, detail?: string): Finding => ({ code, severity: 'note', field: pdf.field, ...(detail === undefined ? {} : { detail }) })

function signatureFindings(token: Token): Finding[] {
  const { pdf, cms, problem, signer, certificate, verification } = token
  if (pdf.contents === null) return [flaw(token, 'cms-missing')]
  if (cms === null) return [flaw(token, 'cms-unreadable', problem ?? undefined)]
  const found: Finding[] = []
  if (!token.isDer) found.push(note(token, 'cms-not-der'))
  if (cms.signers.length !== 1) found.push(flaw(token, 'several-signers', `${cms.signers.length}`))
  if (cms.content !== null && pdf.subFilter !== 'adbe.pkcs7.sha1') found.push(flaw(token, 'content-not-detached'))
  const attributes = signer?.signedAttributes ?? null
  if (attributes !== null && !attributes.isDer) found.push(flaw(token, 'signed-attributes-not-der', verification?.encoding === 'raw' ? 'the signature holds over the attributes as they stand' : undefined))
  const repeated = attributes === null ? [] : repeatedAttributes(attributes)
  if (repeated.length > 0) found.push(flaw(token, 'signed-attribute-repeated', repeated.join(', ')))
  if (attributes?.has(cmsOids.signingTime) === true && pdf.subFilter === 'ETSI.CAdES.detached') found.push(note(token, 'signing-time-attribute'))
  if (signer !== null && certificate === null) found.push(flaw(token, 'signing-certificate-missing'))
  return [...found, ...verificationFindings(token)]
}

function verificationFindings(token: Token): Finding[] {
  const { verification, signer } = token
  if (verification === null) return []
  const found: Finding[] = []
  const { signature, encoding, digestMatches, contentTypeMatches, referenceMatches, algorithmsProtected } = verification
  if (signature === 'unsupported') found.push(flaw(token, 'algorithm-unsupported', signer?.signatureAlgorithm.oid))
  if (signature === 'invalid') found.push(flaw(token, 'signature-value-wrong'))
  const isDigestDue = signer?.signedAttributes != null
  if (digestMatches === false || (digestMatches === null && isDigestDue && encoding !== 'content')) found.push(flaw(token, 'message-digest-mismatch'))
  if (contentTypeMatches === false) found.push(flaw(token, 'content-type-mismatch'))
  if (referenceMatches === false) found.push(flaw(token, 'signing-certificate-mismatch'))
  if (algorithmsProtected === false) found.push(flaw(token, 'algorithm-protection-mismatch'))
  return found
}

/**
 * A document time-stamp covers the file: when it does not hold, something in the file was changed. One inside a CMS covers the signature
 * value alone and is itself covered by nothing: anybody may add one, so a broken one proves nothing and harms nothing.
 */
function timestampFindings(token: Token): Finding[] {
  const report = token.kind === 'document-timestamp' ? flaw : note
  if (token.timestamp === null) return [report(token, 'timestamp-unreadable', token.problem ?? undefined)]
  const found: Finding[] = []
  if (!token.isDer) found.push(note(token, 'cms-not-der'))
  if (token.imprintMatches === false) found.push(token.isCopy ? note(token, 'timestamp-copied') : report(token, 'timestamp-imprint-mismatch'))
  if (token.cms!.signers.length !== 1) found.push(report(token, 'several-signers', `${token.cms!.signers.length}`))
  if (token.certificate === null) found.push(report(token, 'signing-certificate-missing'))
  const { verification } = token
  if (verification !== null && (verification.signature !== 'valid' || verification.encoding !== 'der' || verification.digestMatches !== true || verification.referenceMatches === false)) found.push(report(token, 'timestamp-broken'))
  return found
}
