/** What a signature looks like on the page. */
export { drawAppearance, type Frame } from './draw-appearance.ts'
export { signatureLayouts, type SignaturePlace, type TextStamp } from './layouts.ts'
