import type { ChangeClass } from '../../types.ts'
import type { Box } from '../content/matrix.ts'
import type { Budget } from '../budget.ts'
import { contentBoxes } from '../content/page-content.ts'
import type { PdfDocument } from '../document.ts'
import type { PdfDictionary, PdfValue } from '../objects.ts'
import { PdfReference } from '../objects.ts'
import { isSame } from './equal.ts'
import { readOrNull, walk } from './graph.ts'

/**
 * What has to hold for a change to be permitted. `always`: validation data; `sign` and `fill`: P ≥ 2 and the field not locked;
 * `annotate`: P = 3; `unused`: P ≥ 2, an object that nothing leads to; `carry`: an object that only carries the others (catalog, list of fields, page) and is judged by them; `never`.
 */
export type Condition = { kind: 'always' | 'annotate' | 'unused' | 'carry' | 'never' } | { kind: 'sign' | 'fill', field: string, isNew: boolean }

/** A change between two revisions, not yet judged for a signature. */
export interface Change {
  revision: number
  object: string
  class: ChangeClass
  condition: Condition
  detail: string
}

/** Kept as long as the page is: fifty signatures on one page read it once. */
const texts = new WeakMap<PdfDictionary, readonly Box[]>()

/**
 * Two revisions that follow one another, and what has been explained of the difference. Fail-closed: an object that differs and can
 * be reached has to be explained by a rule, or it is a forbidden change.
 */
export class Comparison {
  readonly before: PdfDocument
  readonly after: PdfDocument
  readonly revision: number
  /** The first revision that is signed. */
  readonly signed: PdfDocument
  readonly budget: Budget
  /** Numbers of the objects that differ, as far as the later revision's cross-reference names them. */
  readonly changed: ReadonlySet<number>
  readonly changes: Change[] = []
  /** Objects with the same part in both revisions whose difference was examined. */
  readonly inPlace = new Set<number>()
  /** Objects that are new in their part: no other part of the earlier revision may have referred to them. */
  readonly fresh = new Set<number>()
  /** Entries of the earlier revision whose replacement is permitted: what only they lead to may change with them. */
  readonly cuts = new Map<number, Set<string>>()
  /** Widgets of new signature fields: they may join a page. */
  readonly newWidgets = new Map<number, { field: string, widget: PdfDictionary }>()

  /** Widgets that were there and look different now. */
  readonly changedWidgets = new Map<number, { field: string, widget: PdfDictionary, isSigned: boolean }>()
  /** Appearance dictionaries that were replaced, with their widgets: nothing else may have used them. */
  readonly replacedAppearances = new Map<number, number | null>()

  readonly #forbidden = new Set<number>()

  constructor(before: PdfDocument, after: PdfDocument, { revision, touched, signed, budget }: { revision: number, touched: Iterable<number>, signed: PdfDocument, budget: Budget }) {
    this.before = before
    this.after = after
    this.revision = revision
    this.signed = signed
    this.budget = budget
    this.changed = new Set([...touched].filter(number => this.#differs(number)))
  }

  add(number: number | null, change: { class: ChangeClass, condition: Condition, detail: string }): void {
    this.changes.push({ revision: this.revision, object: this.nameOf(number), ...change })
  }

  forbid(number: number | null, detail: string, kind: ChangeClass = 'undefined'): void {
    this.#forbidden.add(number ?? 0)
    this.add(number, { class: kind, condition: { kind: 'never' }, detail })
  }

  isForbidden(number: number): boolean {
    return this.#forbidden.has(number)
  }

  /**
   * The value that plays a part before and after has been examined by the caller: its object, when it is one of its own, is explained.
   * A number that had another part before is so only when nothing else of the earlier revision leads to it.
   */
  explain(was: PdfValue | undefined, is: PdfValue | undefined): void {
    if (!(is instanceof PdfReference) || !this.changed.has(is.number)) return
    if (was instanceof PdfReference && was.number === is.number && this.existed(is.number)) this.inPlace.add(is.number)
    else this.fresh.add(is.number)
  }

  /** Everything below a value of the later revision belongs to it alone. @returns numbers of the changed objects there */
  explainBelow(value: PdfValue | undefined): number[] {
    const below = this.explainableBelow(value)
    for (const number of below) this.fresh.add(number)
    return below
  }

  /** Numbers of the objects below a value that differ and have no part of their own. */
  explainableBelow(value: PdfValue | undefined): number[] {
    if (value === undefined || value === null || typeof value !== 'object') return []
    return [...walk(this.after, { from: value, budget: this.budget }).visited].filter(number => this.changed.has(number) && !this.inPlace.has(number))
  }

  /** There was an object of that number, in use or not. */
  existed(number: number): boolean {
    const entry = this.before.entryOf(number)
    return entry !== null && entry.kind !== 'free'
  }

  /** The object was signed by all, and is still the same. */
  wasSigned(number: number): boolean {
    const old = readOrNull(this.signed, number)
    return old !== undefined && old !== null && old === readOrNull(this.after, number)
  }

  cut(number: number | null, key: string): void {
    if (number === null) return
    const keys = this.cuts.get(number) ?? new Set()
    keys.add(key)
    this.cuts.set(number, keys)
  }

  replaceAppearance(widget: number | null, was: PdfValue | undefined): void {
    if (was instanceof PdfReference) this.replacedAppearances.set(was.number, widget)
  }

  /** Follows references in the earlier revision. */
  readonly was = (value: PdfValue | undefined): PdfValue => this.before.resolve(value)
  /** Follows references in this revision. */
  readonly is = (value: PdfValue | undefined): PdfValue => this.after.resolve(value)

  /** Where the contents of a page show text and images. @throws PdfError when they cannot be followed */
  contentOf(page: PdfDictionary): readonly Box[] {
    let boxes = texts.get(page)
    if (boxes === undefined) {
      boxes = contentBoxes(this.is, page)
      texts.set(page, boxes)
    }
    return boxes
  }

  nameOf(number: number | null): string {
    if (number === null || number === 0) return 'trailer'
    const entry = this.after.entryOf(number)
    return `${number} ${entry?.kind === 'offset' ? entry.generation : 0}`
  }

  /** References that are there name the old one: what they lead to depends on the reader. */
  hasOtherGeneration(number: number): boolean {
    const [was, is] = [this.before.entryOf(number), this.after.entryOf(number)]
    if (was === null || is === null || was.kind === 'free' || is.kind === 'free') return false
    return (was.kind === 'offset' ? was.generation : 0) !== (is.kind === 'offset' ? is.generation : 0)
  }

  #differs(number: number): boolean {
    if (this.hasOtherGeneration(number)) return true
    const [old, now] = [readOrNull(this.before, number), readOrNull(this.after, number)]
    return old === undefined || now === undefined || !isSame(old, now)
  }
}

export const numberOf = (value: PdfValue | undefined): number | null => value instanceof PdfReference ? value.number : null
