import { inflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from 'pdf-lib'
import { z } from 'zod'
import type { AttachedAnswers, FormInput } from './inputs.ts'

const attachmentName = 'answers.json'

/** More than any form's answers; a stream that unpacks to more is not read. */
const maxBytes = 2 * 1024 * 1024

const shape = z.object({
  schema: z.literal('motlan-answers/1'),
  procedure: z.object({ slug: z.string(), revision: z.string(), code: z.string() }),
  on: z.string(),
  answers: z.record(z.string(), z.unknown()),
  provenance: z.record(z.string(), z.unknown()),
  attachments: z.array(z.object({ slot: z.string(), title: z.string(), fileName: z.string(), sha256: z.string() })),
})

/** The data that goes into the form: keys in one order, so that the same answers give the same bytes. */
export function toAttachment({ procedure: { definition }, answers, provenance, attachments, on }: FormInput): Uint8Array {
  const data: AttachedAnswers = {
    schema: 'motlan-answers/1',
    procedure: { slug: definition.slug, revision: definition.revision, code: definition.codes[0]?.code ?? '' },
    on, answers, provenance, attachments,
  }
  return new TextEncoder().encode(JSON.stringify(inOrder(data), null, 1))
}

/**
 * The answers inside a form PDF, signed or not; null when there are none or they cannot be read safely. Whoever compares
 * them with what is processed must do so on the signed bytes.
 */
export async function readAttachedAnswers(pdf: Uint8Array): Promise<AttachedAnswers | null> {
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: false })
    const bytes = fileNamed(document, attachmentName)
    if (bytes === null) return null
    return shape.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))) as AttachedAnswers
  }
  catch {
    return null
  }
}

/** The bytes of an embedded file. Only the flat name tree that we write is followed; two files of that name are none. */
function fileNamed({ catalog }: PDFDocument, name: string): Uint8Array | null {
  const tree = catalog.lookupMaybe(PDFName.of('Names'), PDFDict)?.lookupMaybe(PDFName.of('EmbeddedFiles'), PDFDict)?.lookupMaybe(PDFName.of('Names'), PDFArray)
  if (tree === undefined) return null
  const found: Uint8Array[] = []
  for (let index = 0; index + 1 < tree.size(); index += 2) {
    const key = tree.lookup(index)
    if (!(key instanceof PDFHexString || key instanceof PDFString) || key.decodeText() !== name) continue
    const stream = tree.lookup(index + 1, PDFDict).lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F'))
    if (!(stream instanceof PDFRawStream) || stream.dict.get(PDFName.of('Filter')) !== PDFName.of('FlateDecode')) return null
    found.push(inflateSync(stream.contents, { maxOutputLength: maxBytes }))
  }
  return found.length === 1 ? found[0] ?? null : null
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, inOrder(one)]))
}
