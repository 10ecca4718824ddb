import type { XmlAttribute, XmlElement, XmlNode } from './node.ts'

export interface Canonicalisation {
  /** Exclusive (RFC 3741): only namespaces that are used are written. */
  isExclusive: boolean
  withComments: boolean
  /** Prefixes that exclusive canonicalisation treats as the inclusive one does ('' = default). */
  inclusivePrefixes: readonly string[]
}

/** By URI; null for one that is not known. */
export function canonicalisationOf(uri: string, inclusivePrefixes: readonly string[] = []): Canonicalisation | null {
  const withComments = uri.endsWith('WithComments')
  const base = uri.replace(/#?WithComments$/, '').replace(/#$/, '')
  if (base === 'http://www.w3.org/2001/10/xml-exc-c14n') return { isExclusive: true, withComments, inclusivePrefixes }
  if (base === 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' || base === 'http://www.w3.org/2006/12/xml-c14n11') return { isExclusive: false, withComments, inclusivePrefixes: [] }
  return null
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
type Rendered = ReadonlyMap<string, string>
type Step = { node: XmlNode, rendered: Rendered } | { end: string }

/**
 * Canonical form (W3C Canonical XML 1.0 and 1.1, RFC 3741) of an element and what is below it, without `omitted`. As the apex of a subset it takes over the
 * namespaces in scope and, inclusively, the xml: attributes of what is above it. Works with a stack of its own.
 */
export function canonicalise(apex: XmlElement, method: Canonicalisation, omitted: XmlElement | null = null): string {
  const parts: string[] = []
  const stack: Step[] = [{ node: apex, rendered: new Map() }]
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if ('end' in step) {
      parts.push(step.end)
      continue
    }
    const { node, rendered } = step
    if (node === omitted) continue
    if (node.kind === 'text') parts.push(escapeText(node.value))
    else if (node.kind === 'comment') parts.push(method.withComments ? `<!--${node.value}-->` : '')
    else if (node.kind === 'instruction') parts.push(`<?${node.target}${node.data === '' ? '' : ` ${node.data}`}?>`)
    else {
      const name = node.prefix === '' ? node.local : `${node.prefix}:${node.local}`
      const due = namespacesOf(node, rendered, { method, isApex: node === apex })
      parts.push(`<${name}${[...due].map(writeNamespace).join('')}${attributesOf(node, node === apex && !method.isExclusive).map(writeAttribute).join('')}>`)
      stack.push({ end: `</${name}>` })
      const below = due.size === 0 ? rendered : new Map([...rendered, ...due])
      for (const child of node.children.toReversed()) stack.push({ node: child, rendered: below })
    }
  }
  return parts.join('')
}

/** Namespace declarations to be written, sorted by prefix: those that are due and that nobody above has written. */
function namespacesOf(element: XmlElement, rendered: Rendered, { method, isApex }: { method: Canonicalisation, isApex: boolean }): Map<string, string> {
  const scope = isApex || method.isExclusive ? element.scope : element.declared
  const used = method.isExclusive ? new Set([element.prefix, ...element.attributes.map(({ prefix }) => prefix).filter(prefix => prefix !== ''), ...method.inclusivePrefixes.filter(prefix => scope.has(prefix))]) : new Set(scope.keys())
  const due = new Map<string, string>()
  for (const prefix of [...used].sort()) {
    const namespace = scope.get(prefix) ?? ''
    const isNew = (rendered.get(prefix) ?? '') !== namespace
    if (prefix !== 'xml' && isNew && (namespace !== '' || prefix === '')) due.set(prefix, namespace)
  }
  return due
}

/** Sorted by namespace, then by name; at the apex of an inclusive subset with the xml: attributes from above. */
function attributesOf(element: XmlElement, inherits: boolean): XmlAttribute[] {
  const attributes = [...element.attributes]
  for (let above = inherits ? element.parent : null; above !== null; above = above.parent) {
    for (const one of above.attributes) if (one.namespace === xmlNamespace && one.local !== 'id' && !attributes.some(known => known.namespace === xmlNamespace && known.local === one.local)) attributes.push(one)
  }
  return attributes.sort((one, other) => compare(one.namespace, other.namespace) || compare(one.local, other.local))
}

const compare = (one: string, other: string): number => one < other ? -1 : one > other ? 1 : 0
const writeNamespace = ([prefix, namespace]: [string, string]): string => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeValue(namespace)}"`
const writeAttribute = ({ prefix, local, value }: XmlAttribute): string => ` ${prefix === '' ? '' : `${prefix}:`}${local}="${escapeValue(value)}"`

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;')
const escapeValue = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;').replaceAll('\r', '&#xD;')
