import type { PdfDictionary, PdfReference, PdfValue } from '../pdf/index.ts'
import { dictionary, name, textString } from '../pdf/index.ts'
import type { FieldLock } from '../types.ts'

const actions = { all: 'All', include: 'Include', exclude: 'Exclude' } as const

/** /Lock of a signature field (ISO 32000-2 table 236). */
export const lockDictionary = ({ action, fields, permissions }: FieldLock): PdfDictionary => dictionary({
  Type: name('SigFieldLock'), Action: name(actions[action]), Fields: action === 'all' ? undefined : (fields ?? []).map(textString), P: permissions,
})

/** Signature reference that certifies, or restricts later changes: 1 none, 2 forms and signatures, 3 annotations too (§12.8.2.2). */
export const docMdpReference = (level: number): PdfDictionary => reference('DocMDP', { P: level })

/** Signature reference that repeats the field's lock, as §12.7.5.5 asks. */
export const fieldMdpReference = (lock: PdfDictionary, catalog: PdfReference): PdfDictionary =>
  reference('FieldMDP', { Action: lock.get('Action'), Fields: lock.get('Fields') }, catalog)

const reference = (method: string, parameters: Readonly<Record<string, PdfValue | undefined>>, data?: PdfReference): PdfDictionary => dictionary({
  Type: name('SigRef'), TransformMethod: name(method), TransformParams: dictionary({ Type: name('TransformParams'), V: name('1.2'), ...parameters }), Data: data,
})
