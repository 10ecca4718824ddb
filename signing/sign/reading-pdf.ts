import { SigningError } from '../errors.ts'
import { encrypted, PdfError } from '../pdf/index.ts'

/** Runs work on somebody's file: what the reader cannot read becomes SigningError `document-unreadable` or `document-encrypted`. */
export function readingPdf<T>(work: () => T): T {
  try {
    return work()
  }
  catch (cause) {
    if (cause instanceof PdfError && cause.message === encrypted) throw new SigningError('document-encrypted', 'no password that opens it was given', { cause })
    if (cause instanceof PdfError) throw new SigningError('document-unreadable', cause.message, { cause })
    throw cause
  }
}
