import { wordsOf, type Spelling, type Words } from './words.ts'

/** Phrases and what they mean, found by where they stand. */
export class PhraseBook<Meaning> {
  readonly #byFirst = new Map<string, { words: Words, meaning: Meaning }[]>()
  readonly spelling: Spelling

  constructor(spelling: Spelling) {
    this.spelling = spelling
  }

  add(phrase: string, meaning: Meaning): void {
    const words = wordsOf(phrase, this.spelling)
    const [first] = words
    if (first === undefined) return
    this.#byFirst.set(first, [...this.#byFirst.get(first) ?? [], { words, meaning }])
  }

  /** Every phrase that begins here. */
  at(words: Words, start: number): { length: number, meaning: Meaning }[] {
    return (this.#byFirst.get(words[start] ?? '') ?? [])
      .filter(entry => entry.words.every((word, offset) => words[start + offset] === word))
      .map(({ words: { length }, meaning }) => ({ length, meaning }))
  }
}
