import { breakLines, type Line } from './lines.ts'
import type { Align, Block, BlockOf, Layout } from './layout-schema.ts'
import { fillText, type PaperSource } from './paper-text.ts'
import { addNode, bodyWidth, drawBox, drawLines, drawRule, drawText, lineHeight, makeRoom, marked, paper, replaced, turnPage, type Sheet, type StructureNode } from './sheet.ts'
import { widthOf } from '../typeface/font-use.ts'

/** One engine for every paper: the layout is data, the source gives its values. */
export function drawLayout(sheet: Sheet, layout: Layout, source: PaperSource): void {
  const pen: Pen = { sheet, source, size: layout.size ?? 13 }
  for (const block of layout.blocks) {
    if (block.when !== undefined && !source.holds(block.when)) continue
    sheet.y -= block.before ?? 0
    drawBlock(pen, block)
    sheet.y -= block.after ?? 3
  }
}

interface Pen { sheet: Sheet, source: PaperSource, size: number }

function drawBlock(pen: Pen, block: Block): void {
  switch (block.kind) {
    case 'paragraph': return drawParagraph(pen, block)
    case 'row': return drawRow(pen, block)
    case 'boxes': return drawBoxes(pen, block)
    case 'table': return drawTable(pen, block)
    case 'signatures': return drawSignatures(pen, block)
    case 'space': pen.sheet.y -= block.height
  }
}

/** Text over the whole width; it may run over the end of a page. */
function drawParagraph({ sheet, source, size: bodySize }: Pen, { text, align, size = bodySize, indent = 0, tag = 'P', rule }: BlockOf<'paragraph'>): void {
  const node = addNode(sheet.root, tag)
  let lines = breakLines(fillText(text, source), { width: bodyWidth, indent, size, faces: sheet.faces })
  makeRoom(sheet, lineHeight(size) * Math.min(lines.length, 2))
  while (lines.length > 0) {
    const fit = Math.max(1, Math.floor((sheet.y - paper.bottom) / lineHeight(size)))
    const now = lines.slice(0, fit)
    lines = lines.slice(fit)
    marked(sheet, node, () => drawLines(sheet, now, { x: paper.left, top: sheet.y, width: bodyWidth, size, align }))
    sheet.y -= now.length * lineHeight(size)
    if (rule !== undefined) {
      underline(sheet, now, { x: paper.left, width: bodyWidth, y: sheet.y, rule, align })
      sheet.y -= ruleDrop
    }
    if (lines.length > 0) turnPage(sheet)
  }
}

/** Texts side by side, kept together. */
function drawRow({ sheet, source, size: bodySize }: Pen, { cells }: BlockOf<'row'>): void {
  const drawn = cells.map(({ width, text, size = bodySize, ...rest }, index) => {
    const wide = width * bodyWidth - (index < cells.length - 1 ? gutter : 0)
    return { ...rest, size, wide, share: width, lines: breakLines(fillText(text, source), { width: wide, size, faces: sheet.faces }) }
  })
  const height = Math.max(...drawn.map(({ lines, size, rule }) => lines.length * lineHeight(size) + (rule === undefined ? 0 : ruleDrop)))
  makeRoom(sheet, height)
  let x: number = paper.left
  for (const { lines, wide, share, size, align, rule } of drawn) {
    marked(sheet, addNode(sheet.root, 'P'), () => drawLines(sheet, lines, { x, top: sheet.y, width: wide, size, align }))
    if (rule !== undefined) underline(sheet, lines, { x, width: wide, y: sheet.y - lines.length * lineHeight(size), rule, align })
    x += share * bodyWidth
  }
  sheet.y -= height
}

const gutter = 8

function underline(sheet: Sheet, lines: readonly Line[], { x, width, y, rule, align = 'left' }: { x: number, width: number, y: number, rule: number, align?: Align }): void {
  const last = lines.at(-1)?.width ?? 0
  const length = last * rule
  const start = align === 'center' ? x + (width - length) / 2 : align === 'right' ? x + width - (last + length) / 2 : x
  drawRule(sheet, { x: start, y: y - ruleDrop, width: length })
}

/** How far a rule stays below its text, so that marks under letters ("Ụ", "Ặ") stay free. */
const ruleDrop = 3

/** A number, one digit a box, as on paper forms. The text is one node, so that it is read and copied as one number. */
function drawBoxes({ sheet, source, size }: Pen, { text, value, count }: BlockOf<'boxes'>): void {
  const side = 17
  const lines = breakLines(fillText(text, source), { width: bodyWidth - count * side - gutter, size, faces: sheet.faces })
  const height = Math.max(side + 4, lines.length * lineHeight(size))
  makeRoom(sheet, height)
  const digits = [...(fillText(`{${value}}`, source).find(run => run.blank !== true)?.text ?? '')]
  const left = paper.left + bodyWidth - count * side
  for (let index = 0; index < count; index += 1) drawBox(sheet, { x: left + index * side, y: sheet.y - side - 1, width: side, height: side })
  marked(sheet, addNode(sheet.root, 'P'), () => {
    drawLines(sheet, lines, { x: paper.left, top: sheet.y - 1, width: bodyWidth, size })
    replaced(sheet, digits.join(''), () => digits.forEach((digit, index) => {
      const x = left + index * side + (side - widthOf(sheet.faces.regular, digit, size)) / 2
      drawText(sheet, { text: digit, face: 'regular', size, x, y: sheet.y - 1 - size })
    }))
  })
  sheet.y -= height
}

/** A table with its head repeated on every page; a row is never torn. Empty rows fill up to `minRows`. */
function drawTable({ sheet, source, size: bodySize }: Pen, { rows: path, minRows = 0, size = Math.min(bodySize, 11), columns }: BlockOf<'table'>): void {
  const table = addNode(sheet.root, 'Table')
  const rows = source.rows(path)
  const blank: PaperSource = { value: () => '', rows: () => [], holds: () => false }
  const cellsOf = (texts: { text: string, align?: Align }[], from: PaperSource, empty = false) => texts.map(({ text, align }, index) => {
    const width = (columns[index]?.width ?? 0) * bodyWidth
    const runs = empty ? [] : fillText(text, from).filter(run => run.blank !== true)
    return { align, width, lines: breakLines(runs, { width: width - 6, size, faces: sheet.faces }) }
  })
  const head = cellsOf(columns.map(({ title }) => ({ text: `**${title}**`, align: 'center' as const })), blank)
  const drawCells = (cells: ReturnType<typeof cellsOf>, tag: 'TH' | 'TD', parent: StructureNode): void => {
    const height = heightOf(cells)
    const node = addNode(parent, 'TR')
    let x: number = paper.left
    for (const { lines, width, align } of cells) {
      drawBox(sheet, { x, y: sheet.y - height, width, height })
      marked(sheet, addNode(node, tag), () => drawLines(sheet, lines, { x: x + 3, top: sheet.y - 2, width: width - 6, size, align }))
      x += width
    }
    sheet.y -= height
  }
  const heightOf = (cells: ReturnType<typeof cellsOf>): number => Math.max(...cells.map(({ lines }) => lines.length)) * lineHeight(size) + 5
  const body = [
    ...rows.map((row, index) => cellsOf(columns.map(({ text, align }) => ({ text: text === '#' ? String(index + 1) : text, align })), row)),
    ...Array.from({ length: Math.max(0, minRows - rows.length) }, () => cellsOf(columns.map(() => ({ text: '' })), blank, true)),
  ]
  makeRoom(sheet, heightOf(head) + (body[0] === undefined ? 0 : heightOf(body[0])))
  drawCells(head, 'TH', table)
  for (const cells of body) {
    if (sheet.y - heightOf(cells) < paper.bottom) {
      turnPage(sheet)
      drawCells(head, 'TH', table)
    }
    drawCells(cells, 'TD', table)
  }
}

/** Who signs, side by side: date, title, note, what was said, room, name. Kept together with its room. */
function drawSignatures({ sheet, source, size: bodySize }: Pen, { columns, size = bodySize, height: room = 62 }: BlockOf<'signatures'>): void {
  const texts = columns.filter(({ when }) => when === undefined || source.holds(when)).map((column) => {
    const wide = column.width * bodyWidth - gutter
    const lines = (text: string | undefined): Line[] => text === undefined ? [] : breakLines(fillText(text, source), { width: wide, size, faces: sheet.faces })
    return { wide, share: column.width, above: lines(column.above), title: lines(`**${column.title}**`), note: lines(column.note === undefined ? undefined : `//${column.note}//`), body: lines(column.body), name: lines(column.name === undefined ? undefined : `**${column.name}**`) }
  })
  const tallest = (part: 'above' | 'title' | 'note' | 'body' | 'name'): number => Math.max(0, ...texts.map(text => text[part].length)) * lineHeight(size)
  const heights = { above: tallest('above'), title: tallest('title'), note: tallest('note'), body: Math.max(room, tallest('body') + 6), name: tallest('name') }
  const total = (): number => Object.values(heights).reduce((sum, height) => sum + height, 0)
  // Rather less room to sign than a signature alone on the next page.
  const short = total() - (sheet.y - paper.bottom)
  if (short > 0 && heights.body - short >= Math.max(room / 2, tallest('body') + 6)) heights.body -= short
  makeRoom(sheet, total())
  let x = paper.left + bodyWidth * (1 - texts.reduce((sum, { share }) => sum + share, 0))
  for (const text of texts) {
    let top = sheet.y
    marked(sheet, addNode(sheet.root, 'P'), () => {
      for (const part of ['above', 'title', 'note', 'body', 'name'] as const) {
        drawLines(sheet, text[part], { x, top, width: text.wide, size, align: 'center' })
        top -= heights[part]
      }
    })
    x += text.share * bodyWidth
  }
  sheet.y -= total()
}
