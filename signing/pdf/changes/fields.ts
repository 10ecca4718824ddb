import { limits } from '../limits.ts'
import type { PdfReference, PdfValue } from '../objects.ts'
import { PdfDictionary, PdfName, PdfString, textOf } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { differingKeys, isSame } from './equal.ts'
import { compareField, type FieldPair } from './field-value.ts'
import { examineNewField } from './new-field.ts'

/** A list of fields or kids, before and after, and what its members inherit. */
interface ListPair { was: PdfValue | undefined, is: PdfValue | undefined, prefix: string, type: string | null, depth: number, parent: number | null }

/** Walks both trees of fields side by side: members stay in their order, only signature fields may join. */
export function compareFieldTrees(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): void {
  const names = new Set<string>()
  const seen = new Set<number>()
  const stack: ListPair[] = [{ was, is, prefix: '', type: null, depth: 0, parent: null }]
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    if (pair.depth > limits.depth || seen.size > limits.nodes) return comparison.forbid(pair.parent, 'the tree of fields is too large')
    const members = matchMembers(comparison, pair)
    comparison.budget.spend(members.length)
    for (const { old, now } of members) {
      const number = numberOf(now)
      if (number !== null && seen.has(number)) {
        if (comparison.changed.has(number)) comparison.forbid(number, 'a field that is in the tree twice')
        continue
      }
      if (number !== null) seen.add(number)
      const next = old === undefined ? addMember(comparison, now, { ...pair, names }) : compareMember(comparison, { old, now }, { ...pair, names })
      if (next !== null) stack.push(next)
    }
  }
}

/** Pairs of members by their number; the list itself is explained when nothing was taken away or moved. */
function matchMembers(comparison: Comparison, { was, is, parent }: ListPair): { old: PdfValue | undefined, now: PdfValue }[] {
  const [before, after] = [listOf(comparison.was(was)), listOf(comparison.is(is))]
  const places = new Map(before.map((value, index) => [numberOf(value) ?? -1 - index, index]))
  let last = -1
  let kept = 0
  const members = after.map((now, index) => {
    const number = numberOf(now)
    const at = number === null ? (isSame(before[index], now) ? index : undefined) : places.get(number)
    if (at === undefined) return { old: undefined, now }
    if (at <= last) comparison.forbid(number, 'fields in another order')
    last = at
    kept += 1
    return { old: before[at], now }
  })
  if (kept < before.length) comparison.forbid(numberOf(is) ?? parent ?? comparison.after.catalogReference.number, 'a field was taken away')
  if (numberOf(is) !== null && comparison.changed.has(numberOf(is)!)) {
    comparison.explain(was, is)
    comparison.add(numberOf(is), { class: 'form-filling', condition: { kind: 'carry' }, detail: 'list of fields' })
  }
  return members
}

type Surroundings = Pick<ListPair, 'prefix' | 'type' | 'depth' | 'parent'> & { names: Set<string> }

function addMember(comparison: Comparison, now: PdfValue, { names, prefix, type, parent }: Surroundings): null {
  const number = numberOf(now)
  if (parent !== null) {
    comparison.forbid(number ?? parent, 'a new field in a group that was there')
    return null
  }
  if (number === null) {
    comparison.forbid(parent ?? comparison.after.catalogReference.number, 'a new field that is no object of its own')
    return null
  }
  examineNewField(comparison, now as PdfReference, { names, prefix, type, parent })
  return null
}

function compareMember(comparison: Comparison, { old, now }: { old: PdfValue, now: PdfValue }, { names, prefix, type, depth }: Surroundings): ListPair | null {
  const [was, is] = [comparison.was(old), comparison.is(now)]
  if (!(was instanceof PdfDictionary) || !(is instanceof PdfDictionary)) {
    if (comparison.changed.has(numberOf(now) ?? -1)) comparison.forbid(numberOf(now), 'a field that is no dictionary')
    return null
  }
  const partial = comparison.was(was.get('T'))
  const name = partial instanceof PdfString ? (prefix === '' ? textOf(partial) : `${prefix}.${textOf(partial)}`) : prefix
  const stated = comparison.was(was.get('FT'))
  const pair: FieldPair = { number: numberOf(now), was, is, name, type: stated instanceof PdfName ? stated.value : type }
  const kids = listOf(comparison.is(is.get('Kids')))
  const hasNamedKids = [...kids, ...listOf(comparison.was(was.get('Kids')))].some((kid) => {
    const [before, after] = [comparison.was(kid), comparison.is(kid)]
    return (before instanceof PdfDictionary && before.has('T')) || (after instanceof PdfDictionary && after.has('T'))
  })
  if (hasNamedKids) {
    compareInner(comparison, { old, now }, pair)
    return { was: was.get('Kids'), is: is.get('Kids'), prefix: name, type: pair.type, depth: depth + 1, parent: pair.number }
  }
  names.add(name)
  compareField(comparison, { old, now }, pair)
  return null
}

/** A field that only groups others: nothing but its list of kids may change. */
function compareInner(comparison: Comparison, { old, now }: { old: PdfValue, now: PdfValue }, { number, was, is }: FieldPair): void {
  const other = differingKeys(was, is).find(key => key !== 'Kids')
  if (other !== undefined) return comparison.forbid(number, `/${other} of a group of fields`)
  if (number !== null && comparison.changed.has(number)) {
    comparison.explain(old, now)
    comparison.add(number, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'group of fields' })
  }
}

export const listOf = (value: PdfValue): PdfValue[] => Array.isArray(value) ? value : []
