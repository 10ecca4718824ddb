import { dictionary, findPage, IncrementalUpdate, name, openDocument, PdfDictionary, PdfReference, readFields, type FormField, type PdfDocument, type PdfValue, type Source } from '../pdf/index.ts'

/** Fields of the form take part in signing: SignaturesExist, AppendOnly (ISO 32000-2 table 225). */
const signatureFlags = 3

/** The next revision of a document while it is being written: catalog and form as they stand so far. */
export class Revision {
  readonly document: PdfDocument
  readonly update: IncrementalUpdate
  readonly #fields: FormField[]

  /** @throws PdfError */
  constructor(source: Source, password?: string) {
    this.document = openDocument(source, password)
    this.update = new IncrementalUpdate(this.document)
    this.#fields = readFields(this.document)
  }

  /** As the document came. */
  get fields(): readonly FormField[] {
    return this.#fields
  }

  get catalog(): PdfDictionary {
    return this.document.dictionary(this.update.current(this.document.catalogReference), 'catalog')
  }

  changeCatalog(changes: Readonly<Record<string, PdfValue>>): void {
    this.update.change(this.document.catalogReference, changes)
  }

  /** Adds a merged field and widget to the form and to the page (0 = first). */
  addField(entries: PdfDictionary, page: number): PdfReference {
    const found = findPage(this.document, page)
    const reference = this.update.add(entries.with({ P: found.reference }))
    this.#append(found.reference, 'Annots', reference)
    const form = this.catalog.get('AcroForm')
    if (form === undefined || this.document.resolve(form) === null) {
      this.changeCatalog({ AcroForm: this.update.add(dictionary({ Fields: [reference], SigFlags: signatureFlags })) })
      return reference
    }
    this.#appendToForm(reference)
    return reference
  }

  /** Sets SigFlags where they are missing. */
  flagForm(): void {
    const form = this.#form()
    if (form.get('SigFlags') !== signatureFlags) this.#setForm({ SigFlags: signatureFlags })
  }

  /** Names the certification signature of the document (§12.8.6). */
  permit(signature: PdfReference): void {
    this.changeCatalog({ Perms: this.#own(this.catalog.get('Perms')).with({ DocMDP: signature }) })
  }

  /** Names the extension of PDF 1.7 that PAdES is (EN 319 142-1 §5.6); PDF 2.0 has it in itself. */
  declarePades(): void {
    const { version } = this.document
    if (version >= '2.0') return
    const extensions = this.#own(this.catalog.get('Extensions'))
    if (extensions.has('ESIC')) return
    const level = dictionary({ BaseVersion: name('1.7'), ExtensionLevel: 1 })
    this.changeCatalog({ Extensions: extensions.with({ ESIC: level }), ...(version < '1.7' ? { Version: name('1.7') } : {}) })
  }

  #form(): PdfDictionary {
    return this.#own(this.catalog.get('AcroForm'))
  }

  #setForm(changes: Readonly<Record<string, PdfValue>>): void {
    const form = this.catalog.get('AcroForm')
    if (form instanceof PdfReference) this.update.change(form, changes)
    else this.changeCatalog({ AcroForm: this.#form().with(changes) })
  }

  #appendToForm(field: PdfReference): void {
    const fields = this.#form().get('Fields')
    this.flagForm()
    if (fields instanceof PdfReference) this.update.replace(fields, [...this.#list(fields), field])
    else this.#setForm({ Fields: [...this.#list(fields), field] })
  }

  #append(owner: PdfReference, key: string, item: PdfValue): void {
    const list = this.document.dictionary(this.update.current(owner), 'a page').get(key)
    if (list instanceof PdfReference) this.update.replace(list, [...this.#list(list), item])
    else this.update.change(owner, { [key]: [...this.#list(list), item] })
  }

  /** As it stands in this update: direct or through one reference; empty when it is not there. */
  #own(value: PdfValue | undefined): PdfDictionary {
    const current = this.#currentOf(value)
    return current instanceof PdfDictionary ? current : new PdfDictionary()
  }

  #list(value: PdfValue | undefined): PdfValue[] {
    const current = this.#currentOf(value)
    return Array.isArray(current) ? current : []
  }

  #currentOf(value: PdfValue | undefined): PdfValue {
    return value instanceof PdfReference ? this.document.resolve(this.update.current(value)) : value ?? null
  }
}
