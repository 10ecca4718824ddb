import type { ChangeClass } from '../../types.ts'
import { PdfDictionary, PdfName, PdfReference, PdfString, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison, type Condition } from './comparison.ts'

/** A document time-stamp: by /Type, or by its SubFilter where a writer left the type out (EN 319 142-1 §5.4.3). */
export function isTimestamp(signature: PdfDictionary): boolean {
  const [type, subFilter] = [signature.get('Type'), signature.get('SubFilter')]
  return (type instanceof PdfName && type.value === 'DocTimeStamp') || (subFilter instanceof PdfName && subFilter.value === 'ETSI.RFC3161')
}

/** What speaks against a value as the signature of a field that had none: it has to be new, and to look like a signature. */
export function objectionToSignature(comparison: Comparison, value: PdfValue): string | null {
  const signature = comparison.is(value)
  if (!(signature instanceof PdfDictionary)) return 'a signature that is no dictionary'
  if (value instanceof PdfReference && !comparison.changed.has(value.number)) return 'a signature that another field has already'
  const type = signature.get('Type')
  if (type !== undefined && !(type instanceof PdfName && ['Sig', 'DocTimeStamp'].includes(type.value))) return '/Type of a signature'
  if (signature.repeated.length > 0) return `/${signature.repeated[0]} comes twice in a signature`
  if (!(signature.get('Contents') instanceof PdfString) || !Array.isArray(signature.get('ByteRange'))) return 'a signature without /Contents and /ByteRange'
  return null
}

/** The new signature dictionary and what it alone refers to; the objects that it is about (/Data of a reference) stay judged by themselves. */
export function explainSignature(comparison: Comparison, value: PdfValue, how: { class: ChangeClass, condition: Condition, detail: string }): void {
  const signature = comparison.is(value)
  if (!(signature instanceof PdfDictionary)) return
  const numbers = new Set<number>()
  const explain = (one: PdfValue | undefined) => {
    comparison.explain(undefined, one)
    const number = numberOf(one)
    if (number !== null && comparison.fresh.has(number)) numbers.add(number)
  }
  explain(value)
  for (const [key, entry] of signature.entries) if (key !== 'Reference') for (const number of comparison.explainBelow(entry)) numbers.add(number)
  explain(signature.get('Reference'))
  const references = comparison.is(signature.get('Reference'))
  for (const reference of Array.isArray(references) ? references : []) {
    explain(reference)
    const dictionary = comparison.is(reference)
    if (!(dictionary instanceof PdfDictionary)) continue
    for (const [key, entry] of dictionary.entries) if (key !== 'Data') for (const number of comparison.explainBelow(entry)) numbers.add(number)
  }
  for (const number of numbers) comparison.add(number, how)
}
