import type { ChangeClass } from '../../types.ts'
import type { Budget } from '../budget.ts'
import type { PdfDocument } from '../document.ts'
import { PdfError } from '../errors.ts'
import { limits } from '../limits.ts'
import { PdfDictionary, PdfName, PdfStream, type PdfValue } from '../objects.ts'
import type { Revision } from '../revisions.ts'
import type { XrefSection } from '../xref.ts'
import { compareAnnotationObjects } from './annotations.ts'
import { compareTrailers } from './catalog.ts'
import { Comparison, type Change } from './comparison.ts'
import { readOrNull, walk } from './graph.ts'
import { comparePages } from './pages.ts'
import { forbidCovering } from './places.ts'
import { compareStructure } from './structure.ts'

/**
 * Every change that a revision makes to the one before it, object by object. The rules explain what they know; whatever else
 * differs and can be reached, before or after, is a change that may never be. Never throws.
 */
export function compareRevisions(before: Revision, after: Revision, { signed, budget }: { signed: PdfDocument, budget: Budget }): Change[] {
  try {
    const touched = after.sections.flatMap(section => [...section.numbers(), ...section.hybrid?.numbers() ?? []])
    const comparison = new Comparison(before.document, after.document, { revision: after.number, touched, signed, budget })
    if (before.document.catalogReference.number !== after.document.catalogReference.number) comparison.forbid(0, 'another catalog')
    if (after.sections.some(namesTwice)) comparison.forbid(0, 'an object that a cross-reference names twice')
    compareTrailers(comparison)
    comparePages(comparison)
    compareAnnotationObjects(comparison)
    compareStructure(comparison)
    forbidCovering(comparison)
    forbidTheUnexplained(comparison)
    if (comparison.changes.length > limits.changes) throw new PdfError('more changes than a revision is worth')
    return withClassOfCarriers(comparison.changes)
  }
  catch (cause) {
    const detail = cause instanceof PdfError ? cause.message : 'the revision cannot be compared'
    return [{ revision: after.number, object: 'trailer', class: 'undefined', condition: { kind: 'never' }, detail }]
  }
}

function namesTwice(section: XrefSection): boolean {
  const numbers = [...section.numbers()]
  return new Set(numbers).size !== numbers.length
}

function forbidTheUnexplained(comparison: Comparison): void {
  const { changed, inPlace, fresh } = comparison
  if (changed.size === 0) return
  const remaining = walk(comparison.before, { cuts: comparison.cuts, budget: comparison.budget })
  if (remaining.isIncomplete) return comparison.forbid(0, 'more objects than are followed')
  for (const number of remaining.unreadable) {
    if (readOrNull(comparison.after, number) !== undefined) comparison.forbid(number, 'could not be read before this revision')
  }
  if (remaining.unreadable.length > 0 && [...fresh].some(number => comparison.existed(number))) comparison.forbid(remaining.unreadable[0]!, 'an object that cannot be read may use what was replaced')
  for (const number of changed) if (comparison.hasOtherGeneration(number)) comparison.forbid(number, 'an object of another generation')
  for (const number of changed) if (isObjectStream(readOrNull(comparison.before, number))) comparison.forbid(number, 'an object stream was replaced')
  for (const number of fresh) if (remaining.visited.has(number)) comparison.forbid(number, 'is used elsewhere in the document as it was signed')
  for (const [number, widget] of comparison.replacedAppearances) if (remaining.visited.has(number)) comparison.forbid(widget, 'its appearance was used elsewhere too')
  const left = [...changed].filter(number => !inPlace.has(number) && !fresh.has(number) && !(isOfTheFile(readOrNull(comparison.after, number)) && !remaining.visited.has(number)))
  if (left.length === 0) return
  const later = walk(comparison.after, { budget: comparison.budget })
  for (const number of left) {
    if (comparison.isForbidden(number)) continue
    const value = readOrNull(comparison.after, number) ?? readOrNull(comparison.before, number) ?? null
    if (!remaining.visited.has(number) && !later.visited.has(number) && !later.isIncomplete) {
      comparison.add(number, { class: 'undefined', condition: { kind: 'unused' }, detail: 'an object that nothing leads to' })
      continue
    }
    comparison.forbid(number, describe(comparison, number), classOf(value))
  }
}

/** Its number decides what other objects are, though nothing refers to it. */
const isObjectStream = (value: PdfValue | undefined): boolean => value instanceof PdfStream && value.dictionary.has('N') && value.dictionary.has('First')

/** Cross-reference and object streams: nothing refers to them, every update may bring its own. */
function isOfTheFile(value: PdfValue | undefined): boolean {
  const type = value instanceof PdfStream ? value.dictionary.get('Type') : null
  return type instanceof PdfName && ['XRef', 'ObjStm'].includes(type.value)
}

function describe(comparison: Comparison, number: number): string {
  if (!comparison.existed(number)) return 'a new object that no permitted change needs'
  return comparison.after.entryOf(number)?.kind === 'free' ? 'an object was taken away' : 'an object was replaced'
}

function classOf(value: PdfValue): ChangeClass {
  const type = value instanceof PdfDictionary ? value.get('Type') : null
  const kind = type instanceof PdfName ? type.value : null
  if (kind === 'Page' || kind === 'Pages') return 'page'
  return kind === 'Annot' || (value instanceof PdfDictionary && value.has('Rect') && value.has('Subtype')) ? 'annotation' : 'undefined'
}

/** Catalog, page and lists belong to the class of what they carry. */
function withClassOfCarriers(changes: readonly Change[]): Change[] {
  const carried = new Set(changes.filter(({ condition }) => condition.kind !== 'carry').map(change => change.class))
  const only = carried.size === 0 || (carried.size === 1 && carried.has('validation-data')) ? 'validation-data' : 'form-filling'
  return changes.map(change => change.condition.kind === 'carry' ? { ...change, class: only } : change)
}
