import { deflateSync } from 'node:zlib'

export interface SamplePdfOptions {
  /** How the cross-references are written. @defaultValue 'table' */
  style?: 'table' | 'stream' | 'hybrid'
  /** @defaultValue '1.7' */
  version?: string
  /** @defaultValue 1 */
  pages?: number
  /** Octets of incompressible content on the first page. @defaultValue 0 */
  contentBytes?: number
  /** Entries of the catalog in PDF syntax, e.g. `/AcroForm 20 0 R`. */
  catalog?: string
  /** Further objects in PDF syntax by number, from 20 on. */
  objects?: Readonly<Record<number, string>>
  /** Annotations of the first page in PDF syntax, e.g. `[21 0 R]` or `22 0 R`. */
  annotations?: string
  /** Further entries of every page in PDF syntax, e.g. `/Rotate 90`. */
  page?: string
}

interface Numbered { number: number, body: string | Buffer }

/** A small, sound PDF whose pages say “Trang 1” and so on; the same options give the same bytes. */
export function samplePdf({ style = 'table', version = '1.7', pages = 1, contentBytes = 0, catalog = '', objects = {}, annotations, page = '' }: SamplePdfOptions = {}): Uint8Array {
  const pageNumbers = Array.from({ length: pages }, (_, index) => 1000 + index * 2)
  const all: Numbered[] = [
    { number: 1, body: `<</Type /Catalog /Pages 2 0 R ${catalog}>>` },
    { number: 2, body: `<</Type /Pages /Kids [${pageNumbers.map(number => `${number} 0 R`).join(' ')}] /Count ${pages}>>` },
    { number: 3, body: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>' },
    ...Object.entries(objects).map(([number, body]) => ({ number: Number(number), body })),
    ...pageNumbers.flatMap((number, index) => [
      { number, body: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents ${number + 1} 0 R${index === 0 && annotations !== undefined ? ` /Annots ${annotations}` : ''} ${page}>>` },
      { number: number + 1, body: streamOf(`BT /F1 24 Tf 72 720 Td (Trang ${index + 1}) Tj ET\n${index === 0 ? noise(contentBytes) : ''}`) },
    ]),
  ]
  return style === 'table' ? withTable(all, version) : withStream(all, { version, isHybrid: style === 'hybrid' })
}

const streamOf = (content: string): Buffer => Buffer.from(`<</Length ${content.length}>>\nstream\n${content}\nendstream`, 'latin1')

/** A comment of hexadecimal digits that do not repeat soon. */
function noise(length: number): string {
  if (length === 0) return ''
  const text = Buffer.allocUnsafe(length).fill(0x25, 0, 1)
  let state = 1
  for (let at = 1; at < length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    text[at] = '0123456789abcdef'.charCodeAt(state >>> 28)
  }
  return text.toString('latin1')
}

class Writer {
  readonly parts: Buffer[] = []
  length = 0
  push(part: Buffer | string): number {
    const start = this.length
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    this.parts.push(bytes)
    this.length += bytes.length
    return start
  }

  object({ number, body }: Numbered): number {
    const start = this.push(`${number} 0 obj\n`)
    this.push(typeof body === 'string' ? Buffer.from(body, 'latin1') : body)
    this.push('\nendobj\n')
    return start
  }

  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.parts))
  }
}

const head = (version: string): string => `%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`
const sizeOf = (objects: readonly { number: number }[]): number => Math.max(...objects.map(({ number }) => number)) + 1
const entry = (offset: number, kind = 'n', generation = 0): string => `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${kind} \n`

function withTable(objects: Numbered[], version: string): Uint8Array {
  const writer = new Writer()
  writer.push(head(version))
  const offsets = objects.map(one => [one.number, writer.object(one)] as const)
  const start = writer.push(table(offsets))
  writer.push(`trailer\n<</Size ${sizeOf(objects)} /Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`)
  return writer.bytes
}

const table = (offsets: readonly (readonly [number, number])[]): string => `xref\n0 1\n${entry(0, 'f', 65535)}${offsets.map(([number, offset]) => `${number} 1\n${entry(offset)}`).join('')}`

/** Dictionaries go into an object stream, streams stand alone; a hybrid file names the former for new readers only (§7.5.8.4). */
function withStream(objects: Numbered[], { version, isHybrid }: { version: string, isHybrid: boolean }): Uint8Array {
  const writer = new Writer()
  writer.push(head(version))
  const isInside = ({ number, body }: Numbered) => typeof body === 'string' && (!isHybrid || number === 3)
  const inside = objects.filter(isInside)
  const size = sizeOf(objects) + 2
  const rows: [number, number, number, number][] = objects.filter(one => !isInside(one)).map(one => [one.number, 1, writer.object(one), 0])
  rows.push([size - 2, 1, writer.object({ number: size - 2, body: objectStream(inside) }), 0])
  rows.push(...inside.map(({ number }, index): [number, number, number, number] => [number, 2, size - 2, index]))
  const plain = rows.filter(([number, type]) => type === 1 && number !== size - 2).map(([number, , offset]) => [number, offset] as const)
  const start = writer.length
  if (!isHybrid) rows.push([size - 1, 1, start, 0])
  writer.object({ number: size - 1, body: xrefStream(rows, size) })
  const xref = isHybrid ? writer.push(table([...plain, [size - 1, start]])) : start
  if (isHybrid) writer.push(`trailer\n<</Size ${size} /Root 1 0 R /XRefStm ${start}>>\n`)
  writer.push(`startxref\n${xref}\n%%EOF\n`)
  return writer.bytes
}

function objectStream(objects: Numbered[]): Buffer {
  let [index, content] = ['', '']
  for (const { number, body } of objects) {
    index += `${number} ${content.length} `
    content += `${body as string} `
  }
  const data = deflateSync(Buffer.from(index + content, 'latin1'))
  return Buffer.concat([Buffer.from(`<</Type /ObjStm /N ${objects.length} /First ${index.length} /Filter /FlateDecode /Length ${data.length}>>\nstream\n`), data, Buffer.from('\nendstream')])
}

function xrefStream(rows: readonly [number, number, number, number][], size: number): Buffer {
  const ordered = [[0, 0, 0, 0xffff] as [number, number, number, number], ...rows].sort(([a], [b]) => a - b)
  const data = Buffer.alloc(ordered.length * 7)
  for (const [at, [, type, second, third]] of ordered.entries()) {
    data[at * 7] = type
    data.writeUInt32BE(second, at * 7 + 1)
    data.writeUInt16BE(third, at * 7 + 5)
  }
  const packed = deflateSync(data)
  const index = ordered.map(([number]) => `${number} 1`).join(' ')
  return Buffer.concat([Buffer.from(`<</Type /XRef /Size ${size} /Root 1 0 R /W [1 4 2] /Index [${index}] /Filter /FlateDecode /Length ${packed.length}>>\nstream\n`), packed, Buffer.from('\nendstream')])
}
