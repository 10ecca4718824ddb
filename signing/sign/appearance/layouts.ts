import type { SignatureAppearance } from '../../types.ts'

const millimetre = 72 / 25.4
/** A4, in points. */
const page = { width: 210 * millimetre, height: 297 * millimetre }
/** The upper right corner that the annex means: 15 mm from the right edge, 10 mm from the upper one. */
const corner = { right: page.width - 15 * millimetre, top: page.height - 10 * millimetre, width: 62 * millimetre, lineHeight: 12 }
/** Of an agency's seal with the national emblem. */
const usualDiameter = 36

/** 0 = first page; points from the lower left. */
export type SignaturePlace = Pick<SignatureAppearance, 'page' | 'rect'>

export interface TextStamp { signingTime: Date, font: Uint8Array }

/**
 * Visible signatures as Decree 30/2020/NĐ-CP, annex I, lays them out on A4. Citizens' signatures have no layout of law; `box` is
 * the usual one. Texts are upright, black, 10 points; `font` should be Times New Roman or its metric twin.
 */
export const signatureLayouts = {
  /** Who signs for an agency: the image of the hand signature, blue, transparent PNG, between title and name. */
  person: (place: SignaturePlace, image: Uint8Array): SignatureAppearance => ({ ...place, lines: [], image }),

  /**
   * The organisation: its seal, red, transparent PNG, in actual size, over the left third of the person's signature.
   * @param person where that one stands
   * @param diameter in millimetres
   */
  organisation: (person: SignaturePlace, image: Uint8Array, diameter = usualDiameter): SignatureAppearance => {
    const [left, bottom, right, top] = person.rect
    const [side, edge, middle] = [diameter * millimetre, left + (right - left) / 3, (bottom + top) / 2]
    return { page: person.page, rect: [edge - side, middle - side / 2, edge, middle + side / 2], lines: [], image }
  },

  /** The organisation, on an appendix in a file of its own: number and symbol of the document and the time, no image. */
  appendix: (symbol: string, { signingTime, font }: TextStamp): SignatureAppearance => atCorner([symbol, localTime(signingTime)], font),

  /** A copy in electronic form ("sao y" …): the agency, the form of copy, the time. */
  copy: (agency: string, form: string, { signingTime, font }: TextStamp): SignatureAppearance => atCorner([agency, form, localTime(signingTime)], font),

  box: (place: SignaturePlace, signatory: string, { signingTime, font }: TextStamp): SignatureAppearance =>
    ({ ...place, lines: [`Ký bởi: ${signatory}`, `Ngày ký: ${localTime(signingTime)}`], font }),
}

function atCorner(lines: string[], font: Uint8Array): SignatureAppearance {
  const { right, top, width, lineHeight } = corner
  return { page: 0, rect: [right - width, top - lines.length * lineHeight, right, top], lines, font }
}

/** ISO 8601 in Vietnam's time, e.g. 2026-06-01T15:00:00+07:00. */
const localTime = (at: Date): string => `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`
