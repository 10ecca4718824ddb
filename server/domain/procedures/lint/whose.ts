import type { LocalizedText } from '../../../../shared/forms/definition.ts'
import { PhraseBook } from './phrase-book.ts'
import { applicantWords, fillers, organisationWords, othersWords, titleWords } from './vocabulary.ts'
import { wordsOf } from './words.ts'

/** Whom a section, or the rows of a list, are about; `topic` when it names a thing. */
export type Whose = 'applicant' | 'other' | 'organisation' | 'topic'

const book = new PhraseBook<Whose | 'nothing'>({ marks: true })
for (const word of applicantWords) book.add(word, 'applicant')
for (const word of organisationWords) book.add(word, 'organisation')
for (const word of othersWords) book.add(word, 'other')
for (const word of [...titleWords, ...fillers]) book.add(word, 'nothing')

/** Reads a title: somebody else outweighs the applicant, for "người được ủy quyền của tôi" is not me. */
export function readTitle({ vi }: LocalizedText): Whose {
  const words = wordsOf(vi, book.spelling)
  const found = new Set<Whose | 'nothing' | null>()
  for (let at = 0; at < words.length;) {
    const phrase = book.at(words, at).sort((a, b) => b.length - a.length)[0]
    found.add(phrase?.meaning ?? null)
    at += phrase?.length ?? 1
  }
  if (found.has('other')) return 'other'
  if (found.has('organisation')) return 'organisation'
  if (found.has('applicant')) return 'applicant'
  return found.has(null) ? 'topic' : 'applicant'
}
