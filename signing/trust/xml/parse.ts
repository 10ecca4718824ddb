import { TextDecoder } from 'node:util'
import { SigningError } from '../../errors.ts'
import { XmlElement, type XmlAttribute, type XmlDocument, type XmlNode } from './node.ts'

const limits = { bytes: 64 * 1024 * 1024, depth: 200, nodes: 2_000_000 }
const namespaces = { xml: 'http://www.w3.org/XML/1998/namespace', xmlns: 'http://www.w3.org/2000/xmlns/' }
const utf8 = new TextDecoder('utf-8', { fatal: true })

export const malformedXml = (detail: string): SigningError => new SigningError('trusted-list-invalid', `XML: ${detail}`)

/**
 * Reads XML 1.0 with namespaces, in UTF-8, without document types: no entity but the five that XML has itself, nothing is fetched, nothing
 * expands. @throws SigningError `trusted-list-invalid`
 */
export function parseXml(bytes: Uint8Array): XmlDocument {
  if (bytes.length > limits.bytes) throw malformedXml('too long')
  let text: string
  try {
    text = utf8.decode(bytes)
  }
  catch (cause) {
    throw new SigningError('trusted-list-invalid', 'XML: not in UTF-8', { cause })
  }
  return new XmlReader(text.replaceAll(/\r\n?/g, '\n')).read()
}

const nameForm = /[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*/y
const spaceForm = /\s+/y

class XmlReader {
  readonly #text: string
  #at = 0
  #nodes = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): XmlDocument {
    if (this.#text.startsWith('<?xml')) this.#at = this.#until('?>', 'the declaration') + 2
    const [before, after]: [XmlNode[], XmlNode[]] = [[], []]
    let root: XmlElement | null = null
    const stack: XmlElement[] = []
    while (this.#at < this.#text.length) {
      const open = stack.at(-1) ?? null
      const place = open?.children ?? (root === null ? before : after)
      if (!this.#text.startsWith('<', this.#at)) this.#readText(open)
      else if (this.#text.startsWith('</', this.#at)) this.#close(stack)
      else if (this.#text.startsWith('<!', this.#at)) this.#readDeclaration(open, place)
      else if (this.#text.startsWith('<?', this.#at)) this.#readInstruction(place)
      else {
        if (open === null && root !== null) throw malformedXml('a second root')
        const { element, isEmpty } = this.#readElement(open)
        open?.children.push(element)
        root ??= element
        if (!isEmpty) stack.push(element)
        if (stack.length > limits.depth) throw malformedXml('too deep')
      }
      this.#nodes += 1
      if (this.#nodes > limits.nodes) throw malformedXml('too many nodes')
    }
    if (root === null || stack.length > 0) throw malformedXml('it breaks off')
    return { root, before, after }
  }

  #until(end: string, what: string): number {
    const at = this.#text.indexOf(end, this.#at)
    if (at < 0) throw malformedXml(`${what} does not end`)
    return at
  }

  #readText(open: XmlElement | null): void {
    const end = this.#text.indexOf('<', this.#at)
    const raw = this.#text.slice(this.#at, end < 0 ? this.#text.length : end)
    this.#at += raw.length
    if (open === null) {
      if (raw.trim() !== '' && raw !== '\ufeff') throw malformedXml('text outside the root')
      return
    }
    if (raw.includes(']]>')) throw malformedXml(']]> in text')
    addText(open, resolve(raw))
  }

  #readDeclaration(open: XmlElement | null, place: XmlNode[]): void {
    if (this.#text.startsWith('<!--', this.#at)) {
      this.#at += 4
      const end = this.#until('-->', 'a comment')
      place.push({ kind: 'comment', value: this.#text.slice(this.#at, end) })
      this.#at = end + 3
      return
    }
    if (!this.#text.startsWith('<![CDATA[', this.#at) || open === null) throw malformedXml('document types are not read')
    this.#at += 9
    const end = this.#until(']]>', 'a CDATA section')
    addText(open, this.#text.slice(this.#at, end))
    this.#at = end + 3
  }

  #readInstruction(place: XmlNode[]): void {
    const end = this.#until('?>', 'a processing instruction')
    const [, target = '', data = ''] = /^(\S+)\s*([^]*)$/.exec(this.#text.slice(this.#at + 2, end)) ?? []
    if (target === '' || target.toLowerCase() === 'xml') throw malformedXml('a processing instruction without a target')
    place.push({ kind: 'instruction', target, data })
    this.#at = end + 2
  }

  #close(stack: XmlElement[]): void {
    this.#at += 2
    const name = this.#name()
    this.#match(spaceForm)
    if (this.#text[this.#at] !== '>') throw malformedXml('an end tag that does not end')
    this.#at += 1
    const element = stack.pop()
    if (element === undefined || qualified(element) !== name) throw malformedXml('tags overlap')
  }

  #readElement(parent: XmlElement | null): { element: XmlElement, isEmpty: boolean } {
    this.#at += 1
    const name = this.#name()
    const raw = new Map<string, string>()
    for (;;) {
      const hasSpace = this.#match(spaceForm) !== null
      if (this.#text[this.#at] === '>' || this.#text.startsWith('/>', this.#at)) break
      if (!hasSpace) throw malformedXml('attributes run together')
      const attribute = this.#name()
      if (raw.has(attribute)) throw malformedXml('an attribute comes twice')
      raw.set(attribute, this.#readValue())
      if (raw.size > 1000) throw malformedXml('too many attributes')
    }
    const isEmpty = this.#text[this.#at] === '/'
    this.#at += isEmpty ? 2 : 1
    return { element: toElement(name, raw, parent), isEmpty }
  }

  #readValue(): string {
    this.#match(spaceForm)
    if (this.#text[this.#at] !== '=') throw malformedXml('an attribute without a value')
    this.#at += 1
    this.#match(spaceForm)
    const quote = this.#text[this.#at]
    if (quote !== '"' && quote !== '\'') throw malformedXml('a value without quotes')
    this.#at += 1
    const end = this.#until(quote, 'a value')
    const value = this.#text.slice(this.#at, end)
    if (value.includes('<')) throw malformedXml('< in a value')
    this.#at = end + 1
    return resolve(value.replaceAll(/[\t\n]/g, ' '))
  }

  #name(): string {
    const first = this.#match(nameForm)
    if (first === null) throw malformedXml(`a name is due at ${this.#at}`)
    if (this.#text[this.#at] !== ':') return first
    this.#at += 1
    const local = this.#match(nameForm)
    if (local === null) throw malformedXml('a prefix without a name')
    return `${first}:${local}`
  }

  #match(form: RegExp): string | null {
    form.lastIndex = this.#at
    const found = form.exec(this.#text)?.[0] ?? null
    this.#at += found?.length ?? 0
    return found
  }
}

function addText(open: XmlElement, value: string): void {
  const last = open.children.at(-1)
  if (last?.kind === 'text') last.value += value
  else open.children.push({ kind: 'text', value })
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: '\'', quot: '"' }

function resolve(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replaceAll(/&([^;]{0,12});?/g, (whole, name: string) => {
    const number = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name)
    const point = number === null ? null : Number.parseInt(number[1] ?? number[2]!, number[1] === undefined ? 10 : 16)
    const value = point !== null && point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entities[name]
    if (value === undefined || !whole.endsWith(';')) throw malformedXml('an entity that XML does not have itself')
    return value
  })
}

const qualified = ({ prefix, local }: XmlElement): string => prefix === '' ? local : `${prefix}:${local}`
const split = (name: string): { prefix: string, local: string } => name.includes(':') ? { prefix: name.slice(0, name.indexOf(':')), local: name.slice(name.indexOf(':') + 1) } : { prefix: '', local: name }

function toElement(name: string, raw: ReadonlyMap<string, string>, parent: XmlElement | null): XmlElement {
  const declared = new Map<string, string>()
  const plain: [string, string][] = []
  for (const [attribute, value] of raw) {
    if (attribute === 'xmlns') declared.set('', value)
    else if (attribute.startsWith('xmlns:')) declared.set(attribute.slice(6), value)
    else plain.push([attribute, value])
  }
  const lookUp = (prefix: string): string => {
    if (prefix === 'xml') return namespaces.xml
    const own = declared.get(prefix)
    if (own !== undefined) return own
    for (let element = parent; element !== null; element = element.parent) {
      const found = element.declared.get(prefix)
      if (found !== undefined) return found
    }
    if (prefix !== '') throw malformedXml(`the prefix ${prefix} is not declared`)
    return ''
  }
  const attributes = plain.map(([attribute, value]): XmlAttribute => {
    const { prefix, local } = split(attribute)
    return { prefix, local, value, namespace: prefix === '' ? '' : lookUp(prefix) }
  })
  const { prefix, local } = split(name)
  return new XmlElement({ prefix, local, namespace: lookUp(prefix) }, { parent, attributes, declared })
}
