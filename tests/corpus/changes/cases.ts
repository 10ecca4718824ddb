import { samplePdf } from '#signing/testing'
import { cases, type CorpusCase } from '../kit/corpus-case.ts'
import { bodyOf, rawUpdate, stream, type RawUpdate } from '../kit/raw-update.ts'
import { page, type SigningOptions } from '../kit/world.ts'

/** A form with a text field, an annotation, and what shadow attacks hide beforehand. */
const form = (): Uint8Array => samplePdf({
  catalog: '/AcroForm 20 0 R',
  annotations: '[21 0 R 24 0 R]',
  objects: {
    20: '<</Fields [21 0 R] /DA (/F1 12 Tf 0 g) /DR <</Font <</F1 3 0 R>>>>>>',
    21: '<</FT /Tx /T (name) /V (NGUYEN VAN AN) /Type /Annot /Subtype /Widget /Rect [72 600 300 620] /F 4 /DA (/F1 12 Tf 0 g) /AP <</N 22 0 R>>>>',
    22: stream('/Tx BMC BT /F1 12 Tf (NGUYEN VAN AN) Tj ET EMC', '/Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources <</Font <</F1 3 0 R>>>>'),
    24: '<</Type /Annot /Subtype /Square /Rect [72 500 300 520] /F 4 /AP <</N 25 0 R>>>>',
    25: stream('1 g 0 0 228 20 re f', '/Type /XObject /Subtype /Form /BBox [0 0 228 20]'),
    40: `<</Type /Catalog /Pages 41 0 R /AcroForm 20 0 R>>`,
    41: '<</Type /Pages /Kids [42 0 R] /Count 1>>',
    42: '<</Type /Page /Parent 41 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents 43 0 R>>',
    43: stream('BT /F1 24 Tf 72 720 Td (Trang khac) Tj ET'),
  },
})

/** Signed, then updated by hand. */
const after = (update: (pdf: Uint8Array) => RawUpdate, options: SigningOptions = {}, source = form): CorpusCase['build'] => async (world) => {
  const pdf = await world.sign(source(), world.person(), { level: 'B-T', ...options })
  return { pdf: rawUpdate(pdf, update(pdf)), revocation: world.source(), field: 'Signature1' }
}
const withEntries = (pdf: Uint8Array, number: number, entries: string): string => bodyOf(pdf, number).replace(/>>$/, ` ${entries}>>`)
const text = (content: string) => stream(content, '/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Resources <</Font <</F1 3 0 R>>>>')
const overlay = text('1 g 0 0 400 400 re f 0 g BT /F1 24 Tf (50 000 000 dong) Tj ET')
const addAnnotation = (subtype: string, entries = '') => (pdf: Uint8Array): RawUpdate => ({
  objects: {
    1000: bodyOf(pdf, 1000).replace(/\/Annots \[/, '/Annots [60 0 R '),
    60: `<</Type /Annot /Subtype /${subtype} /Rect [72 600 400 800] /F 4 /AP <</N 61 0 R>> ${entries}>>`,
    61: overlay,
  },
})
const fillField = (value: string) => (pdf: Uint8Array): RawUpdate => ({
  objects: {
    21: bodyOf(pdf, 21).replace('/V (NGUYEN VAN AN)', `/V (${value})`).replace('22 0 R', '62 0 R'),
    62: stream(`/Tx BMC BT /F1 12 Tf (${value}) Tj ET EMC`, '/Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources <</Font <</F1 3 0 R>>>>'),
  },
})

export const changes = cases({
  // Permitted
  'form-filled__sound__TOTAL-PASSED': after(fillField('TRAN THI BINH')),
  'form-filled-under-certification-2__sound__TOTAL-PASSED': after(fillField('TRAN THI BINH'), { certify: 2 }),
  'same-object-written-again__sound__TOTAL-PASSED': after(pdf => ({ objects: { 1: bodyOf(pdf, 1) } })),
  'nothing-but-an-empty-update__sound__TOTAL-PASSED': after(() => ({})),
  // Incremental saving
  'page-content-replaced__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(() => ({ objects: { 1001: stream('BT /F1 24 Tf 72 720 Td (Trang 9) Tj ET') } })),
  'page-content-replaced-without-cross-reference__flawed': after(() => ({ objects: { 1001: stream('BT /F1 24 Tf 72 720 Td (Trang 9) Tj ET') }, end: () => '' })),
  'page-content-replaced-with-trailer-only__flawed': after(() => ({ objects: { 1001: stream('BT /F1 24 Tf 72 720 Td (Trang 9) Tj ET') }, end: () => 'trailer\n<</Root 1 0 R>>\n%%EOF\n' })),
  'objects-linked-by-nothing__flawed': after(() => ({ objects: { 70: '<</Type /Catalog /Pages 41 0 R>>' }, end: () => '' })),
  'objects-that-nothing-leads-to__sound__TOTAL-PASSED': after(() => ({ objects: { 70: '(payload for later)' } })),
  'page-added__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 2: bodyOf(pdf, 2).replace(/\/Kids \[([^\]]*)\] \/Count 1/, '/Kids [$1 42 0 R] /Count 2') } })),
  'page-exchanged__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 2: bodyOf(pdf, 2).replace(/\/Kids \[[^\]]*\]/, '/Kids [42 0 R]') } })),
  'page-turned__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1000: withEntries(pdf, 1000, '/Rotate 180') } })),
  'page-cropped__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1000: withEntries(pdf, 1000, '/CropBox [0 0 100 100]') } })),
  'font-exchanged__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(() => ({ objects: { 3: '<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>' } })),
  'page-freed__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(() => ({ objects: { 1001: null } })),
  'open-action-added__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1: withEntries(pdf, 1, '/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>') } })),
  'additional-action-on-the-page__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1000: withEntries(pdf, 1000, '/AA <</O <</S /JavaScript /JS (x)>>>>') } })),
  'names-with-a-file-added__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1: withEntries(pdf, 1, '/Names <</EmbeddedFiles <</Names [(a) 63 0 R]>>>>'), 63: '<</Type /Filespec /F (a)>>' } })),
  'optional-content-added__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1: withEntries(pdf, 1, '/OCProperties <</OCGs [64 0 R] /D <</OFF [64 0 R]>>>>'), 64: '<</Type /OCG /Name (a)>>' } })),
  // Shadow attacks: what is shown later lies in the file when it is signed.
  'shadow-hide-annotation-taken-away__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1000: bodyOf(pdf, 1000).replace('24 0 R', '') } })),
  'shadow-hide-overlay-made-transparent__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(() => ({ objects: { 25: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 228 20]') } })),
  'shadow-hide-by-annotation-flag__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 24: bodyOf(pdf, 24).replace('/F 4', '/F 2') } })),
  'shadow-replace-by-form-overlay__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(() => ({ objects: { 22: stream('1 g -500 -500 2000 2000 re f 0 g BT /F1 12 Tf (50 000 000 dong) Tj ET', '/Type /XObject /Subtype /Form /BBox [-500 -500 2000 2000] /Resources <</Font <</F1 3 0 R>>>>') } })),
  'shadow-replace-widget-enlarged__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 21: bodyOf(pdf, 21).replace('[72 600 300 620]', '[0 0 595 842]') } })),
  'shadow-hide-and-replace-by-root__flawed': after(() => ({ root: '40 0 R' })),
  'shadow-hide-and-replace-by-page-tree__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1: bodyOf(pdf, 1).replace('/Pages 2 0 R', '/Pages 41 0 R') } })),
  'shadow-hide-and-replace-by-cross-reference__flawed': async (world) => {
    const pdf = await world.sign(form(), world.person(), { level: 'B-T' })
    const hidden = Buffer.from(pdf).toString('latin1').indexOf('\n42 0 obj') + 1
    const end = (position: number) => `xref\n1000 1\n${String(hidden).padStart(10, '0')} 00000 n \ntrailer\n<</Size 1100 /Root 1 0 R /Prev ${/startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(pdf).toString('latin1'))![1]}>>\nstartxref\n${position}\n%%EOF\n`
    return { pdf: rawUpdate(pdf, { end }), revocation: world.source() }
  },
  // Certification attacks
  'free-text-under-certification-2__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(addAnnotation('FreeText', '/Contents (x) /DA (/F1 12 Tf)'), { certify: 2 }),
  'stamp-under-certification-2__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(addAnnotation('Stamp'), { certify: 2 }),
  'redaction-under-certification-3__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(addAnnotation('Redact'), { certify: 3 }),
  'overlay-under-certification-3__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(addAnnotation('Stamp'), { certify: 3 }),
  'annotation-without-certification__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(addAnnotation('Stamp')),
  'widget-without-field-as-overlay__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(addAnnotation('Widget')),
  'form-filled-under-certification-1__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(fillField('TRAN THI BINH'), { certify: 1 }),
  'signed-under-certification-1__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': async (world) => {
    const pdf = await world.sign(page(), world.person(), { certify: 1, level: 'B-T' })
    const next = rawUpdate(pdf, { objects: { 80: '<</FT /Sig /T (Second) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132>>', 1000: bodyOf(pdf, 1000).replace(/>>$/, '/Annots [80 0 R]>>') } })
    return { pdf: next, revocation: world.source(), field: 'Signature1' }
  },
  'locked-field-filled__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(fillField('TRAN THI BINH'), { lock: { action: 'include', fields: ['name'] } }),
  'field-filled-that-is-not-locked__sound__TOTAL-PASSED': after(fillField('TRAN THI BINH'), { lock: { action: 'include', fields: ['another'] } }),
  // The signature itself
  'reason-of-the-signature-changed-later__flawed': after((pdf) => {
    const number = Number(/\/V (\d+) 0 R/.exec(Buffer.from(pdf).toString('latin1'))![1])
    return { objects: { [number]: bodyOf(pdf, number).replace('/M (', '/Reason (changed) /M (') } }
  }),
  'signature-field-emptied__flawed': async (world) => {
    const first = await world.sign(page(), world.person(), { level: 'B-T' })
    const second = await world.sign(first, world.person(), { level: 'B-T' })
    const field = Number(/(\d+) 0 obj\s*<<[^>]*\/T \(Signature1\)/.exec(Buffer.from(second).toString('latin1'))![1])
    return { pdf: rawUpdate(second, { objects: { [field]: bodyOf(second, field).replace(/\/V \d+ 0 R/, '') } }), revocation: world.source(), field: 'Signature2' }
  },
  'certification-taken-out-of-the-catalog__flawed__INDETERMINATE.SIG_CONSTRAINTS_FAILURE': after(pdf => ({ objects: { 1: bodyOf(pdf, 1).replace(/\/Perms <<[^>]*>>/, '') } }), { certify: 2 }),
  'wrapped__flawed': async (world) => {
    const signed = Buffer.from(await world.sign(page(), world.person())).toString('latin1')
    const [, before, gapEnd, rest] = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(signed)!.slice(1).map(Number) as [number, number, number, number]
    const hex = signed.slice(before, gapEnd).replace(/(?:00)+>$/, '>')
    const moved = gapEnd + rest
    const startxref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(signed)![1])
    const head = `${signed.slice(0, before)}${hex} /ByteRange [0 ${before} ${moved} ${rest}]>>\nendobj\n`
    const malicious = `1001 0 obj\n${stream('BT /F1 24 Tf 72 720 Td (Trang 9) Tj ET')}\nendobj\n`
    const table = `xref\n1001 1\n${String(head.length).padStart(10, '0')} 00000 n \ntrailer\n<</Size 1100 /Root 1 0 R /Prev ${/\/Prev (\d+)/.exec(signed.slice(startxref))![1]}>>\nstartxref\n${startxref}\n%%EOF\n`
    const front = `${head}${malicious}`.padEnd(startxref)
    return { pdf: Buffer.from(`${front}${table}`.padEnd(moved) + signed.slice(gapEnd), 'latin1'), revocation: world.source() }
  },
})
