import { encodeText, widthOf, type FontUse } from '../typeface/font-use.ts'
import type { FaceName, Typefaces } from '../typeface/typeface.ts'
import type { Line } from './lines.ts'
import type { Align } from './layout-schema.ts'

/** A4 in points, margins within Decree 30/2020, Annex I: top and bottom 20 mm, left 30 mm, right 15 mm. */
export const paper = { width: 595.28, height: 841.89, top: 56.7, bottom: 56.7, left: 85.04, right: 42.52 } as const

export const bodyWidth = paper.width - paper.left - paper.right

/** Line height over font size: stacked marks ("Ễ", "Ặ") of one line must not touch the next. */
const leading = 1.27

export const lineHeight = (size: number): number => size * leading

/** A node of the structure tree (PDF 32000-1, 14.7): what a screen reader follows. */
export interface StructureNode { tag: string, kids: (StructureNode | { page: number, mark: number })[] }

/** Pages as they are drawn. `y` falls from top to bottom. */
export interface Sheet {
  faces: Typefaces
  use: FontUse
  pages: { content: string[], marks: number }[]
  y: number
  root: StructureNode
}

export const faceTags: Readonly<Record<FaceName, string>> = { regular: 'F1', bold: 'F2', italic: 'F3', boldItalic: 'F4' }

export function newSheet(faces: Typefaces): Sheet {
  const sheet: Sheet = { faces, use: new Map(), pages: [], y: 0, root: { tag: 'Document', kids: [] } }
  turnPage(sheet)
  return sheet
}

/** A new page; from the second on, its number stands in the middle of the top margin (Decree 30/2020). */
export function turnPage(sheet: Sheet): void {
  sheet.pages.push({ content: [], marks: 0 })
  sheet.y = paper.height - paper.top
  if (sheet.pages.length === 1) return
  const number = String(sheet.pages.length)
  const x = (paper.width - widthOf(sheet.faces.regular, number, 13)) / 2
  artifact(sheet, () => drawText(sheet, { text: number, face: 'regular', size: 13, x, y: paper.height - 40 }))
}

/** Turns the page when `height` does not fit any more. */
export function makeRoom(sheet: Sheet, height: number): void {
  if (sheet.y - height < paper.bottom) turnPage(sheet)
}

/** Draws as content of a structure node. */
export function marked(sheet: Sheet, node: StructureNode, draw: () => void): void {
  const page = current(sheet)
  const mark = page.marks
  page.marks += 1
  node.kids.push({ page: sheet.pages.length - 1, mark })
  page.content.push(`/${node.tag} <</MCID ${mark}>> BDC`)
  draw()
  page.content.push('EMC')
}

/** Draws what is read as `text` whatever it looks like (ActualText, 14.9.4): a number in boxes is one number. */
export function replaced(sheet: Sheet, text: string, draw: () => void): void {
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex')
  current(sheet).content.push(`/Span <</ActualText <${utf16}>>> BDC`)
  draw()
  current(sheet).content.push('EMC')
}

/** Draws what carries no meaning: rules, boxes, page numbers. */
export function artifact(sheet: Sheet, draw: () => void): void {
  current(sheet).content.push('/Artifact BMC')
  draw()
  current(sheet).content.push('EMC')
}

export function addNode(parent: StructureNode, tag: string): StructureNode {
  const node: StructureNode = { tag, kids: [] }
  parent.kids.push(node)
  return node
}

export function drawText(sheet: Sheet, { text, face, size, x, y }: { text: string, face: FaceName, size: number, x: number, y: number }): void {
  if (text === '') return
  const hex = encodeText(sheet.use, sheet.faces, face, text)
  current(sheet).content.push(`BT /${faceTags[face]} ${points(size)} Tf ${points(x)} ${points(y)} Td <${hex}> Tj ET`)
}

/** Lines of one text below `top`; returns the height they take. */
export function drawLines(sheet: Sheet, lines: readonly Line[], { x, top, width, size, align = 'left' }: { x: number, top: number, width: number, size: number, align?: Align }): number {
  lines.forEach((line, index) => {
    let at = x + line.indent + (align === 'center' ? (width - line.width) / 2 : align === 'right' ? width - line.width : 0)
    const y = top - index * lineHeight(size) - size
    line.runs.forEach((run, place) => {
      // The space that the line break swallowed is still there for whoever copies or listens.
      const wrapped = place === line.runs.length - 1 && index < lines.length - 1 && run.blank !== true
      drawText(sheet, { text: wrapped ? `${run.text} ` : run.text, face: run.face, size, x: at, y })
      at += widthOf(sheet.faces[run.face], run.text, size)
    })
  })
  return lines.length * lineHeight(size)
}

export function drawRule(sheet: Sheet, { x, y, width }: { x: number, y: number, width: number }): void {
  artifact(sheet, () => current(sheet).content.push(`0.6 w ${points(x)} ${points(y)} m ${points(x + width)} ${points(y)} l S`))
}

export function drawBox(sheet: Sheet, { x, y, width, height }: { x: number, y: number, width: number, height: number }): void {
  artifact(sheet, () => current(sheet).content.push(`0.6 w ${points(x)} ${points(y)} ${points(width)} ${points(height)} re S`))
}

function current(sheet: Sheet): { content: string[], marks: number } {
  const page = sheet.pages.at(-1)
  if (page === undefined) throw new Error('a sheet has a page')
  return page
}

export const points = (value: number): string => String(Math.round(value * 100) / 100)
