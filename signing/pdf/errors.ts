/** The bytes cannot be read as a PDF, or pass a limit. `detail` is technical English. */
export class PdfError extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'PdfError'
  }
}
