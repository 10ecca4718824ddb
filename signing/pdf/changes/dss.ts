import { PdfDictionary, PdfName, PdfReference, PdfStream, PdfString, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'

const listKeys = ['Certs', 'OCSPs', 'CRLs']
const vriListKeys = ['Cert', 'OCSP', 'CRL']

/** The document security store (§12.8.4.3): may come and be rewritten under every certification level, but not be taken away. */
export function compareDss(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): void {
  if (was === undefined && is === undefined) return
  const objection = objectionToDss(comparison, was, is)
  const number = numberOf(is)
  if (objection !== null) {
    comparison.forbid(number, objection)
    return
  }
  comparison.cut(comparison.before.catalogReference.number, 'DSS')
  const below = comparison.explainBelow(is)
  for (const one of below) comparison.add(one, { class: 'validation-data', condition: { kind: 'always' }, detail: one === number ? 'document security store' : 'validation data' })
}

function objectionToDss(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): string | null {
  const store = comparison.is(is)
  if (!(store instanceof PdfDictionary)) return was === undefined ? '/DSS is no dictionary' : '/DSS was taken away'
  for (const [key, value] of store.entries) {
    if (key === 'Type') continue
    const objection = listKeys.includes(key) ? objectionToList(comparison, value) : key === 'VRI' ? objectionToVri(comparison, value) : `/${key} in /DSS`
    if (objection !== null) return objection
  }
  return null
}

function objectionToVri(comparison: Comparison, value: PdfValue): string | null {
  const signatures = comparison.is(value)
  if (!(signatures instanceof PdfDictionary)) return '/VRI is no dictionary'
  for (const [signature, one] of signatures.entries) {
    if (signature === 'Type') continue
    const information = comparison.is(one)
    if (!(information instanceof PdfDictionary)) return 'an entry of /VRI is no dictionary'
    for (const [key, data] of information.entries) {
      const resolved = comparison.is(data)
      const isFine = vriListKeys.includes(key)
        ? objectionToList(comparison, data) === null
        : key === 'Type'
          ? resolved instanceof PdfName
          : key === 'TU'
            ? resolved instanceof PdfString
            : key === 'TS' && resolved instanceof PdfStream
      if (!isFine) return `/${key} in /VRI`
    }
  }
  return null
}

function objectionToList(comparison: Comparison, value: PdfValue): string | null {
  const list = comparison.is(value)
  if (!Array.isArray(list)) return 'a list of /DSS is no array'
  return list.every(one => one instanceof PdfReference && comparison.is(one) instanceof PdfStream) ? null : 'a list of /DSS holds something else than streams'
}
