import { widthOf } from '../typeface/font-use.ts'
import type { Typefaces } from '../typeface/typeface.ts'
import type { Run } from './paper-text.ts'

/** `indent` is where the line begins; `width` includes it. */
export interface Line { runs: Run[], width: number, indent: number }

/** Room below which a dotted line to write on starts on a line of its own. */
const leastBlank = 40

interface Measure { width: number, measure: (run: Run) => number }

/** Breaks runs into lines at spaces (never inside a word that fits; Vietnamese is not hyphenated) and at line breaks. */
export function breakLines(runs: readonly Run[], { width, size, faces, indent = 0 }: { width: number, size: number, faces: Typefaces, indent?: number }): Line[] {
  const measure = (run: Run): number => widthOf(faces[run.face], run.text, size)
  const lines: Line[] = [{ runs: [], width: indent, indent }]
  let line = lines[0] as Line
  const newLine = (): void => {
    trimEnd(line, measure)
    line = { runs: [], width: 0, indent: 0 }
    lines.push(line)
  }
  for (const word of toWords(runs)) {
    const [first] = word
    if (first?.blank === true) {
      if (width - line.width < leastBlank) newLine()
      const dot = measure({ ...first, text: '.' })
      add(line, { ...first, text: '.'.repeat(Math.floor((width - line.width) / dot)) }, measure)
    }
    else if (first?.text === '\n') newLine()
    else if (first?.text.trim() === '') {
      if (line.runs.length > 0) add(line, first, measure)
    }
    else {
      const wide = word.reduce((sum, run) => sum + measure(run), 0)
      if (line.width + wide > width && line.runs.length > 0) newLine()
      if (wide <= width) for (const run of word) add(line, run, measure)
      else cut(word, { width, measure }).forEach((part, index) => {
        if (index > 0) newLine()
        add(line, part, measure)
      })
    }
  }
  trimEnd(line, measure)
  return lines
}

/** Words, spaces and line breaks; a word may change its face in the middle, as in "(**Hà**". */
function toWords(runs: readonly Run[]): Run[][] {
  const words: Run[][] = []
  let open = false
  for (const run of runs) {
    if (run.blank === true) words.push([run])
    for (const text of run.text.split(/(\n| +)/)) {
      if (text === '') continue
      const gap = text.trim() === ''
      if (gap || !open) words.push([{ ...run, text }])
      else words.at(-1)?.push({ ...run, text })
      open = !gap
    }
  }
  return words
}

function add(line: Line, run: Run, measure: Measure['measure']): void {
  const last = line.runs.at(-1)
  if (last !== undefined && last.face === run.face && last.blank !== true && run.blank !== true) last.text += run.text
  else line.runs.push({ ...run })
  line.width += measure(run)
}

/** A word longer than a line (an e-mail address in a narrow column) is cut where it must. */
function cut(word: readonly Run[], { width, measure }: Measure): Run[] {
  const parts: Run[] = []
  for (const run of word) {
    for (const letter of run.text) {
      const last = parts.at(-1)
      if (last === undefined || measure({ ...run, text: last.text + letter }) > width) parts.push({ ...run, text: letter })
      else last.text += letter
    }
  }
  return parts
}

function trimEnd(line: Line, measure: Measure['measure']): void {
  const last = line.runs.at(-1)
  if (last === undefined || last.blank === true || !last.text.endsWith(' ')) return
  line.width -= measure(last)
  last.text = last.text.trimEnd()
  line.width += measure(last)
}
