import { SigningError } from '../errors.ts'
import type { PdfDictionary, FormField, PdfReference } from '../pdf/index.ts'
import { dictionary, name, textString } from '../pdf/index.ts'
import type { Revision } from './revision.ts'
import type { DrawnWidget } from './widget.ts'

/** Print, Locked (ISO 32000-2 table 167). */
const widgetFlags = 132

/** Where a signature goes: a field that is there and empty, or one to be made. */
export type FieldPlace = { kind: 'existing', name: string, reference: PdfReference, dictionary: PdfDictionary } | { kind: 'new', name: string }

/** @throws SigningError `field-unusable`, `options-invalid` */
export function findPlace({ fields }: Revision, field: string | undefined): FieldPlace {
  const wanted = field?.normalize('NFC') ?? nextFreeName(fields)
  const existing = fields.find(({ name: known }) => known === field || known === wanted)
  if (existing !== undefined) return { kind: 'existing', name: existing.name, reference: assertEmpty(existing), dictionary: existing.dictionary }
  // A partial name may hold no full stop (§12.7.4.2), and a group of fields is no field.
  if (wanted.includes('.')) throw new SigningError('options-invalid', 'the name of a new field holds a full stop')
  if (fields.some(({ name: known }) => known.startsWith(`${wanted}.`))) throw new SigningError('field-unusable', 'the name is that of a group of fields')
  return { kind: 'new', name: wanted }
}

export interface FieldEntries {
  signature: PdfReference
  /** Written into a new field; one that exists has its own. */
  lock?: PdfDictionary | null
  /** Null when nothing is to be seen. */
  drawn?: DrawnWidget | null
}

/** Puts the signature into its place. @throws PdfError */
export function fillPlace(revision: Revision, place: FieldPlace, { signature, lock, drawn }: FieldEntries): void {
  if (place.kind === 'new') {
    revision.addField(dictionary({
      Type: name('Annot'), Subtype: name('Widget'), FT: name('Sig'), T: textString(place.name), F: widgetFlags, Rect: [0, 0, 0, 0], ...drawn?.entries, Lock: lock ?? undefined, V: signature,
    }), drawn?.page ?? 0)
    return
  }
  revision.update.change(place.reference, { V: signature })
  if (drawn !== null && drawn !== undefined) revision.update.change(drawn.reference ?? place.reference, drawn.entries)
  revision.flagForm()
}

function nextFreeName(fields: readonly FormField[]): string {
  const taken = new Set(fields.map(({ name: known }) => known))
  let number = 1
  while (taken.has(`Signature${number}`)) number += 1
  return `Signature${number}`
}

function assertEmpty({ type, value, reference }: FormField): PdfReference {
  const refuse = (detail: string): never => {
    throw new SigningError('field-unusable', detail)
  }
  if (type !== 'Sig') refuse('it is no signature field')
  if (value !== null) refuse('it is signed')
  return reference ?? refuse('it is no object of its own')
}
