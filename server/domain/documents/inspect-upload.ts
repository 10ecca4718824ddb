import { constants, inflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRef, PDFStream, type PDFObject } from 'pdf-lib'
import type { ProblemCode } from '../../../shared/problem.ts'

export type UploadType = 'application/pdf' | 'image/jpeg' | 'image/png'

export type UploadInspection
  = | { accepted: true, type: UploadType }
    | { accepted: false, problem: Extract<ProblemCode, 'file-type-not-accepted' | 'file-not-what-it-claims' | 'file-hostile'>, reason: UploadReason }

/** Why a file is not taken; a closed list for tests and logs. */
export type UploadReason
  = | 'empty' | 'unknown-type' | 'claims-otherwise' | 'truncated' | 'two-formats' | 'trailing-data'
    | 'unreadable-pdf' | 'encrypted' | 'script' | 'launches' | 'embeds-files' | 'submits-data' | 'dynamic-form' | 'too-many-objects'

/** Objects of a PDF that are looked at; a scan has hundreds, not hundreds of thousands. */
const mostObjects = 200_000

/**
 * Judges an uploaded paper by its bytes, never by its name: the type must be one of three, be what was claimed, be whole,
 * be only that, and do nothing when opened. Streams are not unpacked.
 */
export async function inspectUpload(bytes: Uint8Array, claimedType: string): Promise<UploadInspection> {
  if (bytes.length === 0) return refuse('file-not-what-it-claims', 'empty')
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const type = typeOf(data)
  if (type === null) return refuse('file-type-not-accepted', 'unknown-type')
  if (claimedType.split(';')[0]?.trim().toLowerCase() !== type) return refuse('file-not-what-it-claims', 'claims-otherwise')
  const reason = type === 'image/png' ? pngFault(data) : type === 'image/jpeg' ? jpegFault(data) : await pdfFault(data)
  if (reason === null) return { accepted: true, type }
  return refuse(reason === 'truncated' || reason === 'unreadable-pdf' ? 'file-not-what-it-claims' : 'file-hostile', reason)
}

const refuse = (problem: Extract<UploadInspection, { accepted: false }>['problem'], reason: UploadReason): UploadInspection => ({ accepted: false, problem, reason })

function typeOf(data: Buffer): UploadType | null {
  if (data.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf'
  if (data.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  return data.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) ? 'image/jpeg' : null
}

/** Chunks from the signature to IEND and nothing behind (PNG, third edition, clause 5). */
function pngFault(data: Buffer): UploadReason | null {
  let at = 8
  for (let first = true; at + 12 <= data.length; first = false) {
    const [length, name] = [data.readUInt32BE(at), data.subarray(at + 4, at + 8).toString('latin1')]
    if (first && name !== 'IHDR') return 'truncated'
    at += 12 + length
    if (name === 'IEND') return at > data.length ? 'truncated' : at < data.length ? 'trailing-data' : null
  }
  return 'truncated'
}

/** Segments up to the scan, the scan's data up to EOI, nothing behind but zeros that some cameras add (ITU-T T.81, Annex B). */
function jpegFault(data: Buffer): UploadReason | null {
  let at = 2
  while (at + 4 <= data.length) {
    if (data[at] !== 0xff) return 'truncated'
    const marker = data[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (marker === 0xd9) return data.subarray(at + 2).every(byte => byte === 0) ? null : 'trailing-data'
    else {
      at += 2 + data.readUInt16BE(at + 2)
      if (marker === 0xda) at = endOfScan(data, at)
    }
  }
  return data.length - at === 2 && data[at] === 0xff && data[at + 1] === 0xd9 ? null : 'truncated'
}

/** The next marker that is neither a stuffed zero nor a restart. */
function endOfScan(data: Buffer, from: number): number {
  for (let at = data.indexOf(0xff, from); at !== -1 && at + 1 < data.length; at = data.indexOf(0xff, at + 1)) {
    const next = data[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return data.length
}

/** Beginnings of other formats that some reader would take the same file for. */
const otherFormats: readonly (readonly [string, 'anywhere' | 'end'])[] = [['<!doctype html', 'anywhere'], ['<html', 'anywhere'], ['<script', 'anywhere'], ['PK\x03\x04', 'end'], ['PK\x05\x06', 'end'], ['MZ\x90', 'end'], ['7z\xbc\xaf', 'end'], ['Rar!\x1a', 'end']]

async function pdfFault(data: Buffer): Promise<UploadReason | null> {
  const end = data.lastIndexOf('%%EOF')
  if (end === -1) return 'truncated'
  // A line end and a little padding may follow the end of file; more is a place to hide.
  const behind = data.subarray(end + 5)
  if (!/^[\s\0]*$/.test(behind.toString('latin1'))) return 'trailing-data'
  const head = data.subarray(0, 1024).toString('latin1').toLowerCase()
  const outside = outsideStreams(data)
  if (otherFormats.some(([mark, where]) => where === 'anywhere' ? head.includes(mark) : outside.includes(mark))) return 'two-formats'
  if (/\/Encrypt\b/.test(outside)) return 'encrypted'
  if (packedObjectsTooLarge(data)) return 'too-many-objects'
  try {
    const document = await PDFDocument.load(data, { updateMetadata: false, throwOnInvalidObject: true })
    if (document.isEncrypted) return 'encrypted'
    const objects = document.context.enumerateIndirectObjects()
    if (objects.length > mostObjects) return 'too-many-objects'
    if (document.getPageCount() === 0) return 'unreadable-pdf'
    return dangerIn(objects.map(([, object]) => object))
  }
  catch (cause) {
    return cause instanceof Error && /encrypt/i.test(cause.message) ? 'encrypted' : 'unreadable-pdf'
  }
}

/** The text of a PDF without the data of its streams, where any bytes may stand. */
function outsideStreams(data: Buffer): string {
  return data.toString('latin1').replace(/stream\r?\n[\s\S]*?endstream/g, 'stream endstream')
}

/** Bytes that all object and cross-reference streams together may unpack to. */
const mostUnpacked = 64 * 1024 * 1024

/** Object streams are unpacked by every reader before it knows what they hold: a bomb must be found before that. */
function packedObjectsTooLarge(data: Buffer): boolean {
  let left = mostUnpacked
  for (const match of data.toString('latin1').matchAll(/\bobj\b([^]{0,2000}?)\bstream\r?\n/g)) {
    const dict = (match[1] ?? '').replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (!/\/(ObjStm|XRef)\b/.test(dict)) continue
    if ((dict.match(/Decode\b/g) ?? []).length > 1 || left <= 0) return true
    const start = match.index + match[0].length
    const end = data.indexOf('endstream', start)
    if (!/\/FlateDecode\b/.test(dict) || end === -1) continue
    try {
      left -= inflateSync(data.subarray(start, end), { maxOutputLength: left, finishFlush: constants.Z_SYNC_FLUSH }).length
    }
    catch (cause) {
      // Damaged streams are the parser's to refuse.
      if (cause instanceof RangeError) return true
    }
  }
  return false
}

const dangerousActions: Readonly<Record<string, UploadReason>> = { JavaScript: 'script', Rendition: 'script', Launch: 'launches', GoToR: 'launches', GoToE: 'launches', ImportData: 'submits-data', SubmitForm: 'submits-data', RichMediaExecute: 'script' }
const dangerousKeys: Readonly<Record<string, UploadReason>> = { JS: 'script', JavaScript: 'script', EmbeddedFiles: 'embeds-files', EmbeddedFile: 'embeds-files', XFA: 'dynamic-form', RichMedia: 'script' }

/** Walks direct objects; references are met as indirect objects of their own. */
function dangerIn(objects: readonly PDFObject[]): UploadReason | null {
  const waiting = [...objects]
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    if (object instanceof PDFRef) continue
    if (object instanceof PDFArray) waiting.push(...object.asArray())
    const dict = object instanceof PDFStream ? object.dict : object instanceof PDFDict ? object : null
    if (dict === null) continue
    for (const [key, value] of dict.entries()) {
      const name = key.decodeText()
      const named = value instanceof PDFName ? value.decodeText() : ''
      const danger = dangerousKeys[name] ?? (name === 'S' ? dangerousActions[named] : name === 'Type' ? dangerousKeys[named] : undefined)
      if (danger !== undefined) return danger
      waiting.push(value)
    }
  }
  return null
}
