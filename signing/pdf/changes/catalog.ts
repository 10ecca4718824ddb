import { PdfDictionary, PdfName, PdfReference, PdfString, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { compareDss } from './dss.ts'
import { differingKeys, isSame } from './equal.ts'
import { compareForm } from './form.ts'
import { contentOfTrailer, trailerNumber } from './graph.ts'
import { compareMetadata } from './metadata.ts'

/** Keys of the information dictionary (§14.3.3) that an update has to renew. */
const informationKeys = ['ModDate', 'Producer']

/** The trailer: same catalog, same encryption; nothing that leads elsewhere. */
export function compareTrailers(comparison: Comparison): void {
  const [was, is] = [contentOfTrailer(comparison.before), contentOfTrailer(comparison.after)]
  for (const key of differingKeys(was, is)) {
    if (key === 'ID' ? !isIdentifierFine(comparison, was.get(key), is.get(key)) : key !== 'Info') comparison.forbid(trailerNumber, `/${key} of the trailer`)
  }
  compareInformation(comparison, was.get('Info'), is.get('Info'))
  compareCatalogs(comparison)
}

/** The first identifier is to stay (§14.4), but only encryption depends on it, and writers are known that renew both. */
function isIdentifierFine(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): boolean {
  const [old, now] = [comparison.was(was), comparison.is(is)]
  if (!Array.isArray(now) || now.length !== 2 || !now.every(one => one instanceof PdfString)) return false
  return !comparison.after.isEncrypted || (Array.isArray(old) && isSame(old[0], now[0]))
}

function compareInformation(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): void {
  const number = numberOf(is)
  if (was === undefined && is === undefined) return
  if (isSame(was, is) && (number === null || !comparison.changed.has(number))) return
  const [old, now] = [comparison.was(was), comparison.is(is)]
  if (!(now instanceof PdfDictionary) || !(is instanceof PdfReference)) return comparison.forbid(number, '/Info of the trailer')
  const differing = differingKeys(old instanceof PdfDictionary ? old : new PdfDictionary(), now)
  const other = differing.find(key => !informationKeys.includes(key) || !(now.get(key) instanceof PdfString))
  if (other !== undefined) return comparison.forbid(number, `/${other} of the document information`)
  comparison.cut(trailerNumber, 'Info')
  comparison.explain(was, is)
  comparison.add(number, { class: 'validation-data', condition: { kind: 'carry' }, detail: 'date of the last change' })
}

function compareCatalogs(comparison: Comparison): void {
  const { before, after } = comparison
  const [was, is] = [before.catalog, after.catalog]
  const number = after.catalogReference.number
  for (const key of differingKeys(was, is)) if (!isCatalogChangePermitted(key, was.get(key), is.get(key))) comparison.forbid(number, `/${key} of the catalog`)
  if (comparison.changed.has(number)) {
    comparison.explain(before.catalogReference, after.catalogReference)
    comparison.add(number, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'catalog' })
  }
  compareDss(comparison, was.get('DSS'), is.get('DSS'))
  compareExtensions(comparison, was.get('Extensions'), is.get('Extensions'))
  compareMetadata(comparison, was.get('Metadata'), is.get('Metadata'))
  compareForm(comparison, was.get('AcroForm'), is.get('AcroForm'))
}

/** Keys with a rule of their own, and those that change nothing that is seen. */
function isCatalogChangePermitted(key: string, was: PdfValue | undefined, is: PdfValue | undefined): boolean {
  if (['DSS', 'Extensions', 'Metadata', 'AcroForm', 'StructTreeRoot'].includes(key)) return true
  if (key === 'Version') return is instanceof PdfName && /^\d\.\d$/.test(is.value) && !(was instanceof PdfName && was.value > is.value)
  return key === 'MarkInfo' && is instanceof PdfDictionary && [...is.entries.values()].every(one => typeof one === 'boolean')
}

/** Developer extensions (§7.12): names of what the file uses; they show nothing. */
function compareExtensions(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): void {
  if (isSame(was, is) && !comparison.changed.has(numberOf(is) ?? trailerNumber)) return
  const now = comparison.is(is)
  const isPlain = (value: PdfValue): boolean => Array.isArray(value) ? value.every(isPlain) : value instanceof PdfDictionary ? [...value.entries.values()].every(one => isScalar(one)) : isScalar(value)
  const isFine = now instanceof PdfDictionary && [...now.entries.values()].every(value => isPlain(comparison.is(value)))
  if (!isFine) return comparison.forbid(numberOf(is), '/Extensions of the catalog')
  comparison.cut(comparison.before.catalogReference.number, 'Extensions')
  for (const number of comparison.explainBelow(is)) comparison.add(number, { class: 'validation-data', condition: { kind: 'always' }, detail: 'developer extensions' })
}

const isScalar = (value: PdfValue): boolean => value === null || typeof value !== 'object' || value instanceof PdfName || value instanceof PdfString
