import { decodeStream, dictionary, name, PdfDictionary, PdfReference, PdfStream, type PdfValue } from '../pdf/index.ts'
import { fingerprintOf } from '../x509/index.ts'
import type { Evidence } from './collect-evidence.ts'
import type { Revision } from './revision.ts'

const keys = { Certs: 'certificates', OCSPs: 'ocspResponses', CRLs: 'crls' } as const

/**
 * Writes the document security store (EN 319 142-1 §5.4.2): what it holds stays, new entries are added, each once. /VRI, which is
 * optional, is kept as it is. With `always` the store is written even when it holds everything already: validators look for the
 * evidence of a signature in a revision after it.
 */
export function addValidationData(revision: Revision, evidence: Evidence, always: boolean): void {
  const { catalog, document, update } = revision
  const place = catalog.get('DSS')
  const known = document.resolve(place)
  const store = known instanceof PdfDictionary ? known : dictionary({ Type: name('DSS') })
  const changes: Record<string, PdfValue> = {}
  for (const [key, kind] of Object.entries(keys)) {
    const list = document.resolve(store.get(key))
    const kept = Array.isArray(list) ? list : []
    const present = new Set(kept.map(entry => fingerprintOfStream(revision, entry)))
    const added = evidence[kind].filter(bytes => !present.has(fingerprintOf(bytes))).map(bytes => update.add(new PdfStream(new PdfDictionary(), bytes)))
    if (added.length > 0) changes[key] = [...kept, ...added]
  }
  if (Object.keys(changes).length === 0 && !always) return
  if (place instanceof PdfReference && known instanceof PdfDictionary) update.change(place, changes)
  else revision.changeCatalog({ DSS: update.add(store.with(changes)) })
}

/** Certificates, OCSP responses and lists that the document security store holds already. */
export function storedCertificates({ document }: Revision): Uint8Array[] {
  const store = document.resolve(document.catalog.get('DSS'))
  const list = store instanceof PdfDictionary ? document.resolve(store.get('Certs')) : null
  return (Array.isArray(list) ? list : []).flatMap((entry) => {
    const stream = document.resolve(entry)
    return stream instanceof PdfStream ? [decodeStream(stream)] : []
  })
}

function fingerprintOfStream({ document }: Revision, entry: PdfValue): string | null {
  const stream = document.resolve(entry)
  return stream instanceof PdfStream ? fingerprintOf(decodeStream(stream)) : null
}
