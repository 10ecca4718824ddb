import { foldTonePosition } from '../../../../shared/forms/text.ts'
import { synonyms } from './synonyms.ts'

/** Words of a label as the lint compares them: lower case, tone marks in one place, one word for what means the same. */
export type Words = readonly string[]

/** As typed, or as typed without any marks. */
export interface Spelling { marks: boolean }

export const withoutMarks = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd')

/** Most words carry no mark: an author who typed none, whatever was put around it. */
export function isPlain(text: string): boolean {
  const words = text.split(/[^\p{L}\p{M}]+/u).filter(word => word !== '')
  return words.filter(word => withoutMarks(word) !== word.normalize('NFC')).length * 2 < words.length
}

export function wordsOf(text: string, { marks }: Spelling): string[] {
  const plain = marks ? text : withoutMarks(text)
  return unite(split(plain, { marks }), books[marks ? 'marked' : 'plain'])
}

const mostFolded = 20_000
const folded = new Map<string, string>()

/** Words that say nothing about what is asked; they are left out of labels and of names alike. */
const joining = ['của', 'và', 'hoặc', 'hay', 'về', 'là', 'các', 'những', 'cho', 'theo', 'do', 'thẻ', 'đã', 'the', 'of', 'a', 'an', 'and', 'or', 'your', 'my', 'for', 'in', 'on', 'to', 'is', 'what', 's']

/** Without marks most of them could be other words ("độ", "đô", "do"). */
const joiningPlain = ['cua', 'va', 'hoac', 'cac', 'nhung', 'theo', 'the', 'of']

/** Split first: the tone is moved behind its word, and a full stop there would take it away. */
function split(text: string, { marks }: Spelling): string[] {
  const leftOut = marks ? joiningMarked : joiningPlain
  return text.normalize('NFC').replace(/[’']s\b/g, ' ').split(/[^\p{L}\p{M}\p{N}]+/u).filter(word => word !== '').map(fold).filter(word => !leftOut.includes(word))
}

const joiningMarked = joining.map(foldTonePosition)

/** Labels are made of the same few thousand words. */
function fold(word: string): string {
  const known = folded.get(word)
  if (known !== undefined) return known
  if (folded.size > mostFolded) folded.clear()
  const made = foldTonePosition(word)
  folded.set(word, made)
  return made
}

/** Phrases by their first word, the longest first, with the one word that stands for each. */
type UnitingBook = Map<string, { words: Words, one: string }[]>

function uniting({ marks }: Spelling): UnitingBook {
  const book: UnitingBook = new Map()
  for (const [index, group] of synonyms.entries()) {
    for (const phrase of group) {
      const words = split(marks ? phrase : withoutMarks(phrase), { marks })
      const [first] = words
      if (first === undefined) continue
      book.set(first, [...book.get(first) ?? [], { words, one: `=${index}` }].sort((a, b) => b.words.length - a.words.length))
    }
  }
  return book
}

const books = { marked: uniting({ marks: true }), plain: uniting({ marks: false }) }

function unite(words: Words, book: UnitingBook): string[] {
  const united: string[] = []
  for (let at = 0; at < words.length;) {
    const found = book.get(words[at] ?? '')?.find(entry => entry.words.every((word, offset) => words[at + offset] === word))
    united.push(found?.one ?? words[at] ?? '')
    at += found?.words.length ?? 1
  }
  return united
}
