import type { RandomStream } from './random.ts'

/**
 * Personal identification numbers that cannot be anybody's. The structure is the real one (Law on Identification
 * 26/2023/QH15, Art. 12): three digits for the place of birth registration, one for century and sex, two for the year of
 * birth, six random. The first three are always 000: provinces begin at 001 (Hà Nội), countries at 101.
 */
export const syntheticPlace = '000'

export class PersonalIds {
  readonly #issued = new Set<string>()
  readonly #random: RandomStream

  constructor(random: RandomStream) {
    this.#random = random
  }

  issue(sex: 'male' | 'female', birthYear: number): string {
    const prefix = personalIdPrefix(sex, birthYear)
    for (;;) {
      const id = prefix + this.#random.digits(6)
      if (this.claim(id)) return id
    }
  }

  /** @returns false when somebody has it already */
  claim(id: string): boolean {
    if (this.#issued.has(id)) return false
    this.#issued.add(id)
    return true
  }
}

export function personalIdPrefix(sex: 'male' | 'female', birthYear: number): string {
  const century = 2 * (Math.floor(birthYear / 100) - 19) + (sex === 'male' ? 0 : 1)
  return `${syntheticPlace}${century}${String(birthYear % 100).padStart(2, '0')}`
}
