/** An element with text or with elements, never both: nothing here needs mixed content. */
export interface XmlPart {
  name: string
  content: string | readonly XmlPart[]
  attributes: Readonly<Record<string, string>>
}

/** Parts that are null are left out: what is optional need not be asked for twice. */
export const element = (name: string, content: string | readonly (XmlPart | null)[] = [], attributes: XmlPart['attributes'] = {}): XmlPart =>
  ({ name, content: typeof content === 'string' ? content : content.filter(part => part !== null), attributes })

/** Null instead of an element without content. */
export const unlessEmpty = (name: string, content: readonly (XmlPart | null)[]): XmlPart | null =>
  content.some(part => part !== null) ? element(name, content) : null

/** An XML 1.0 document in UTF-8. Names are the caller's own; texts and attribute values may be anything. */
export const writeXml = (root: XmlPart): string => `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, '')}\n`

function write({ name, content, attributes }: XmlPart, indent: string): string {
  const start = `${indent}<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('')}`
  if (content.length === 0) return `${start}/>`
  if (typeof content === 'string') return `${start}>${escapeXml(content)}</${name}>`
  return `${start}>\n${content.map(part => write(part, `${indent}  `)).join('\n')}\n${indent}</${name}>`
}

/** What is no Char of XML 1.0 §2.2, lone surrogates among it: no reference can stand for it, so it is replaced. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
/** White space as references, which no parser normalises away (§2.11, §3.3.3). */
const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' }

const escapeXml = (text: string): string => text.replace(forbidden, '\uFFFD').replace(/[&<>"\t\n\r]/g, found => references[found]!)
