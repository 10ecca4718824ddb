import type { RegistryAttribute, RegistryDeclaration } from '../registry.ts'
import { PhraseBook } from './phrase-book.ts'
import { applicantWords, fillers, organisationWords, othersWords } from './vocabulary.ts'
import { wordsOf, type Spelling } from './words.ts'

/** What a phrase of a label may mean. */
export type Meaning
  = | { kind: 'held', registry: string, path: string, sort: 'value' | 'list', /** of an enterprise or employer, not of the person alone */ ofFirm: boolean }
    | { kind: 'paper', registry: string, path: string }
    | { kind: 'filler' } | { kind: 'applicant' } | { kind: 'firm' } | { kind: 'other' }

export interface Lexicon { fields: PhraseBook<Meaning>, papers: PhraseBook<Meaning> }

/** Phrases of everything that the connected registries hold, in both languages, with or without marks. */
export function buildLexicon(registries: readonly RegistryDeclaration[], spelling: Spelling): Lexicon {
  const [fields, papers] = [new PhraseBook<Meaning>(spelling), new PhraseBook<Meaning>(spelling)]
  const own = new Map(registries.flatMap(({ attributes }) => Object.entries(attributes)).filter(([, { type }]) => type !== 'record' && type !== 'records').map(([id, attribute]) => [id, phrasesOf(attribute)]))
  for (const registry of registries) {
    const firm = !registry.askedBy.includes('person')
    for (const [id, attribute] of Object.entries(registry.attributes)) {
      // What a registry is asked by must be asked first.
      if (firm && id === 'code') continue
      for (const { phrase, path } of phrasesUnder(id, attribute, own).filter(({ phrase }) => saysSomething(phrase))) fields.add(phrase, { kind: 'held', registry: registry.id, path, sort: attribute.type === 'records' ? 'list' : 'value', ofFirm: firm || id === 'employer' || registry.id === 'household-business' })
    }
    for (const paper of registry.papers) for (const phrase of [paper.title.vi, paper.title.en, ...paper.names ?? []]) papers.add(phrase, { kind: 'paper', registry: registry.id, path: paper.id })
  }
  for (const book of [fields, papers]) {
    for (const word of applicantWords) book.add(word, { kind: 'applicant' })
    for (const word of organisationWords) book.add(word, { kind: 'firm' })
    for (const word of othersWords) book.add(word, { kind: 'other' })
    for (const word of fillers) book.add(word, { kind: 'filler' })
  }
  return { fields, papers }
}

const sayingNothing = new Set(['số', 'ngày', 'nơi', 'tên', 'giấy', 'tháng', 'năm', 'từ', 'đến', 'ngày cấp', 'nơi cấp', 'có giá trị đến', 'đăng ký', 'cơ quan'].flatMap(word => wordsOf(word, { marks: true })))

/** "Số" or "ngày cấp" alone is no name of anything. */
const saysSomething = (phrase: string): boolean => wordsOf(phrase, { marks: true }).some(word => !sayingNothing.has(word))

const phrasesOf = ({ title, names = [] }: RegistryAttribute): string[] => [title.vi, title.en, ...names]

/**
 * A value goes by its title and names. Parts of a record that have names of their own go by those; the others (name and
 * birth date of the father) by what they are called of the applicant, together with what the record is called.
 */
function phrasesUnder(id: string, attribute: RegistryAttribute, own: ReadonlyMap<string, string[]>): { phrase: string, path: string }[] {
  if (attribute.type !== 'record') return phrasesOf(attribute).map(phrase => ({ phrase, path: id }))
  return Object.entries(attribute.parts ?? {}).flatMap(([part, { title, names }]) => {
    const path = `${id}.${part}`
    if (names !== undefined || own.get(part) === undefined) return [title.vi, title.en, ...names ?? []].map(phrase => ({ phrase, path }))
    return phrasesOf(attribute).flatMap(whose => (own.get(part) ?? []).flatMap(what => [{ phrase: `${what} ${whose}`, path }, { phrase: `${whose} ${what}`, path }]))
  })
}
