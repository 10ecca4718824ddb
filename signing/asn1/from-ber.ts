import { malformed } from './read.ts'
import { encode } from './write.ts'

const limits = { depth: 64, values: 200_000 }
const octetStringTag = 0x04
const constructedOctetString = 0x24

/** A constructed value that is being read: its finished members, and whether anything about it was not DER. */
interface Open {
  tag: number
  start: number
  /** Null = indefinite: an end-of-contents ends it. */
  end: number | null
  /** The length is in its shortest form. */
  isShort: boolean
  members: Uint8Array[]
  isChanged: boolean
}

/**
 * The first value of `bytes` with the lengths of DER: indefinite lengths and pieces of octet strings, as some signing software writes them around a CMS
 * (X.690 §8.1.3.6, §8.7.3), are resolved; what is DER already stays, octet for octet. `end` is behind the value in `bytes`.
 * @throws SigningError `der-malformed`
 */
export function derFromBer(bytes: Uint8Array): { der: Uint8Array, end: number } {
  const stack: Open[] = []
  let position = 0
  for (let count = 0; ; count += 1) {
    if (count === limits.values) throw malformed(`more than ${limits.values} values`, position)
    const top = stack.at(-1)
    const ended = top !== undefined && isAtEnd(bytes, position, top) ? stack.pop()! : null
    let done: Done
    if (ended !== null) {
      if (ended.end === null) position += 2
      done = close(bytes, position, ended)
    }
    else {
      const head = readHead(bytes, position, stack.findLast(({ end }) => end !== null)?.end ?? bytes.length)
      position = head.contentStart
      if ((head.tag & 0x20) !== 0) {
        if (stack.length === limits.depth) throw malformed('too deep', head.start)
        stack.push({ ...head, members: [], isChanged: false })
        continue
      }
      if (head.end === null) throw malformed('a primitive of indefinite length', head.start)
      position = head.end
      done = { value: head.isShort ? bytes.subarray(head.start, head.end) : encode(head.tag, bytes.subarray(head.contentStart, head.end)), isChanged: !head.isShort }
    }
    const parent = stack.at(-1)
    if (parent === undefined) return { der: done.value, end: position }
    parent.members.push(done.value)
    parent.isChanged ||= done.isChanged
  }
}

interface Done { value: Uint8Array, isChanged: boolean }

function isAtEnd(bytes: Uint8Array, position: number, { end }: Open): boolean {
  return end === null ? bytes[position] === 0 && bytes[position + 1] === 0 : position >= end
}

function close(bytes: Uint8Array, position: number, { tag, start, end, isShort, members, isChanged }: Open): Done {
  if (tag === constructedOctetString) return { value: encode(octetStringTag, Buffer.concat(members.map(octets))), isChanged: true }
  if (end !== null && isShort && !isChanged) return { value: bytes.subarray(start, position), isChanged: false }
  return { value: encode(tag, Buffer.concat(members)), isChanged: true }
}

/** Content of a primitive OCTET STRING in DER. */
function octets(member: Uint8Array): Uint8Array {
  if (member[0] !== octetStringTag) throw malformed('a piece of an octet string is none', 0)
  const first = member[1]!
  return member.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f))
}

function readHead(bytes: Uint8Array, start: number, limit: number): { tag: number, start: number, contentStart: number, end: number | null, isShort: boolean } {
  const [tag, first] = [bytes[start], bytes[start + 1]]
  if (tag === undefined || first === undefined || start + 2 > limit) throw malformed('the value is cut off', start)
  if ((tag & 0x1f) === 0x1f) throw malformed('tag number above 30', start)
  if (first === 0x80) return { tag, start, contentStart: start + 2, end: null, isShort: false }
  const count = first < 0x80 ? 0 : first & 0x7f
  if (count > 6 || start + 2 + count > limit) throw malformed('the length is cut off', start)
  let length = first
  if (count > 0) {
    length = 0
    for (const octet of bytes.subarray(start + 2, start + 2 + count)) length = length * 256 + octet
  }
  const contentStart = start + 2 + count
  if (contentStart + length > limit) throw malformed('the value runs beyond its container', start)
  return { tag, start, contentStart, end: contentStart + length, isShort: count === 0 || (bytes[start + 2] !== 0 && length >= 0x80) }
}
