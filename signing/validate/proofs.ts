/**
 * Proofs of existence (EN 319 102-1 §5.6.2.3): since when each object is known to have existed. Everything in the file exists
 * at the moment of validation; time-stamps that hold prove earlier moments.
 */
export class ProofsOfExistence {
  readonly now: Date
  readonly #earliest = new Map<string, Date>()

  constructor(now: Date) {
    this.now = now
  }

  /** @param key fingerprint of a certificate or of evidence, or the id of a token */
  of(key: string): Date {
    return this.#earliest.get(key) ?? this.now
  }

  add(keys: Iterable<string>, time: Date): void {
    for (const key of keys) if (time < this.of(key)) this.#earliest.set(key, time)
  }

  isProven(key: string): boolean {
    return this.#earliest.has(key)
  }
}
