/** What an attacker appends: objects as text, with the cross-reference that the case wants, written by hand so that nothing is tidied. */
export interface RawUpdate {
  /** Bodies by object number; null frees the object. */
  objects?: Readonly<Record<number, string | null>>
  /** Entries of the trailer beside Size, Root and Prev. */
  trailer?: string
  root?: string
  /** What stands instead of cross-reference and trailer. */
  end?: (position: number) => string
}

export function rawUpdate(pdf: Uint8Array, { objects = {}, trailer = '', root, end }: RawUpdate): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1')
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1] ?? '0'
  let added = ''
  const entries: string[] = []
  for (const [number, body] of Object.entries(objects)) {
    if (body === null) entries.push(`${number} 1\n0000000000 00001 f \n`)
    else {
      entries.push(`${number} 1\n${String(text.length + added.length).padStart(10, '0')} 00000 n \n`)
      added += `${number} 0 obj\n${body}\nendobj\n`
    }
  }
  const position = text.length + added.length
  const tail = end === undefined
    ? `xref\n${entries.join('')}trailer\n<</Size ${sizeOf(text, objects)} /Root ${root ?? lastRoot(text)} /Prev ${previous}${identifiers(text)} ${trailer}>>\nstartxref\n${position}\n%%EOF\n`
    : end(position)
  return Buffer.from(text + added + tail, 'latin1')
}

const identifiers = (text: string): string => [...text.matchAll(/\/ID ?\[[^\]]*\]/g)].at(-1)?.[0] ?? ''
const lastRoot = (text: string): string => [...text.matchAll(/\/Root (\d+ \d+ R)/g)].at(-1)![1]!
const sizeOf = (text: string, objects: object): number => Math.max(...[...text.matchAll(/\/Size (\d+)/g)].map(match => Number(match[1])), ...Object.keys(objects).map(number => Number(number) + 1))

/** The body of the newest object of that number, as it stands in the file. */
export function bodyOf(pdf: Uint8Array, number: number): string {
  const text = Buffer.from(pdf).toString('latin1')
  const start = Math.max(text.lastIndexOf(`\n${number} 0 obj`), text.startsWith(`${number} 0 obj`) ? 0 : -1)
  if (start < 0) throw new RangeError(`no object ${number}`)
  return text.slice(text.indexOf('obj', start) + 3, text.indexOf('endobj', start)).trim()
}

export const stream = (content: string, entries = ''): string => `<</Length ${content.length} ${entries}>>\nstream\n${content}\nendstream`
