import { PdfError } from './errors.ts'

/** Work that may still be done; a hostile file ends it with an error instead of with patience. */
export class Budget {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  /** @throws PdfError when it is used up */
  spend(steps = 1): void {
    this.#left -= steps
    if (this.#left < 0) throw new PdfError('more work than a document is worth')
  }
}
