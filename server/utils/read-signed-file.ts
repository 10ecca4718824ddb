import { getRequestHeader, type H3Event } from 'h3'
import { ProblemError } from '#shared/problem.ts'
import { collectBody } from './read-body.ts'
import { mostFileBytes, readUpload } from './read-upload.ts'

/** A PDF to be checked: the body itself, or the `file` of a form. @throws ProblemError */
export async function readSignedFile(event: H3Event): Promise<{ bytes: Uint8Array, name: string | null }> {
  const type = (getRequestHeader(event, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (type === 'multipart/form-data') {
    const { file } = await readUpload(event, () => undefined)
    if (file === null || file.bytes.length === 0) throw new ProblemError('input-invalid', { errors: [{ path: 'file', code: 'required' }] })
    return { bytes: file.bytes, name: file.name === '' ? null : file.name.normalize('NFC').slice(0, 120) }
  }
  if (type !== 'application/pdf') throw new ProblemError('file-type-not-accepted')
  const bytes = await collectBody(event, mostFileBytes).catch((error: unknown) => {
    throw error instanceof ProblemError && error.code === 'body-too-large' ? new ProblemError('file-too-large') : error
  })
  if (bytes.length === 0) throw new ProblemError('input-invalid', { errors: [{ path: 'file', code: 'required' }] })
  return { bytes, name: null }
}
