import { appendPlaceholderSignature } from '#signing/testing'
import { describe, expect, it } from 'vitest'
import { acroForm, annotations, catalog, certified, fields, first, form, page, showing, signatureField, signed, stream, textField, update, xmp } from './form-document.ts'

const dss = { 1: catalog('/DSS 50 0 R'), 50: '<</Certs [51 0 R] /VRI <</ABCD <</Cert [51 0 R] /TU (D:20260101000000Z)>>>>>>', 51: stream('DER') }
const signSecond = (pdf = signed()) => appendPlaceholderSignature(pdf, { value: 41, trailer: '/Info 17 0 R', objects: { 22: signatureField('Ky2', '72 100 272 160', '/V 41 0 R /AP <</N 42 0 R>>'), 42: form('0 0 200 20 re f') } })
const newField = (rectangle: string, entries = '') => ({ 10: acroForm(`${fields} 60 0 R`), 60: signatureField('Moi', rectangle, `${entries} /V 61 0 R`), 1000: page('', `${annotations} 60 0 R`) })
const signNew = (rectangle: string, pdf = signed()) => appendPlaceholderSignature(pdf, { value: 61, trailer: '/Info 17 0 R', objects: { ...newField(rectangle, '/AP <</N 62 0 R>>'), 62: form('0 0 200 20 re f') } })
const stamp = (pdf = signed()) => appendPlaceholderSignature(pdf, { value: 61, entries: '/Type /DocTimeStamp /SubFilter /ETSI.RFC3161', trailer: '/Info 17 0 R', objects: newField('0 0 0 0') })
const overText = (value: string) => textField(value).replace('[72 600 272 620]', '[60 700 300 760]')
const annotate = (annotation: string, pdf: Uint8Array, objects: Record<number, string> = {}) => update({ objects: { 1000: page('', `${annotations} 60 0 R`), 60: annotation, ...objects } }, pdf)
const locking = (transform: string) => signed({ entries: `/Type /Sig /Reference [<</Type /SigRef /TransformMethod /FieldMDP /TransformParams <</Type /TransformParams ${transform}>>>>]` })

describe('permitted after an approval signature', () => {
  it.each<[string, () => Uint8Array]>([
    ['a document security store', () => update({ objects: dss })],
    ['a document security store that is rewritten', () => update({ objects: { 50: '<</Certs [52 0 R]>>', 52: stream('DER2') } }, update({ objects: dss }))],
    ['a document time-stamp in a new field', stamp],
    ['developer extensions', () => update({ objects: { 1: catalog('/Extensions <</ESIC <</BaseVersion /1.7 /ExtensionLevel 5>>>>') } })],
    ['a date of the last change in the information and in XMP', () => update({ objects: { 17: '<</ModDate (D:20260202000000Z) /Title (To khai)>>', 13: xmp('2026-02-02T00:00:00Z') } })],
    ['the signing of an empty field', signSecond],
    ['the signing of a new field on a scanned page', () => signNew('320 320 480 350', signed({ objects: { 1001: stream('q 595 0 0 842 0 0 cm /Anh Do Q') } }))],
    ['the signing of a new field', () => signNew('300 300 500 360')],
    ['a text with the appearance that shows it', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } })],
    ['a text with a new appearance that shows it', () => update({ objects: { 21: textField('Binh', '/AP <</N 60 0 R>>'), 60: showing('Binh') } })],
    ['a check box that shows its state', () => update({ objects: { 25: '<</FT /Btn /T (Dong) /Type /Annot /Subtype /Widget /F 4 /P 1000 0 R /Rect [72 560 84 572] /V /Yes /AS /Yes /AP <</N <</Yes 26 0 R /Off 27 0 R>>>>>>' } })],
    ['objects that nothing leads to', () => update({ objects: { 60: '(khong dung)' } })],
    ['an object that is written again as it was', () => update({ objects: { 1000: page() } })],
  ])('%s', (_, build) => {
    const { signature, flaws, forbidden } = first(build())
    expect([flaws, forbidden, signature.byteRangeSound]).toEqual([[], [], true])
    expect(signature.changes).toBe(signature.changeList.length === 0 ? 'none' : 'permitted')
  })
})

describe('forbidden after an approval signature', () => {
  it.each<[string, () => Uint8Array, string]>([
    // Shadow attacks
    ['a text whose appearance shows another value', () => update({ objects: { 21: textField('Binh'), 24: showing('Chi') } }), 'undefined: \'Ten\': the appearance shows another value'],
    ['an appearance that changes while its text stays (replace by form overlay)', () => update({ objects: { 24: showing('Binh') } }), 'undefined: an object was replaced'],
    ['a new appearance of a text that stays', () => update({ objects: { 21: textField('An', '/AP <</N 60 0 R>>'), 60: showing('Binh') } }), 'undefined: \'Ten\': the appearance changed without its value'],
    ['an image in the appearance of a text', () => update({ objects: { 21: textField('Binh'), 24: form('/Tx BMC BT /Helv 12 Tf (Binh) Tj ET EMC /X Do', '/Name /Im') } }), 'undefined: \'Ten\': an appearance that uses Do'],
    ['a font that comes with the appearance of a text', () => update({ objects: { 21: textField('Binh', '/AP <</N 60 0 R>>'), 60: stream('BT /G 12 Tf 2 5 Td (Binh) Tj ET', '/Subtype /Form /BBox [0 0 200 20] /Resources <</Font <</G 61 0 R>>>>'), 61: '<</Type /Font /Subtype /TrueType /BaseFont /Gia /FontDescriptor 62 0 R>>', 62: '<</Type /FontDescriptor /FontFile2 63 0 R>>', 63: stream('glyphs') } }), 'undefined: \'Ten\': a font that came with the change'],
    ['contents of a page that are replaced (replace)', () => update({ objects: { 1001: stream('BT /F1 24 Tf 72 720 Td (Trang khac) Tj ET') } }), 'undefined: an object was replaced'],
    ['contents of a page that are freed (hide)', () => update({ free: [1001] }), 'undefined: an object was taken away'],
    ['an annotation that is taken away under which something lay (hide)', () => update({ objects: { 1000: page('', fields) } }), 'annotation: a remark was taken away'],
    ['another catalog (hide and replace)', () => update({ root: '60 0 R', objects: { 60: catalog() } }), 'undefined: another catalog'],
    ['another tree of pages', () => update({ objects: { 1: '<</Type /Catalog /Pages 60 0 R /AcroForm 10 0 R>>', 60: '<</Type /Pages /Kids [1000 0 R] /Count 1>>' } }), 'undefined: /Pages of the catalog'],
    ['a page more', () => update({ objects: { 2: '<</Type /Pages /Kids [1000 0 R 60 0 R] /Count 2>>', 60: page('', '') } }), 'page: an object was replaced'],
    ['a font that is replaced', () => update({ objects: { 3: '<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>' } }), 'undefined: an object was replaced'],
    ['resources of a page', () => update({ objects: { 1000: page('/Rotate 90') } }), 'page: /Rotate of a page'],
    ['a number that pointed to nothing when it was signed, and is an appearance now', () => appendPlaceholderSignature(signed({ objects: { 1000: page('/Group 42 0 R') } }), { value: 41, trailer: '/Info 17 0 R', objects: { 22: signatureField('Ky2', '72 100 272 160', '/V 41 0 R /AP <</N 42 0 R>>'), 42: form('0 0 200 20 re f') } }), 'undefined: is used elsewhere in the document as it was signed'],
    ['an appearance that something else uses too', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, signed({ objects: { 1000: page('/PieceInfo 24 0 R') } })), 'undefined: is used elsewhere in the document as it was signed'],
    ['a text whose font came with an earlier change', () => update({ objects: { 21: textField('Binh', '/AP <</N 60 0 R>>'), 60: stream('BT /G 12 Tf 2 5 Td (Binh) Tj ET', '/Subtype /Form /BBox [0 0 200 20] /Resources <</Font <</G 61 0 R>>>>') } }, update({ objects: { 61: '<</Type /Font /Subtype /TrueType /BaseFont /Gia /FontDescriptor 62 0 R>>', 62: '<</Type /FontDescriptor /FontFile2 63 0 R>>', 63: stream('glyphs') } })), 'undefined: \'Ten\': a font that came with the change'],
    ['a field over text, filled on a white ground (replace by form overlay)', () => update({ objects: { 21: overText('Trang 9'), 24: form('1 1 1 rg 0 0 200 20 re f BT /Helv 12 Tf 0 g 2 5 Td (Trang 9) Tj ET') } }, signed({ objects: { 21: overText('') } })), 'annotation: the widget of \'Ten\' lies over the content'],
    // Signatures
    ['a signature whose reason is replaced (spoofing)', () => update({ objects: { 40: '<</Type /Sig /Reason (khac) /ByteRange [0 1 2 3] /Contents <00>>>' } }), 'undefined: \'Ky\': a signed field changed'],
    ['a signature that is taken away', () => update({ objects: { 20: signatureField('Ky', '300 100 500 160') } }), 'undefined: \'Ky\': a signed field changed'],
    ['a signed field on another place', () => update({ objects: { 20: signatureField('Ky', '300 500 500 560', '/V 40 0 R') } }), 'undefined: \'Ky\': /Rect changed'],
    ['an appearance of a signed field', () => update({ objects: { 20: signatureField('Ky', '300 100 500 160', '/V 40 0 R /AP <</N 60 0 R>>'), 60: form('0 0 1 1 re f') } }), 'undefined: \'Ky\': a signed field changed'],
    ['a field whose signature is another field’s', () => update({ objects: { 22: signatureField('Ky2', '72 100 272 160', '/V 40 0 R') } }), 'undefined: \'Ky2\': a signature that another field has already'],
    ['a new signature over text (sneaky signature)', () => signNew('60 700 300 760'), 'annotation: the widget of \'Moi\' lies over the content of page object 1000'],
    ['a new signature over an image', () => signNew('320 320 480 350', signed({ objects: { 1001: stream('q 200 0 0 100 300 300 cm /Anh Do Q') } })), 'annotation: the widget of \'Moi\' lies over the content of page object 1000'],
    ['a new signature over another annotation', () => signNew('60 590 300 640'), 'annotation: the widget of \'Moi\' lies over another annotation of page object 1000'],
    ['a new empty signature field over text', () => update({ objects: { 10: acroForm(`${fields} 60 0 R`), 60: signatureField('Moi', '60 700 300 760'), 1000: page('', `${annotations} 60 0 R`) } }), 'annotation: the widget of \'Moi\' lies over the content of page object 1000'],
    ['a new field of another type', () => update({ objects: { 10: acroForm(`${fields} 60 0 R`), 60: '<</FT /Tx /T (Moi) /Subtype /Widget /Rect [0 0 9 9]>>', 1000: page('', `${annotations} 60 0 R`) } }), 'undefined: a new field of type Tx'],
    ['a new signature field with an action', () => update({ objects: { 10: acroForm(`${fields} 60 0 R`), 60: signatureField('Moi', '0 0 0 0', '/AA <</E <</S /JavaScript /JS (x)>>>>') } }), 'undefined: /AA of a new field'],
    ['a new field with the name of another', () => update({ objects: { 10: acroForm(`${fields} 60 0 R`), 60: signatureField('Ky2', '0 0 0 0') } }), 'undefined: a new field with the name of another'],
    ['a field that is taken away', () => update({ objects: { 10: acroForm('20 0 R 21 0 R 22 0 R') } }), 'undefined: a field was taken away'],
    ['a flag that hides a field', () => update({ objects: { 21: '<</FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /F 2 /P 1000 0 R /Rect [72 600 272 620] /DA (/Helv 12 Tf 0 g) /V (An) /AP <</N 24 0 R>>>>' } }), 'undefined: \'Ten\': /F changed'],
    // The rest of the document
    ['a new annotation', () => annotate('<</Type /Annot /Subtype /Text /Rect [400 300 420 320] /Contents (moi)>>', signed()), 'annotation: a remark'],
    ['a remark that is edited', () => update({ objects: { 28: '<</Type /Annot /Subtype /Text /Rect [400 400 420 420] /Contents (khac) /P 1000 0 R>>' } }), 'annotation: a remark'],
    ['optional content that is switched off', () => update({ objects: { 11: '<</OCGs [14 0 R] /D <</ON [] /OFF [14 0 R]>>>>' } }), 'undefined: an object was replaced'],
    ['an action on opening', () => update({ objects: { 1: catalog('/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>') } }), 'undefined: /OpenAction of the catalog'],
    ['JavaScript among the names', () => update({ objects: { 12: '<</EmbeddedFiles <</Names [(ban-sao.txt) 15 0 R]>> /JavaScript <</Names [(a) 60 0 R]>>>>', 60: '<</S /JavaScript /JS (x)>>' } }), 'undefined: an object was replaced'],
    ['an embedded file that is replaced', () => update({ objects: { 16: stream('gia mao', '/Type /EmbeddedFile') } }), 'undefined: an object was replaced'],
    ['a title in the information', () => update({ objects: { 17: '<</ModDate (D:20260202000000Z) /Title (Khac)>>' } }), 'undefined: /Title of the document information'],
    ['metadata that declare entities', () => update({ objects: { 13: stream('<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>', '/Type /Metadata /Subtype /XML') } }), 'undefined: /Metadata of the catalog'],
    ['metadata that are no XMP', () => update({ objects: { 13: stream('<svg xmlns="http://www.w3.org/2000/svg"></svg>', '/Type /Metadata /Subtype /XML') } }), 'undefined: /Metadata of the catalog'],
    ['a key of the catalog that is not known', () => update({ objects: { 1: catalog('/Blah true') } }), 'undefined: /Blah of the catalog'],
    ['a security store that is no dictionary', () => update({ objects: { 1: catalog('/DSS 50 0 R'), 50: '[51 0 R]', 51: stream('DER') } }), 'undefined: /DSS is no dictionary'],
    ['a security store whose lists hold other things', () => update({ objects: { ...dss, 50: '<</Certs [(x)]>>' } }), 'undefined: a list of /DSS holds something else than streams'],
    ['a security store that is taken away', () => update({ objects: { 1: catalog() } }, update({ objects: dss })), 'undefined: /DSS was taken away'],
    ['contents of a page that become a certificate of the security store', () => update({ objects: { ...dss, 50: '<</Certs [1001 0 R]>>', 1001: stream('DER') } }), 'undefined: is used elsewhere in the document as it was signed'],
    ['default resources that are replaced', () => update({ objects: { 10: `<</Fields [${fields}] /SigFlags 3 /DR <</Font <</Helv 60 0 R>>>> /DA (/Helv 12 Tf 0 g)>>`, 60: '<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>' } }), 'undefined: /DR of the interactive form'],
    ['appearances that viewers shall make anew', () => update({ objects: { 10: acroForm(fields, '/SigFlags 3 /NeedAppearances true') } }), 'undefined: /NeedAppearances of the interactive form'],
  ])('%s', (_, build, reason) => {
    const { signature, forbidden } = first(build())
    expect(signature.changes).toBe('forbidden')
    expect(forbidden.join('\n')).toContain(reason)
  })
})

describe('what a signature lets happen', () => {
  it.each<[string, () => Uint8Array, 'none' | 'permitted' | 'forbidden']>([
    ['P = 1: validation data and a time-stamp are permitted', () => update({ objects: { ...dss, 1: catalog('/Perms <</DocMDP 40 0 R>> /DSS 50 0 R') } }, stamp(certified(1))), 'permitted'],
    ['P = 1: signing is forbidden', () => signSecond(certified(1)), 'forbidden'],
    ['P = 1: filling is forbidden', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, certified(1)), 'forbidden'],
    ['P = 1: an object that nothing leads to is forbidden', () => update({ objects: { 60: '(khong dung)' } }, certified(1)), 'forbidden'],
    ['P = 2: signing is permitted', () => signSecond(certified(2)), 'permitted'],
    ['P = 2: an annotation is forbidden (evil annotation)', () => annotate('<</Type /Annot /Subtype /Text /Rect [400 300 420 320] /Contents (moi)>>', certified(2)), 'forbidden'],
    ['P = 3: a note beside the text is permitted', () => annotate('<</Type /Annot /Subtype /Text /Rect [400 300 420 320] /Contents (moi)>>', certified(3)), 'permitted'],
    ['P = 3: a highlight that lets the text be seen is permitted', () => annotate('<</Type /Annot /Subtype /Highlight /Rect [72 710 200 750] /QuadPoints [72 750 200 750 72 710 200 710] /C [1 1 0] /AP <</N 61 0 R>>>>', certified(3), { 61: stream('/G gs 1 1 0 rg 0 0 128 40 re f', '/Subtype /Form /BBox [0 0 128 40] /Resources <</ExtGState <</G <</BM /Multiply>>>>>>') }), 'permitted'],
    ['P = 3: a highlight that hides the text is forbidden', () => annotate('<</Type /Annot /Subtype /Highlight /Rect [72 710 200 750] /QuadPoints [72 750 200 750 72 710 200 710] /AP <</N 61 0 R>>>>', certified(3), { 61: stream('1 1 1 rg 0 0 128 40 re f', '/Subtype /Form /BBox [0 0 128 40]') }), 'forbidden'],
    ['P = 3: a black highlight is forbidden', () => annotate('<</Type /Annot /Subtype /Highlight /Rect [72 710 200 750] /QuadPoints [72 750 200 750 72 710 200 710] /C [0 0 0]>>', certified(3)), 'forbidden'],
    ['P = 3: text over text is forbidden (evil annotation)', () => annotate('<</Type /Annot /Subtype /FreeText /Rect [60 700 300 760] /Contents (Trang khac) /DA (/Helv 24 Tf)>>', certified(3)), 'forbidden'],
    ['P = 3: a line that runs over text outside of its rectangle is forbidden', () => annotate('<</Type /Annot /Subtype /Ink /Rect [400 300 420 320] /InkList [[60 730 300 730]] /BS <</W 30>>>>', certified(3)), 'forbidden'],
    ['P = 3: a stamp is forbidden', () => annotate('<</Type /Annot /Subtype /Stamp /Rect [400 300 420 320]>>', certified(3)), 'forbidden'],
    ['P = 3: a remark with an action is forbidden', () => annotate('<</Type /Annot /Subtype /Text /Rect [400 300 420 320] /A <</S /URI /URI (https://x.example)>>>>', certified(3)), 'forbidden'],
    ['P = 3: editing and deleting a remark is permitted', () => update({ objects: { 1000: page('', fields) } }, update({ objects: { 28: '<</Type /Annot /Subtype /Text /Rect [400 400 420 420] /Contents (khac) /P 1000 0 R>>' } }, certified(3))), 'permitted'],
    ['P = 3 without its name in the catalog counts as P = 2', () => annotate('<</Type /Annot /Subtype /Text /Rect [400 300 420 320] /Contents (moi)>>', signed({ entries: '/Type /Sig /Reference [<</TransformMethod /DocMDP /TransformParams <</P 3>>>>]' })), 'forbidden'],
    ['FieldMDP: a locked field is forbidden', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, locking('/Action /Include /Fields [(Ten)]')), 'forbidden'],
    ['FieldMDP: another field is permitted', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, locking('/Action /Include /Fields [(Khac)]')), 'permitted'],
    ['FieldMDP: a field that is not excluded is forbidden', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, locking('/Action /Exclude /Fields [(Khac)]')), 'forbidden'],
    ['FieldMDP: a lock that cannot be read locks everything', () => update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, locking('/Action /Some')), 'forbidden'],
    ['field lock: signing a locked field is forbidden', () => signSecond(signed({ field: '/Lock <</Type /SigFieldLock /Action /All>>' })), 'forbidden'],
    ['field lock with P = 1: a new signature is forbidden', () => signNew('300 300 500 360', signed({ field: '/Lock <</Type /SigFieldLock /Action /Include /Fields [(Ten)] /P 1>>' })), 'forbidden'],
  ])('%s', (_, build, verdict) => {
    const { signature, forbidden } = first(build())
    expect([signature.changes, verdict === 'forbidden' ? [] : forbidden]).toEqual([verdict, []])
  })

  it('counts for the signatures after a certification too', () => {
    const { read } = first(update({ objects: { 21: textField('Binh'), 24: showing('Binh') } }, signSecond(certified(1))))
    expect(read.signatures.map(({ field, changes }) => [field, changes])).toEqual([['Ky', 'forbidden'], ['Ky2', 'forbidden']])
  })
})
