import type { ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { foldForSearch } from '../../../shared/forms/text.ts'

/** Words as desks hear them: what an abbreviation stands for, and what carries no meaning. Keys are folded. */
export interface SearchWords { replace: Record<string, string>, ignore: string[] }

interface Entry { definition: ProcedureDefinition, words: Map<string, number> }

const weights = { title: 3, terms: 2, outcome: 1 }

/**
 * Finds procedures by what people type: diacritics optional, abbreviations, one or two slips of the finger, and what is
 * left of Telex or VNI typing without an input method ("dawng kys", "d9a8ng ky1"). Best first; a procedure counts when
 * at least half of the words that mean something are found.
 */
export function createSearch(definitions: readonly ProcedureDefinition[], words: SearchWords): (query: string) => ProcedureDefinition[] {
  const entries = definitions.map(toEntry)
  const rarity = (word: string): number => Math.log(1 + entries.length / (1 + entries.filter(entry => entry.words.has(word)).length)) + 0.5
  return (query) => {
    const byCode = definitions.filter(({ codes }) => codes.some(({ code }) => query.includes(code)))
    if (byCode.length > 0) return byCode
    const asked = meaningfulWords(query, words)
    return entries.map(({ definition, words: known }) => {
      const found = asked.map(word => bestMatch(word, known, rarity))
      return { definition, hits: found.filter(score => score > 0).length, score: found.reduce((sum, score) => sum + score, 0) }
    }).filter(({ hits }) => hits * 2 >= asked.length && hits > 0)
      .sort((a, b) => b.score - a.score || (a.definition.slug < b.definition.slug ? -1 : 1))
      .map(({ definition }) => definition)
  }
}

function toEntry(definition: ProcedureDefinition): Entry {
  const words = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const word of foldForSearch(text).split(' ')) words.set(word, Math.max(words.get(word) ?? 0, weight))
  }
  const { title, searchTerms, outcome, codes, form } = definition
  for (const text of [title.vi, title.en]) add(text, weights.title)
  for (const text of [...searchTerms, form.code, ...codes.map(({ code }) => code)]) add(text, weights.terms)
  for (const text of [outcome.vi, outcome.en]) add(text, weights.outcome)
  return { definition, words }
}

function meaningfulWords(query: string, { replace, ignore }: SearchWords): string[] {
  const typed = foldForSearch(query).split(' ').filter(word => word !== '').slice(0, 20)
  const expanded = typed.flatMap(word => (Object.hasOwn(replace, word) ? replace[word] ?? word : word).split(' '))
  const meaning = expanded.filter(word => !ignore.includes(word))
  return [...new Set(meaning.length > 0 ? meaning : expanded)]
}

function bestMatch(asked: string, known: Map<string, number>, rarity: (word: string) => number): number {
  const spellings = [asked, withoutTelex(asked), asked.replace(/\d/g, '')]
  let best = 0
  for (const [word, weight] of known) {
    const closeness = Math.max(...spellings.map((spelling, index) => closenessOf(spelling, word) * (index === 0 ? 1 : 0.8)))
    if (closeness > 0) best = Math.max(best, closeness * weight * rarity(word))
  }
  return best
}

/** 1 the same word, 0.7 its beginning, 0.5 within one slip (two from eight letters on; of three letters only two changed places), 0 otherwise. */
function closenessOf(asked: string, word: string): number {
  if (asked === word) return 1
  if (asked.length >= 3 && word.startsWith(asked)) return 0.7
  if (asked.length === 3 && word.length === 3) return asked[0] === word[0] && asked[1] === word[2] && asked[2] === word[1] ? 0.5 : 0
  const allowed = asked.length >= 8 ? 2 : asked.length >= 4 ? 1 : 0
  return allowed > 0 && word.length >= 4 && slips(asked, word, allowed) <= allowed ? 0.5 : 0
}

/** "dawng" → "dang", "kys" → "ky", "tajm" → "tam": what Telex keys leave behind when no input method is on; the tone may follow its vowel at once. */
function withoutTelex(word: string): string {
  return word.replace(/([aou])w/g, '$1').replace(/w/g, 'u').replace(/aa|ee|oo|dd/g, pair => pair[0] ?? '').replace(/([aeiouy])[sfrxj](?=[a-z]|$)/, '$1').replace(/(.)[sfrxj]$/, '$1')
}

/** Damerau–Levenshtein distance (neighbouring letters swapped count once), given up beyond `limit`. */
function slips(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    [before, last] = [last, row]
  }
  return last[b.length] ?? limit + 1
}
