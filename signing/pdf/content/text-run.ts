import { PdfError } from '../errors.ts'
import { decodeStream } from '../filters.ts'
import { limits } from '../limits.ts'
import { PdfDictionary, PdfName, PdfReference, PdfStream, PdfString, type PdfValue } from '../objects.ts'
import { isWhite, Parser } from '../parse.ts'
import { isLight } from './colour.ts'
import { identity, multiply, transform, type Box, type Matrix } from './matrix.ts'

/** Text that one operator shows. */
export interface TextRun {
  bytes: Uint8Array
  /** The font dictionary, null when the resources do not have it. */
  font: PdfDictionary | null
  /** Of the font's object; null when it has none of its own. */
  fontNumber: number | null
  /** Around the text, in the space of the content; its width is estimated. */
  box: Box
  /** §9.3.6: 3 shows nothing, 7 only clips. */
  mode: number
}
/** What a content draws. */
export interface Drawing {
  runs: TextRun[]
  /** Around images. */
  images: Box[]
  operators: Map<string, number>
  /** Fills, broad lines, shadings and images through which nothing below is seen. */
  opaque: number
}

type Resolve = (value: PdfValue | undefined) => PdfValue
interface Level { parser: Parser, resources: PdfDictionary, matrix: Matrix, saved: State[], state: State, form: PdfStream | null }
interface State { matrix: Matrix, font: PdfDictionary | null, fontNumber: number | null, size: number, leading: number, rise: number, scale: number, mode: number, lineWidth: number, isMultiplied: boolean, isLight: boolean }

const fresh = (matrix: Matrix): State => ({ matrix, font: null, fontNumber: null, size: 0, leading: 0, rise: 0, scale: 1, mode: 0, lineWidth: 1, isMultiplied: false, isLight: false })

/** Runs a content and the forms that it draws, as far as text needs it. @throws PdfError when it cannot be followed to its end */
export function readDrawing(resolve: Resolve, { content, resources, matrix = identity }: { content: Uint8Array, resources: PdfDictionary, matrix?: Matrix }): Drawing {
  const drawing: Drawing = { runs: [], images: [], operators: new Map(), opaque: 0 }
  const levels: Level[] = [{ parser: new Parser(content), resources, matrix, saved: [], state: fresh(matrix), form: null }]
  const text = new TextPosition()
  for (let count = 0; levels.length > 0; count += 1) {
    if (count > limits.operations) throw new PdfError('a content of too many operations')
    const level = levels.at(-1)!
    const operation = level.parser.readOperation()
    if (operation === null) {
      levels.pop()
      continue
    }
    const { operator, operands } = operation
    drawing.opaque += isOpaque(operator, level.state) ? 1 : 0
    drawing.operators.set(operator, (drawing.operators.get(operator) ?? 0) + 1)
    if (operator === 'BI') {
      skipInlineImage(level.parser)
      drawing.images.push(transform([0, 0, 1, 1], level.state.matrix))
    }
    else if (operator === 'Do') {
      if (!enterForm(resolve, levels, operands[0])) {
        drawing.opaque += 1
        drawing.images.push(transform([0, 0, 1, 1], level.state.matrix))
      }
    }
    else if (operator === 'q') level.saved.push({ ...level.state })
    else if (operator === 'Q') level.state = level.saved.pop() ?? level.state
    else if (operator === 'cm') level.state.matrix = multiply(toMatrix(operands), level.state.matrix)
    else if (operator === 'gs') setGraphics(resolve, level, operands[0])
    else if (operator === 'Tf') setFont(resolve, level, operands)
    else if (!setParameter(level.state, operator, operands)) text.run(operator, operands, { state: level.state, runs: drawing.runs })
    if (level.saved.length > 1000) throw new PdfError('a content that saves its state too often')
  }
  return drawing
}

/** False for what is no form. */
function enterForm(resolve: Resolve, levels: Level[], name: PdfValue | undefined): boolean {
  const { state, resources } = levels.at(-1)!
  const objects = resolve(resources.get('XObject'))
  const form = name instanceof PdfName && objects instanceof PdfDictionary ? resolve(objects.get(name.value)) : null
  const subtype = form instanceof PdfStream ? resolve(form.dictionary.get('Subtype')) : null
  if (!(form instanceof PdfStream) || !(subtype instanceof PdfName && subtype.value === 'Form')) return false
  if (levels.length > 16 || levels.some(level => level.form === form)) throw new PdfError('forms inside one another')
  const own = resolve(form.dictionary.get('Resources'))
  const place = resolve(form.dictionary.get('Matrix'))
  const matrix = multiply(Array.isArray(place) ? toMatrix(place.map(resolve)) : identity, state.matrix)
  levels.push({ parser: new Parser(decodeStream(form)), resources: own instanceof PdfDictionary ? own : resources, matrix, saved: [], state: { ...state, matrix }, form })
  return true
}

function setFont(resolve: Resolve, { resources, state }: Level, [name, size]: PdfValue[]): void {
  const fonts = resolve(resources.get('Font'))
  const entry = name instanceof PdfName && fonts instanceof PdfDictionary ? fonts.get(name.value) : null
  const font = resolve(entry)
  state.font = font instanceof PdfDictionary ? font : null
  state.fontNumber = entry instanceof PdfReference ? entry.number : null
  state.size = numberOr(size, 0)
}

/** The blend mode (§11.3.5): Multiply lets what lies below be seen. */
function setGraphics(resolve: Resolve, { resources, state }: Level, name: PdfValue | undefined): void {
  const all = resolve(resources.get('ExtGState'))
  const parameters = name instanceof PdfName && all instanceof PdfDictionary ? resolve(all.get(name.value)) : null
  if (!(parameters instanceof PdfDictionary)) return
  const mode = resolve(parameters.get('BM'))
  const first = Array.isArray(mode) ? resolve(mode[0]) : mode
  if (first instanceof PdfName) state.isMultiplied = first.value === 'Multiply'
  state.lineWidth = numberOr(resolve(parameters.get('LW')), state.lineWidth)
}

/** Points: a line that is broader can hide text. */
const broad = 3

function isOpaque(operator: string, { isMultiplied, isLight, lineWidth, matrix }: State): boolean {
  if (operator === 'BI' || operator === 'sh') return true
  const isFill = ['f', 'F', 'f*', 'B', 'B*', 'b', 'b*'].includes(operator)
  const isStroke = ['S', 's', 'B', 'B*', 'b', 'b*'].includes(operator)
  const width = lineWidth * Math.max(Math.hypot(matrix[0], matrix[1]), Math.hypot(matrix[2], matrix[3]))
  return (isFill && !(isMultiplied && isLight)) || (isStroke && width > broad)
}

function setParameter(state: State, operator: string, operands: PdfValue[]): boolean {
  const [value] = operands
  if (operator === 'TL') state.leading = numberOr(value, 0)
  else if (operator === 'Ts') state.rise = numberOr(value, 0)
  else if (operator === 'Tz') state.scale = numberOr(value, 100) / 100
  else if (operator === 'Tr') state.mode = numberOr(value, 0)
  else if (['g', 'rg', 'k', 'sc', 'scn'].includes(operator)) state.isLight = isLight(operands)
  else if (operator === 'cs') state.isLight = false
  else if (operator === 'w') state.lineWidth = numberOr(value, 1)
  else return false
  return true
}

/** Text and line matrix (§9.4). */
class TextPosition {
  #line: Matrix = identity
  #text: Matrix = identity

  run(operator: string, operands: PdfValue[], { state, runs }: { state: State, runs: TextRun[] }): void {
    const [first, second] = operands
    switch (operator) {
      case 'BT': return this.#start(identity)
      case 'Tm': return this.#start(toMatrix(operands))
      case 'TD':
        state.leading = -numberOr(second, 0)
        return this.#move(numberOr(first, 0), numberOr(second, 0))
      case 'Td': return this.#move(numberOr(first, 0), numberOr(second, 0))
      case 'T*': return this.#move(0, -state.leading)
      case '\'':
        this.#move(0, -state.leading)
        return this.#show([first ?? null], state, runs)
      case '"':
        this.#move(0, -state.leading)
        return this.#show([operands[2] ?? null], state, runs)
      case 'Tj': return this.#show([first ?? null], state, runs)
      case 'TJ': return this.#show(Array.isArray(first) ? first : [], state, runs)
    }
  }

  #start(matrix: Matrix): void {
    this.#line = matrix
    this.#text = matrix
  }

  #move(x: number, y: number): void {
    this.#start(multiply([1, 0, 0, 1, x, y], this.#line))
  }

  #show(parts: readonly PdfValue[], state: State, runs: TextRun[]): void {
    const bytes: Uint8Array[] = []
    let width = 0
    for (const part of parts) {
      if (typeof part === 'number') width -= part / 1000
      else if (part instanceof PdfString) {
        bytes.push(part.bytes)
        width += part.bytes.length * halfEm / (isComposite(state.font) ? 2 : 1)
      }
    }
    const advance = width * state.size * state.scale
    const box = transform([0, state.rise - 0.2 * state.size, advance, state.rise + 0.8 * state.size], multiply(this.#text, state.matrix))
    if (bytes.length > 0) runs.push({ bytes: Buffer.concat(bytes), font: state.font, fontNumber: state.fontNumber, box, mode: state.mode })
    this.#text = multiply([1, 0, 0, 1, advance, 0], this.#text)
  }
}

/** Mean width of a character: near enough to tell where text lies. */
const halfEm = 0.5

export const isComposite = (font: PdfDictionary | null): boolean => {
  const subtype = font?.get('Subtype')
  return subtype instanceof PdfName && subtype.value === 'Type0'
}

const numberOr = (value: PdfValue | undefined, otherwise: number): number => typeof value === 'number' ? value : otherwise

function toMatrix(values: readonly PdfValue[]): Matrix {
  return values.length === 6 && values.every(value => typeof value === 'number') ? values as unknown as Matrix : identity
}

/** From `BI` behind `EI`: the data are binary, `EI` stands between white space (§8.9.7). */
function skipInlineImage(parser: Parser): void {
  for (let operation = parser.readOperation(); operation?.operator !== 'ID'; operation = parser.readOperation()) if (operation === null) throw new PdfError('an inline image without data')
  const { source } = parser
  for (let at = source.indexOf(0x45, parser.position); at >= 0; at = source.indexOf(0x45, at + 1)) {
    if (source[at + 1] !== 0x49 || !isWhite(source[at - 1]) || !(at + 2 >= source.length || isWhite(source[at + 2]))) continue
    parser.position = at + 2
    return
  }
  throw new PdfError('an inline image without end')
}
