import { inspect } from 'node:util'

const mask = '[secret]'

/**
 * A PIN, one-time code, token or SAD. It cannot reach a log, an error text or a JSON document by accident: every
 * conversion gives a mask, only `reveal()` gives the value.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return mask
  }

  toJSON(): string {
    return mask
  }

  [Symbol.toPrimitive](): string {
    return mask
  }

  [inspect.custom](): string {
    return mask
  }
}
