import { Buffer } from 'node:buffer'
import busboy from 'busboy'
import type { H3Event } from 'h3'
import { ProblemError } from '#shared/problem.ts'
import { streamBody } from './read-body.ts'

/** The largest file that any procedure takes; slots may be stricter. */
export const mostFileBytes = 20 * 1024 * 1024
/** Room for the other fields of the form and the seams between the parts. */
const seams = 256 * 1024

export interface Upload { fields: [string, string][], file: { name: string, type: string, bytes: Uint8Array } | null }

/**
 * Reads a multipart form with one `file`, as it comes. `admit` sees the fields that stood before the file and may refuse
 * before a byte of it is kept. @throws ProblemError `file-too-large`, `input-invalid`, and what `admit` throws
 */
export async function readUpload(event: H3Event, admit: (fields: [string, string][]) => void): Promise<Upload> {
  const upload: Upload = { fields: [], file: null }
  let refusal: unknown
  const refuse = (error: unknown) => refusal ??= error
  const parser = openParser(event)

  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) refuse(new ProblemError('input-invalid'))
    upload.fields.push([name, value])
  })
  parser.on('file', (name, stream, { filename, mimeType }) => {
    const chunks: Buffer[] = []
    let size = 0
    try {
      admit(upload.fields)
      if (name !== 'file') throw new ProblemError('input-invalid')
    }
    catch (error) {
      refuse(error)
    }
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > mostFileBytes) refuse(new ProblemError('file-too-large'))
      if (refusal === undefined) chunks.push(chunk)
    })
    stream.on('error', refuse)
    stream.on('end', () => upload.file = { name: filename ?? '', type: mimeType, bytes: Buffer.concat(chunks) })
  })
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, () => refuse(new ProblemError('input-invalid')))

  const closed = new Promise<void>((resolve) => {
    parser.on('close', resolve)
    parser.on('error', () => {
      refuse(new ProblemError('input-invalid'))
      resolve()
    })
  })
  try {
    await streamBody(event, { most: mostFileBytes + seams, take: (chunk) => {
      parser.write(chunk)
      if (refusal !== undefined) throw refusal
    } })
  }
  catch (error) {
    parser.destroy()
    throw error instanceof ProblemError && error.code === 'body-too-large' ? new ProblemError('file-too-large') : error
  }
  parser.end()
  await closed
  if (refusal !== undefined) throw refusal
  return upload
}

function openParser(event: H3Event): busboy.Busboy {
  try {
    return busboy({
      headers: event.node.req.headers,
      // Browsers send names of files in UTF-8 without saying so.
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 20, parts: 21, fieldNameSize: 100, fieldSize: 4_096, headerPairs: 40 },
    })
  }
  catch {
    throw new ProblemError('input-invalid')
  }
}
