import { SaxesParser, type SaxesTagNS } from 'saxes'

/** An element as read: local name, namespace, elements inside, and its text with the space around it cut off. */
export interface XmlElement { name: string, namespace: string, attributes: Readonly<Record<string, string>>, children: XmlElement[], text: string }

const deepest = 32
const mostElements = 5_000

/**
 * Reads a small, well-formed, namespaced UTF-8 document. A document type definition is refused wherever it stands, so there
 * are no entities but the five of XML itself and nothing to expand or to fetch. @throws Error without quoting the document
 */
export function parseXml(bytes: Uint8Array): XmlElement {
  const open: XmlElement[] = []
  let root: XmlElement | null = null
  let count = 0
  const parser = new SaxesParser({ xmlns: true, position: false })
  const text = (more: string) => {
    const here = open.at(-1)
    if (here !== undefined) here.text += more
  }
  parser.on('doctype', () => refuse('a document type'))
  parser.on('processinginstruction', () => refuse('a processing instruction'))
  // Its message quotes what it read.
  parser.on('error', () => refuse('what is not well-formed'))
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('opentag', (tag: SaxesTagNS) => {
    count += 1
    if (count > mostElements || open.length >= deepest) refuse('too many elements')
    const element = { name: tag.local, namespace: tag.uri, attributes: Object.fromEntries(Object.values(tag.attributes).map(({ local, value }) => [local, value])), children: [], text: '' }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed !== undefined) closed.text = closed.text.trim()
  })
  parser.write(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).close()
  return root ?? refuse('no element')
}

function refuse(what: string): never {
  throw new Error(`the XML document holds ${what}`)
}

export const childOf = (element: XmlElement | null, name: string): XmlElement | null => element?.children.find(child => child.name === name) ?? null

/** Text of a child, null when it is not there or empty. */
export function textOf(element: XmlElement | null, name: string): string | null {
  return childOf(element, name)?.text || null
}

/** For character data and attribute values; what XML cannot carry is left out. */
export function escapeXml(text: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;' }
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff](?![\udc00-\udfff])/g, '').replace(/[&<>"']/g, character => escapes[character] ?? character)
}
