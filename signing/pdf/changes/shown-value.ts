import { decodeRun } from '../content/decode-text.ts'
import { readDrawing, type Drawing } from '../content/text-run.ts'
import { decodeStream } from '../filters.ts'
import { PdfDictionary, PdfName, PdfStream, PdfString, textOf, type PdfArray, type PdfValue } from '../objects.ts'
import type { Comparison } from './comparison.ts'
import type { FieldPair } from './field-value.ts'

/** Operators that the appearance of a text or choice field may need (§12.7.4.3): text, and rectangles and lines of its border. */
const allowed = new Set('BMC BDC EMC MP DP q Q cm w J j M d ri i re m l h S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* Tj TJ \' " CS cs SC SCN sc scn G g RG rg K k'.split(' '))
/** Lines of a border or a comb; more could draw figures. */
const maxLines = 64

/** What speaks against the appearance of a text or choice field as a picture of its value: a person has to see what the field holds. */
export function objectionToShownValue(comparison: Comparison, { field, widget }: { field: FieldPair, widget: PdfDictionary }): string | null {
  const appearance = comparison.is(widget.get('AP'))
  // Viewers draw the value themselves.
  if (!(appearance instanceof PdfDictionary)) return null
  const stream = comparison.is(appearance.get('N'))
  if (!(stream instanceof PdfStream)) return appearance.has('N') ? 'an appearance of several states' : null
  const resources = comparison.is(stream.dictionary.get('Resources'))
  try {
    const drawing = readDrawing(comparison.is, { content: decodeStream(stream), resources: withDefaults(comparison, resources) })
    return objectionToDrawing(comparison, { drawing, stream }) ?? objectionToText(comparison, { drawing, field })
  }
  catch {
    return 'an appearance that cannot be followed'
  }
}

/** Fonts that the appearance does not name itself come from the form's default resources. */
function withDefaults(comparison: Comparison, resources: PdfValue): PdfDictionary {
  const own = resources instanceof PdfDictionary ? resources : new PdfDictionary()
  const form = comparison.is(comparison.after.catalog.get('AcroForm'))
  const defaults = form instanceof PdfDictionary ? comparison.is(form.get('DR')) : null
  const [fonts, more] = [comparison.is(own.get('Font')), defaults instanceof PdfDictionary ? comparison.is(defaults.get('Font')) : null]
  const all = new PdfDictionary([...more instanceof PdfDictionary ? more.entries : [], ...fonts instanceof PdfDictionary ? fonts.entries : []])
  return own.with({ Font: all })
}

function objectionToDrawing(comparison: Comparison, { drawing: { runs, operators }, stream }: { drawing: Drawing, stream: PdfStream }): string | null {
  const other = [...operators.keys()].find(operator => !allowed.has(operator))
  if (other !== undefined) return `an appearance that uses ${other.slice(0, 8)}`
  if ((operators.get('l') ?? 0) > maxLines) return 'an appearance that draws figures'
  const box = comparison.is(stream.dictionary.get('BBox'))
  const [x1, y1, x2, y2] = Array.isArray(box) ? box.map(comparison.is) : []
  if (typeof x1 !== 'number' || typeof y1 !== 'number' || typeof x2 !== 'number' || typeof y2 !== 'number') return 'an appearance without /BBox'
  for (const run of runs) {
    if (run.mode !== 0) return 'text that is not drawn'
    const [left, bottom, , top] = run.box
    if (left < Math.min(x1, x2) - 1 || left > Math.max(x1, x2) || top < Math.min(y1, y2) || bottom > Math.max(y1, y2)) return 'text outside of its field'
    if (run.font !== null && !isFontTrusted(comparison, run.font, run.fontNumber)) return 'a font that came with the change'
  }
  return null
}

/** A font that was signed, or one that brings no glyphs of its own: others could draw an 8 for a 3. */
function isFontTrusted(comparison: Comparison, font: PdfDictionary, number: number | null): boolean {
  if (number !== null && comparison.wasSigned(number)) return true
  const subtype = font.get('Subtype')
  const descriptor = comparison.is(font.get('FontDescriptor'))
  const hasGlyphs = descriptor instanceof PdfDictionary && ['FontFile', 'FontFile2', 'FontFile3'].some(key => descriptor.has(key))
  return subtype instanceof PdfName && ['Type1', 'TrueType'].includes(subtype.value) && !hasGlyphs && !font.has('ToUnicode')
}

function objectionToText(comparison: Comparison, { drawing, field }: { drawing: Drawing, field: FieldPair }): string | null {
  let shown = ''
  for (const run of drawing.runs) {
    const text = decodeRun(comparison.is, run)
    if (text === null) return 'text that its font does not tell'
    shown += text
  }
  return expectedTexts(comparison, field).some(text => plain(text) === plain(shown)) ? null : 'the appearance shows another value'
}

/** Lines are broken at will, and white space is not drawn. */
const plain = (text: string): string => text.normalize('NFC').replaceAll(/[\s\u00a0]+/gu, '')

/** How a value may look: itself; for a choice, its label, or the whole list; for a password, asterisks. */
function expectedTexts(comparison: Comparison, { is, type }: FieldPair): string[] {
  const value = comparison.is(is.get('V'))
  const values = (Array.isArray(value) ? value : [value]).filter(one => one instanceof PdfString).map(textOf)
  const flags = comparison.is(is.get('Ff'))
  if (type === 'Tx') return typeof flags === 'number' && (flags & passwordFlag) !== 0 ? ['*'.repeat([...values.join('')].length)] : [values.join('')]
  const options = comparison.is(is.get('Opt'))
  const labels = (Array.isArray(options) ? options : []).map(option => labelOf(comparison, option))
  const chosen = values.map(one => labels.find(label => label.value === one)?.label ?? one)
  const isList = typeof flags !== 'number' || (flags & comboFlag) === 0
  const isShort = labels.reduce((sum, { label }) => sum + label.length, 0) < 10_000
  return [chosen.join(''), ...isList && isShort ? windows(labels.map(({ label }) => label)) : []]
}

/** Tables 230 and 232. */
const passwordFlag = 1 << 13
const comboFlag = 1 << 17

function labelOf(comparison: Comparison, option: PdfValue): { value: string, label: string } {
  const one = comparison.is(option)
  const [value, label] = (Array.isArray(one) ? one as PdfArray : [one, one]).map(part => comparison.is(part))
  return { value: value instanceof PdfString ? textOf(value) : '', label: label instanceof PdfString ? textOf(label) : '' }
}

/** The parts of a list that fit into its box: runs of options, no more than a page of them. */
function windows(labels: readonly string[]): string[] {
  const most = Math.min(labels.length, 60)
  return Array.from({ length: most }, (_, start) => Array.from({ length: most - start }, (__, count) => labels.slice(start, start + count + 1).join(''))).flat()
}
