import { decodeStream, dictionary, name, PdfDictionary, PdfReference, PdfStream, type PdfValue } from '../pdf/index.ts'
import { fingerprintOf } from '../x509/index.ts'
import type { Evidence } from './collect-evidence.ts'
import type { Revision } from './revision.ts'

/** Keys of the store, of its entries by signature, and of what is collected. */
const kinds = [
  { stored: 'Certs', related: 'Cert', collected: 'certificates' },
  { stored: 'OCSPs', related: 'OCSP', collected: 'ocspResponses' },
  { stored: 'CRLs', related: 'CRL', collected: 'crls' },
] as const

/**
 * Writes the document security store (EN 319 142-1 §5.4.2): what it holds stays, new entries are added, each once.
 * @param vriKey of the signature that ends the document. It gets an entry of its own in /VRI, so that its evidence stands in a
 * revision after it even when the store held all of it before; null when the store alone is enough.
 */
export function addValidationData(revision: Revision, evidence: Evidence, vriKey: string | null): void {
  const store = new ValidationStore(revision)
  for (const kind of kinds) store.add(kind.stored, evidence[kind.collected])
  if (vriKey !== null) store.relate(vriKey, evidence)
  store.write()
}

/** Certificates that the document security store holds already. @throws PdfError */
export const storedCertificates = (revision: Revision): Uint8Array[] => new ValidationStore(revision).streams('Certs').map(({ bytes }) => bytes)

class ValidationStore {
  readonly #revision: Revision
  readonly #place: PdfValue
  readonly #store: PdfDictionary
  readonly #changes: Record<string, PdfValue> = {}
  /** Where each value of evidence is, by its fingerprint. */
  readonly #places = new Map<string, PdfValue>()

  constructor(revision: Revision) {
    this.#revision = revision
    this.#place = revision.catalog.get('DSS') ?? null
    this.#store = this.#dictionary(this.#place)
  }

  streams(key: string): { entry: PdfValue, bytes: Uint8Array }[] {
    return this.#list(this.#store.get(key)).flatMap((entry) => {
      const stream = this.#revision.document.resolve(entry)
      return stream instanceof PdfStream ? [{ entry, bytes: decodeStream(stream) }] : []
    })
  }

  add(key: string, values: readonly Uint8Array[]): void {
    for (const { entry, bytes } of this.streams(key)) this.#places.set(fingerprintOf(bytes), entry)
    const added = values.flatMap((bytes) => {
      const fingerprint = fingerprintOf(bytes)
      if (this.#places.has(fingerprint)) return []
      const reference = this.#revision.update.add(new PdfStream(new PdfDictionary(), bytes))
      this.#places.set(fingerprint, reference)
      return [reference]
    })
    if (added.length > 0) this.#changes[key] = [...this.#list(this.#store.get(key)), ...added]
  }

  relate(key: string, evidence: Evidence): void {
    const all = this.#dictionary(this.#store.get('VRI'))
    const known = this.#dictionary(all.get(key))
    const related: Record<string, PdfValue> = {}
    for (const kind of kinds) {
      const kept = this.#list(known.get(kind.related))
      const isKept = (place: PdfValue) => kept.some(one => one instanceof PdfReference && place instanceof PdfReference && one.number === place.number)
      const added = evidence[kind.collected].map(bytes => this.#places.get(fingerprintOf(bytes))!).filter(place => !isKept(place))
      if (added.length > 0) related[kind.related] = [...kept, ...added]
    }
    this.#changes.VRI = all.with({ [key]: known.with(related) })
  }

  write(): void {
    if (Object.keys(this.#changes).length === 0) return
    const { update } = this.#revision
    if (this.#place instanceof PdfReference) update.change(this.#place, this.#changes)
    else this.#revision.changeCatalog({ DSS: update.add(dictionary({ Type: name('DSS') }).with(Object.fromEntries([...this.#store.entries, ...Object.entries(this.#changes)]))) })
  }

  #dictionary(value: PdfValue | undefined): PdfDictionary {
    const resolved = this.#revision.document.resolve(value)
    return resolved instanceof PdfDictionary ? resolved : new PdfDictionary()
  }

  #list(value: PdfValue | undefined): PdfValue[] {
    const resolved = this.#revision.document.resolve(value)
    return Array.isArray(resolved) ? resolved : []
  }
}
