import type { Condition } from '../../../../shared/forms/definition.ts'
import type { FaceName } from '../typeface/typeface.ts'

/** Where the values of a paper come from. */
export interface PaperSource {
  /** The value under a path as it is printed, '' when there is none. */
  value(path: string, modifier: string | null): string
  /** Rows of a table. */
  rows(path: string): PaperSource[]
  holds(condition: Condition): boolean
}

/** A stretch of text in one face; `blank` is a dotted line to write on, to the end of the line. */
export interface Run { text: string, face: FaceName, blank?: boolean }

const dots = '…………'

/** A text with its values filled in. Values are plain text: nothing in them is read as markup. */
export function fillText(template: string, source: PaperSource): Run[] {
  const runs: Run[] = []
  let [bold, italic] = [false, false]
  const tokens = template.split(/(\*\*|\/\/|\{[^}]*\})/)
  tokens.forEach((token, index) => {
    const face: FaceName = bold && italic ? 'boldItalic' : bold ? 'bold' : italic ? 'italic' : 'regular'
    if (token === '**') bold = !bold
    else if (token === '//') italic = !italic
    else if (token.startsWith('{')) {
      const value = valueOf(token.slice(1, -1), source)
      const last = tokens.slice(index + 1).every(rest => /^[.;,*/\s]*$/.test(rest))
      if (value !== '') runs.push({ text: value.normalize('NFC'), face })
      else if (!token.includes('""')) runs.push(last ? { text: '', face, blank: true } : { text: dots, face })
    }
    else if (token !== '') runs.push({ text: token.normalize('NFC'), face })
  })
  const blank = runs.findIndex(run => run.blank === true)
  return blank === -1 ? runs : runs.slice(0, blank + 1)
}

/** Every path that a text names, for checking layouts. */
export function pathsIn(template: string): string[] {
  return [...template.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) => inner.replace(/:(upper|words)$/, '').split('|').filter(one => !one.startsWith('"')))
}

function valueOf(expression: string, source: PaperSource): string {
  const [, paths = '', modifier = null] = /^(.*?)(?::(upper|words))?$/.exec(expression) ?? []
  const found = paths.split('|').map(one => one.startsWith('"') ? one.slice(1, -1) : source.value(one, modifier)).find(value => value !== '') ?? ''
  return modifier === 'upper' ? found.toLocaleUpperCase('vi') : found
}
