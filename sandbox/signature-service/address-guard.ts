/** Wrong tries from one network address, over all credentials: who guesses one PIN at a thousand people meets a limit too. */
export class AddressGuard {
  readonly #failures = new Map<string, number[]>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  isBarred(address: string): boolean {
    return this.#recent(address).length >= mostFailures
  }

  countFailure(address: string): void {
    this.#failures.set(address, [...this.#recent(address), this.#now().getTime()])
  }

  #recent(address: string): number[] {
    const since = this.#now().getTime() - windowMs
    const recent = (this.#failures.get(address) ?? []).filter(at => at > since)
    if (recent.length === 0) this.#failures.delete(address)
    return recent
  }
}

/** Generous, because behind one address there may be an office; a guesser needs a million. */
export const mostFailures = 100
const windowMs = 10 * 60 * 1000
