import { createHash } from 'node:crypto'

/** A reproducible stream of choices: the same seed and label give the same people on every machine. */
export class RandomStream {
  #block: Buffer = Buffer.alloc(0)
  #position = 0
  #counter = 0
  readonly #key: string

  constructor(seed: number, label: string) {
    this.#key = `${seed}/${label}`
  }

  /** Integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.#fraction() * (max - min + 1))
  }

  chance(probability: number): boolean {
    return this.#fraction() < probability
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)]
    if (choice === undefined) throw new Error('nothing to choose from')
    return choice
  }

  /** Picks by weight; weights need not add up to anything. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let mark = this.#fraction() * choices.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [choice, weight] of choices) {
      mark -= weight
      if (mark < 0) return choice
    }
    return this.pick(choices)[0]
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.between(0, 9)).join('')
  }

  #fraction(): number {
    if (this.#position + 4 > this.#block.length) {
      this.#block = createHash('sha512').update(`${this.#key}/${this.#counter}`).digest()
      this.#counter += 1
      this.#position = 0
    }
    const value = this.#block.readUInt32BE(this.#position)
    this.#position += 4
    return value / 2 ** 32
  }
}
