import type { PdfDocument } from './document.ts'
import type { Budget } from './budget.ts'
import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfName, PdfReference, PdfString, textOf, type PdfValue } from './objects.ts'

/** A terminal field of the interactive form (§12.7). */
export interface FormField {
  /** Fully qualified name. */
  name: string
  /** Inherited when the field itself does not say. */
  type: string | null
  /** Null when the dictionary stands directly in an array: it cannot be updated alone. */
  reference: PdfReference | null
  dictionary: PdfDictionary
  /** Resolved /V, null when empty. */
  value: PdfValue
}

/** Every terminal field, in the order of the tree. @throws PdfError */
export function readFields(document: PdfDocument, budget?: Budget): FormField[] {
  const form = document.resolve(document.catalog.get('AcroForm'))
  if (!(form instanceof PdfDictionary)) return []
  const fields: FormField[] = []
  const seen = new Set<number>()
  const stack: { value: PdfValue, prefix: string, type: string | null, depth: number }[] = kids(document, form.get('Fields')).map(value => ({ value, prefix: '', type: null, depth: 0 })).reverse()
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { value, prefix, depth } = node
    budget?.spend()
    if (value instanceof PdfReference) {
      if (seen.has(value.number)) continue
      seen.add(value.number)
    }
    if (depth > limits.depth || seen.size > limits.nodes) throw new PdfError('the tree of fields is too large')
    const dictionary = document.resolve(value)
    if (!(dictionary instanceof PdfDictionary)) continue
    const partial = document.resolve(dictionary.get('T'))
    const name = partial instanceof PdfString ? (prefix === '' ? textOf(partial) : `${prefix}.${textOf(partial)}`) : prefix
    const stated = document.resolve(dictionary.get('FT'))
    const type = stated instanceof PdfName ? stated.value : node.type
    // Kids without a name of their own are the field's widgets.
    const below = kids(document, dictionary.get('Kids')).filter((kid) => {
      const child = document.resolve(kid)
      return child instanceof PdfDictionary && child.has('T')
    })
    if (below.length > 0) for (const kid of below.reverse()) stack.push({ value: kid, prefix: name, type, depth: depth + 1 })
    else fields.push({ name, type, reference: value instanceof PdfReference ? value : null, dictionary, value: document.resolve(dictionary.get('V')) })
  }
  return fields
}

function kids(document: PdfDocument, value: PdfValue | undefined): PdfValue[] {
  const list = document.resolve(value)
  return Array.isArray(list) ? list : []
}

/** A signature field that holds a signature dictionary. */
export interface SignedField extends FormField {
  signature: PdfDictionary
}

export const signedFields = (fields: readonly FormField[]): SignedField[] =>
  fields.flatMap(field => field.type === 'Sig' && field.value instanceof PdfDictionary ? [{ ...field, signature: field.value }] : [])
