import { PdfDictionary, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { differingKeys, isSame } from './equal.ts'
import { compareFieldTrees } from './fields.ts'

/** The interactive form (§12.7.3): fields may be filled and signed, signature fields may join; defaults stay as they were. */
export function compareForm(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): void {
  if (was === undefined && is === undefined) return
  const [old, now] = [comparison.was(was), comparison.is(is)]
  if (!(now instanceof PdfDictionary)) {
    if (old !== null || now !== null) comparison.forbid(numberOf(is), 'the interactive form was taken away')
    return
  }
  const before = old instanceof PdfDictionary ? old : new PdfDictionary()
  const holder = numberOf(is)
  for (const key of differingKeys(before, now)) {
    if (!isFormChangePermitted(comparison, key, before.get(key), now.get(key))) comparison.forbid(holder ?? comparison.after.catalogReference.number, `/${key} of the interactive form`)
  }
  comparison.explain(was, is)
  if (holder !== null && comparison.changed.has(holder)) comparison.add(holder, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'interactive form' })
  compareFieldTrees(comparison, before.get('Fields'), now.get('Fields'))
}

function isFormChangePermitted(comparison: Comparison, key: string, was: PdfValue | undefined, is: PdfValue | undefined): boolean {
  if (key === 'Fields') return true
  // SignaturesExist, AppendOnly (table 225): may be set, not taken back.
  if (key === 'SigFlags') return typeof is === 'number' && [0, 1, 2, 3].includes(is) && (typeof was === 'number' ? (was & ~is) === 0 : (was ?? null) === null)
  if (key === 'DR') return areResourcesOnlyAdded(comparison, was, is)
  // Without it, viewers show the appearances as they are stored.
  if (key === 'NeedAppearances') return (is ?? false) === false
  // Of no effect on fields that have their own; a first form has no other fields.
  if (key === 'DA') return (was ?? null) === null
  return false
}

/** New names in the default resources; what was there stays. Their objects have to be new, and nothing may have referred to them before. */
function areResourcesOnlyAdded(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): boolean {
  const [old, now] = [comparison.was(was), comparison.is(is)]
  if (!(now instanceof PdfDictionary)) return now === null && old === null
  const before = old instanceof PdfDictionary ? old : new PdfDictionary()
  for (const key of differingKeys(before, now)) {
    const [oldKind, newKind] = [comparison.was(before.get(key)), comparison.is(now.get(key))]
    if (oldKind !== null && !(oldKind instanceof PdfDictionary && newKind instanceof PdfDictionary && isAddition(oldKind, newKind))) return false
    comparison.explain(before.get(key), now.get(key))
    explainAdded(comparison, oldKind instanceof PdfDictionary ? oldKind : new PdfDictionary(), newKind)
  }
  comparison.explain(was, is)
  return true
}

const isAddition = (was: PdfDictionary, is: PdfDictionary): boolean => [...was.entries].every(([key, value]) => isSame(value, is.get(key)))

function explainAdded(comparison: Comparison, was: PdfDictionary, is: PdfValue): void {
  if (!(is instanceof PdfDictionary)) return void comparison.explainBelow(is)
  for (const [key, value] of is.entries) if (!was.has(key)) for (const number of comparison.explainBelow(value)) comparison.add(number, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'resources of the form' })
}
