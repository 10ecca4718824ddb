import type { LocalizedText } from '../../../../shared/forms/definition.ts'
import type { Meaning } from './lexicon.ts'
import type { PhraseBook } from './phrase-book.ts'
import { isPlain, wordsOf } from './words.ts'

/** Phrase books of one kind: with marks, and without for authors who type none. */
export interface Books { marked: PhraseBook<Meaning>, plain: PhraseBook<Meaning> }

export type Held = Extract<Meaning, { kind: 'held' | 'paper' }>

export interface Reading {
  /** What a registry holds, when the whole label is explained by it. */
  held: Held | null
  /** It says "of the applicant". */
  applicant: boolean
  /** It speaks of somebody else. */
  other: boolean
}

/** What may answer here: rows want lists, single fields values. */
export type Wanted = (held: Held) => boolean

/** Reads a label. The Vietnamese is the law's; the English is asked only where that explains nothing. */
export function readLabel({ vi, en }: LocalizedText, { marked, plain }: Books, wanted: Wanted = () => true): Reading {
  const first = readText(vi, { book: marked, wanted })
  if (first.held !== null || first.other) return first
  const readings = [...(isPlain(vi) ? [readText(vi, { book: plain, wanted })] : []), readText(en, { book: marked, wanted })]
  const found = readings.find(({ held }) => held !== null)
  return found ?? { held: null, applicant: readings.some(({ applicant }) => applicant), other: readings.some(({ other }) => other) }
}

interface Manner { book: PhraseBook<Meaning>, wanted: Wanted }

/** The label as it stands, then each of its alternatives ("CMND/CCCD/Hộ chiếu"): who may give one of them is asked for it. */
function readText(label: string, manner: Manner): Reading {
  const bracketed = [...label.matchAll(/\(([^)]*)\)?/g)].map(match => readWords(wordsOf(match[1] ?? '', manner.book.spelling), manner))
  const main = label.replace(/\([^)]*\)?/g, ' ')
  const alternatives = main.split(/\s*[/;]\s*|\s+(?:hoặc|or)\s+/u)
  const readings = [main, ...(alternatives.length > 1 ? alternatives : [])].map(text => readWords(wordsOf(text, manner.book.spelling), manner))
  // What stands in brackets explains; it counts only when it says whose it is.
  const other = [...readings, ...bracketed].some(one => one.other)
  return { other, applicant: readings.some(({ applicant }) => applicant), held: other ? null : readings.find(({ held }) => held !== null)?.held ?? null }
}

/** As it stands; or without "of the applicant", which may stand in the middle of a phrase. */
function readWords(words: readonly string[], manner: Manner): Reading {
  const reading = explain(words, manner)
  if (reading.held !== null || !reading.applicant) return reading
  return { ...reading, held: explain(reading.others, manner).held }
}

/** How the words from one place to the end are best explained. */
interface Explanation { unexplained: number, others: number, heldWords: number, parts: { meaning: Meaning | null, words: readonly string[] }[] }

/**
 * Cuts the label into phrases so that as little as possible stays unexplained and as much as possible is held. One word that
 * nothing explains, and the label asks for something else.
 */
function explain(words: readonly string[], { book, wanted }: Manner): Reading & { others: string[] } {
  const best: Explanation[] = []
  best[words.length] = { unexplained: 0, others: 0, heldWords: 0, parts: [] }
  for (let at = words.length - 1; at >= 0; at -= 1) {
    const phrases = book.at(words, at).filter(({ meaning }) => !isHeld(meaning) || wanted(meaning))
    const options = [...phrases, { length: 1, meaning: null }].map(({ length, meaning }) => extend(best[at + length]!, { meaning, words: words.slice(at, at + length) }))
    best[at] = options.reduce((one, other) => isBetter(other, one) ? other : one)
  }
  const { unexplained, others, parts } = best[0]!
  const meanings = parts.map(({ meaning }) => meaning)
  return {
    applicant: meanings.some(meaning => meaning?.kind === 'applicant'),
    other: others > 0,
    held: unexplained + others > 0 ? null : choose(meanings),
    others: parts.filter(({ meaning }) => meaning?.kind !== 'applicant').flatMap(part => part.words),
  }
}

const extend = (rest: Explanation, part: Explanation['parts'][number]): Explanation => ({
  unexplained: rest.unexplained + (part.meaning === null ? 1 : 0),
  others: rest.others + (part.meaning?.kind === 'other' ? 1 : 0),
  heldWords: rest.heldWords + (isHeld(part.meaning) ? part.words.length : 0),
  parts: [part, ...rest.parts],
})

const isBetter = (a: Explanation, b: Explanation): boolean =>
  a.unexplained !== b.unexplained ? a.unexplained < b.unexplained : a.others !== b.others ? a.others < b.others : a.heldWords !== b.heldWords ? a.heldWords > b.heldWords : a.parts.length < b.parts.length

const isHeld = (meaning: Meaning | null): meaning is Held => meaning?.kind === 'held' || meaning?.kind === 'paper'

/** The most particular of what is held. "Of the company" fits only what is a company's: a person's phone is not. */
function choose(meanings: readonly (Meaning | null)[]): Held | null {
  const found = meanings.filter(isHeld)
  // A list of children and a date of birth in one label: the date is theirs.
  if (new Set(found.map(one => one.kind === 'held' && one.sort === 'list')).size > 1) return null
  const firm = meanings.some(meaning => meaning?.kind === 'firm')
  return found.filter(held => !firm || held.kind === 'paper' || held.sort !== 'value' || held.ofFirm).sort((a, b) => b.path.length - a.path.length)[0] ?? null
}
