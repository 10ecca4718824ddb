import { SigningError } from '../errors.ts'
import { PdfError } from '../pdf/index.ts'

/** Runs work on somebody's file: what the reader cannot read becomes SigningError `document-unreadable`. */
export function readingPdf<T>(work: () => T): T {
  try {
    return work()
  }
  catch (cause) {
    if (cause instanceof PdfError) throw new SigningError('document-unreadable', cause.message, { cause })
    throw cause
  }
}
