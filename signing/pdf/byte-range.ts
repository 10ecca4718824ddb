import type { Finding } from '../types.ts'
import type { PdfDictionary, PdfValue } from './objects.ts'
import { PdfString } from './objects.ts'
import type { Source } from './source.ts'
import { revisionEndingAt, type Revision } from './revisions.ts'

export type ByteRange = [number, number, number, number]
export interface RangeReading {
  range: ByteRange | null
  isSound: boolean
  /** The revision whose end the range reaches. */
  revision: Revision | null
  findings: Finding[]
}

interface Subject {
  signature: PdfDictionary
  /** It stands in the file as it is, not in an object stream. */
  isDirect: boolean
  /** Number of the revision that shows it first. */
  since: number
  revisions: readonly Revision[]
}

/**
 * The byte range of a signature (§12.8.1): four integers, from the first byte, around exactly the hexadecimal string of /Contents,
 * to the end of a revision. Anything else leaves bytes that nobody signed.
 */
export function readByteRange(source: Source, { signature, isDirect, since, revisions }: Subject): RangeReading {
  const value = signature.get('ByteRange')
  const range = toRange(value)
  if (range === null) return { range, isSound: false, revision: null, findings: [flaw('byte-range-malformed', 'no four integers that are not negative')] }
  const [start, before, after, rest] = range
  const findings: Finding[] = []
  if (start !== 0) findings.push(flaw('byte-range-start', `begins at ${start}`))
  if (start + before > after || after + rest > source.length) findings.push(flaw('byte-range-outside-file', range.join(' ')))
  const contents = signature.get('Contents')
  if (!isDirect || !(contents instanceof PdfString) || !contents.isHex) findings.push(flaw('contents-not-direct', '/Contents is no hexadecimal string of a dictionary that stands by itself'))
  else if (contents.start !== start + before || contents.end !== after) findings.push(flaw('byte-range-gap', 'the gap is not exactly the string of /Contents'))
  const revision = findings.length === 0 ? revisionEndingAt(revisions, after + rest) : null
  if (findings.length === 0 && revision === null) findings.push(flaw('byte-range-end', 'ends at no revision'))
  if (revision !== null && revision.number < since) return { range, isSound: false, revision: null, findings: [flaw('signature-outside-revision', `revision ${since} shows a signature that ends with revision ${revision.number}`)] }
  return { range, isSound: findings.length === 0, revision, findings }
}

const flaw = (code: string, detail: string): Finding => ({ code, severity: 'flaw', detail })

function toRange(value: PdfValue | undefined): ByteRange | null {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(one => typeof one === 'number' && Number.isSafeInteger(one) && one >= 0)) return null
  return value as ByteRange
}

/** The bytes of /Contents without the padding behind the outer DER value; all of them when its length cannot be told. */
export function trimPadding(bytes: Uint8Array): Uint8Array {
  const first = bytes[1]
  if (first === undefined || first < 0x80) return first === undefined ? bytes : bytes.subarray(0, 2 + first)
  const count = first & 0x7f
  if (count === 0 || count > 4 || bytes.length < 2 + count) return bytes
  let length = 0
  for (const octet of bytes.subarray(2, 2 + count)) length = length * 256 + octet
  return bytes.subarray(0, 2 + count + length)
}
