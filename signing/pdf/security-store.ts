import { decodeStream } from './filters.ts'
import type { PdfDocument } from './document.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfReference, PdfStream, type PdfValue } from './objects.ts'

/** Validation data of the document security store and its VRI entries (§12.8.4.3), each once. */
export interface SecurityStore { certificates: Uint8Array[], ocspResponses: Uint8Array[], crls: Uint8Array[] }

/** Reads what can be read; an entry that cannot is left out, since missing evidence never makes a signature better. */
export function readSecurityStore(document: PdfDocument): SecurityStore {
  const result: SecurityStore = { certificates: [], ocspResponses: [], crls: [] }
  const store = quietly(() => document.resolve(document.catalog.get('DSS')))
  if (!(store instanceof PdfDictionary)) return result
  const seen = new Set<PdfValue>()
  const budget = { left: limits.inflated }
  const read = (dictionary: PdfDictionary, keys: readonly [string, string, string]) => {
    for (const [index, list] of [result.certificates, result.ocspResponses, result.crls].entries()) collect(document, dictionary.get(keys[index]!), { list, seen, budget })
  }
  read(store, ['Certs', 'OCSPs', 'CRLs'])
  const signatures = quietly(() => document.resolve(store.get('VRI')))
  if (!(signatures instanceof PdfDictionary)) return result
  for (const entry of signatures.entries.values()) {
    const information = quietly(() => document.resolve(entry))
    if (information instanceof PdfDictionary) read(information, ['Cert', 'OCSP', 'CRL'])
  }
  return result
}

function collect(document: PdfDocument, value: PdfValue | undefined, { list, seen, budget }: { list: Uint8Array[], seen: Set<PdfValue>, budget: { left: number } }): void {
  const streams = quietly(() => document.resolve(value))
  if (!Array.isArray(streams)) return
  for (const one of streams) {
    const stream = one instanceof PdfReference ? quietly(() => document.resolve(one)) : one
    if (!(stream instanceof PdfStream) || seen.has(stream) || seen.size === limits.validationData) continue
    seen.add(stream)
    const data = quietly(() => decodeStream(stream, budget.left))
    if (data === null || data.length > budget.left) continue
    budget.left -= data.length
    list.push(data)
  }
}

function quietly<T>(read: () => T): T | null {
  try {
    return read()
  }
  catch {
    return null
  }
}
