import { SaxesParser } from 'saxes'

/** Texts of the leaves of a small document by their local names; the last of several counts. Null when it is not well-formed. */
export function leavesOf(text: string): Map<string, string> | null {
  const leaves = new Map<string, string>()
  let here = ''
  try {
    const parser = new SaxesParser({ xmlns: true })
    parser.on('error', (error) => {
      throw error
    })
    parser.on('doctype', () => {
      throw new Error('no document types')
    })
    parser.on('opentag', () => {
      here = ''
    })
    parser.on('text', (more) => {
      here += more
    })
    parser.on('closetag', (tag) => {
      if (here.trim() !== '') leaves.set(tag.local, here.trim())
      here = ''
    })
    parser.write(text).close()
    return leaves
  }
  catch {
    return null
  }
}

export const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** An element; nothing for null, children for an array of texts. */
export const element = (name: string, content: string | null | readonly string[]): string =>
  content === null ? '' : `<${name}>${typeof content === 'string' ? escapeXml(content) : content.join('')}</${name}>`
