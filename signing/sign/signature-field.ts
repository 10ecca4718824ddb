import { SigningError } from '../errors.ts'
import { dictionary, name, textString, type FormField, type PdfReference } from '../pdf/index.ts'
import type { SignatureOptions } from '../types.ts'
import type { Revision } from './revision.ts'

/** Print, Locked (ISO 32000-2 table 167). */
const widgetFlags = 132

/** Puts the signature into the field asked for, existing and empty or new, and tells its name. @throws SigningError `field-unusable`, `options-invalid` */
export function placeField(revision: Revision, signature: PdfReference, { field }: Pick<SignatureOptions, 'field'>): string {
  const wanted = field?.normalize('NFC') ?? nextFreeName(revision.fields)
  const existing = revision.fields.find(({ name: known }) => known === field || known === wanted)
  if (existing === undefined) {
    assertNewName(wanted, revision.fields)
    revision.addField(dictionary({
      Type: name('Annot'), Subtype: name('Widget'), FT: name('Sig'), T: textString(wanted), F: widgetFlags, Rect: [0, 0, 0, 0], V: signature,
    }), 0)
    return wanted
  }
  revision.update.change(assertEmpty(existing), { V: signature })
  revision.flagForm()
  return existing.name
}

function nextFreeName(fields: readonly FormField[]): string {
  const taken = new Set(fields.map(({ name: known }) => known))
  let number = 1
  while (taken.has(`Signature${number}`)) number += 1
  return `Signature${number}`
}

function assertNewName(wanted: string, fields: readonly FormField[]): void {
  // A partial name may hold no full stop (§12.7.4.2), and a group of fields is no field.
  if (wanted.includes('.')) throw new SigningError('options-invalid', 'the name of a new field holds a full stop')
  if (fields.some(({ name: known }) => known.startsWith(`${wanted}.`))) throw new SigningError('field-unusable', 'the name is that of a group of fields')
}

function assertEmpty({ type, value, reference }: FormField): PdfReference {
  const refuse = (detail: string): never => {
    throw new SigningError('field-unusable', detail)
  }
  if (type !== 'Sig') refuse('it is no signature field')
  if (value !== null) refuse('it is signed')
  return reference ?? refuse('it is no object of its own')
}
