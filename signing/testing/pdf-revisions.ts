/** What a revision writes: objects in PDF syntax by number, numbers to free, and entries of the trailer that differ from the usual. */
export interface RevisionParts {
  objects?: Readonly<Record<number, string>>
  free?: readonly number[]
  /** Further entries of the trailer in PDF syntax, e.g. `/Info 30 0 R`. */
  trailer?: string
  /** @defaultValue '1 0 R' */
  root?: string
  /** Offset of the cross-reference before; the last one of the file when absent, none when null. */
  prev?: number | null
  /** Bytes behind the header comment or the last revision that no cross-reference leads to. */
  loose?: string
  /** Objects that the cross-reference does not name. */
  unnamed?: Readonly<Record<number, string>>
  /** Entries of the cross-reference that lead to other places. */
  offsets?: Readonly<Record<number, number>>
}

/**
 * Appends an incremental update with a cross-reference table, sound or – as the parts say – not: what attackers and other software
 * write. It checks nothing.
 */
export function appendRevision(pdf: Uint8Array, { objects = {}, free = [], trailer = '', root = '1 0 R', prev, loose = '', unnamed = {}, offsets = {} }: RevisionParts): Uint8Array {
  const parts: Buffer[] = [Buffer.from(pdf)]
  let length = pdf.length
  const push = (text: string): number => {
    const start = length
    const bytes = Buffer.from(text, 'latin1')
    parts.push(bytes)
    length += bytes.length
    return start
  }
  const places = new Map<number, number>()
  push(loose)
  for (const [number, body] of Object.entries(objects)) places.set(Number(number), push(`${number} 0 obj\n${body}\nendobj\n`))
  for (const [number, body] of Object.entries(unnamed)) push(`${number} 0 obj\n${body}\nendobj\n`)
  for (const [number, offset] of Object.entries(offsets)) places.set(Number(number), offset)
  const entries = [[0, '0000000000 65535 f'] as const, ...[...places].map(([number, offset]) => [number, `${digits(offset)} 00000 n`] as const), ...free.map(number => [number, '0000000000 00001 f'] as const)]
  const start = push(`xref\n${entries.map(([number, entry]) => `${number} 1\n${entry} \n`).join('')}`)
  const before = prev === undefined ? lastStartxref(pdf) : prev
  push(`trailer\n<</Size 2000 /Root ${root}${before === null ? '' : ` /Prev ${before}`} ${trailer}>>\nstartxref\n${start}\n%%EOF\n`)
  return new Uint8Array(Buffer.concat(parts))
}

/** Octets of /Contents of a placeholder: a short DER value, then padding. */
const placeholder = '3003020101'.padEnd(64, '0')
const rangeForm = '/ByteRange [0 0000000000 0000000000 0000000000]'

export interface PlaceholderOptions extends RevisionParts {
  /** Number of the signature dictionary; a field among the objects has to name it. */
  value: number
  /** @defaultValue '/Type /Sig /SubFilter /ETSI.CAdES.detached' */
  entries?: string
}

/** A revision that ends in a signature whose byte range is sound and whose CMS is a placeholder: all that the structure knows of one. */
export function appendPlaceholderSignature(pdf: Uint8Array, { value, entries = '/Type /Sig /SubFilter /ETSI.CAdES.detached', ...parts }: PlaceholderOptions): Uint8Array {
  const dictionary = `<<${entries} /Filter /Adobe.PPKLite ${rangeForm} /Contents <${placeholder}>>>`
  const signed = Buffer.from(appendRevision(pdf, { ...parts, objects: { ...parts.objects, [value]: dictionary } }))
  const contents = signed.indexOf(`<${placeholder}>`, pdf.length, 'latin1')
  const end = contents + placeholder.length + 2
  signed.write(`/ByteRange [0 ${digits(contents)} ${digits(end)} ${digits(signed.length - end)}]`, signed.indexOf(rangeForm, pdf.length, 'latin1'), 'latin1')
  return new Uint8Array(signed)
}

const digits = (number: number): string => String(number).padStart(10, '0')

function lastStartxref(pdf: Uint8Array): number {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length)
  const at = text.lastIndexOf('startxref', undefined, 'latin1')
  return Number.parseInt(text.subarray(at + 9, at + 30).toString('latin1').trim(), 10)
}
