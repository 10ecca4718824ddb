import { widthOf } from '../typeface/font-use.ts'
import type { Typefaces } from '../typeface/typeface.ts'
import type { Run } from './paper-text.ts'

export interface Line { runs: Run[], width: number }

/** Room below which a dotted line starts on a line of its own. */
const leastBlank = 40

/** Breaks runs into lines at spaces (never inside a word that fits; Vietnamese is not hyphenated) and at line breaks. */
export function breakLines(runs: readonly Run[], { width, size, faces }: { width: number, size: number, faces: Typefaces }): Line[] {
  const lines: Line[] = [{ runs: [], width: 0 }]
  const measure = (run: Run): number => widthOf(faces[run.face], run.text, size)
  const current = (): Line => lines[lines.length - 1] ?? { runs: [], width: 0 }
  const add = (run: Run, wide: number): void => {
    const line = current()
    const last = line.runs.at(-1)
    if (last !== undefined && last.face === run.face && last.blank !== true && run.blank !== true) last.text += run.text
    else line.runs.push({ ...run })
    line.width += wide
  }
  const newLine = (): void => {
    trimEnd(current(), measure)
    lines.push({ runs: [], width: 0 })
  }
  for (const run of runs) {
    if (run.blank === true) {
      if (width - current().width < leastBlank) newLine()
      const dot = widthOf(faces[run.face], '.', size)
      const count = Math.floor((width - current().width) / dot)
      add({ ...run, text: '.'.repeat(count) }, count * dot)
      continue
    }
    for (const token of run.text.split(/(\n| +)/)) {
      if (token === '') continue
      if (token === '\n') newLine()
      else {
        const wide = measure({ ...run, text: token })
        if (current().width + wide > width && token.trim() !== '' && current().runs.length > 0) newLine()
        if (wide > width) for (const part of cut(token, run, { width, measure })) { if (current().runs.length > 0) newLine(); add(part, measure(part)) }
        else if (token.trim() !== '' || current().runs.length > 0) add({ ...run, text: token }, wide)
      }
    }
  }
  trimEnd(current(), measure)
  return lines
}

/** A word longer than a line (an e-mail address in a narrow column) is cut where it must. */
function cut(word: string, run: Run, { width, measure }: { width: number, measure: (run: Run) => number }): Run[] {
  const parts: Run[] = [{ ...run, text: '' }]
  for (const letter of word) {
    const last = parts[parts.length - 1] ?? run
    if (last.text !== '' && measure({ ...run, text: last.text + letter }) > width) parts.push({ ...run, text: letter })
    else last.text += letter
  }
  return parts
}

function trimEnd(line: Line, measure: (run: Run) => number): void {
  const last = line.runs.at(-1)
  if (last === undefined || last.blank === true || !last.text.endsWith(' ')) return
  line.width -= measure(last)
  last.text = last.text.trimEnd()
  line.width += measure(last)
}
