import { appendPlaceholderSignature, appendRevision, samplePdf, type PlaceholderOptions, type RevisionParts } from '#signing/testing'
import { readSignatures, type PdfSignature, type SignedPdf } from '../../../../signing/pdf/index.ts'

/** A stream in PDF syntax. */
export const stream = (content: string, entries = ''): string => `<<${entries} /Length ${content.length}>>\nstream\n${content}\nendstream`
export const form = (content: string, entries = ''): string => stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources <</Font <</Helv 3 0 R>>>> ${entries}`)
export const showing = (text: string): string => form(`/Tx BMC q BT /Helv 12 Tf 0 g 2 5 Td (${text}) Tj ET Q EMC`)

export const catalog = (entries = ''): string => `<</Type /Catalog /Pages 2 0 R /AcroForm 10 0 R /OCProperties 11 0 R /Names 12 0 R /Metadata 13 0 R ${entries}>>`
export const acroForm = (fields: string, entries = '/SigFlags 3'): string => `<</Fields [${fields}] ${entries} /DR <</Font <</Helv 3 0 R>>>> /DA (/Helv 12 Tf 0 g)>>`
export const fields = '20 0 R 21 0 R 22 0 R 25 0 R'
export const annotations = `${fields} 28 0 R`
export const page = (entries = '', list = annotations): string =>
  `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents 1001 0 R /Annots [${list}] ${entries}>>`
export const signatureField = (name: string, rectangle: string, entries = ''): string => `<</FT /Sig /T (${name}) /Type /Annot /Subtype /Widget /F 4 /P 1000 0 R /Rect [${rectangle}] ${entries}>>`
export const textField = (value: string, entries = '/AP <</N 24 0 R>>'): string => `<</FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /F 4 /P 1000 0 R /Rect [72 600 272 620] /DA (/Helv 12 Tf 0 g) /V (${value}) ${entries}>>`
export const xmp = (date: string): string =>
  stream(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:ModifyDate>${date}</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`, '/Type /Metadata /Subtype /XML')

/** The original: page 1000 with text at its top, contents 1001, an empty field to sign (20), a text (21), a second signature field (22), a check box (25), a remark (28), an attachment. */
export const original = (): Uint8Array => samplePdf({
  catalog: '/AcroForm 10 0 R /OCProperties 11 0 R /Names 12 0 R /Metadata 13 0 R',
  annotations: `[${annotations}]`,
  objects: {
    10: acroForm(fields, '/SigFlags 1'),
    11: '<</OCGs [14 0 R] /D <</ON [14 0 R] /OFF []>>>>',
    12: '<</EmbeddedFiles <</Names [(ban-sao.txt) 15 0 R]>>>>',
    13: xmp('2026-01-01T00:00:00Z'),
    14: '<</Type /OCG /Name (Lop)>>',
    15: '<</Type /Filespec /F (ban-sao.txt) /EF <</F 16 0 R>>>>',
    16: stream('noi dung', '/Type /EmbeddedFile'),
    17: '<</ModDate (D:20260101000000Z) /Title (To khai)>>',
    18: form('0 0 200 20 re f'),
    20: signatureField('Ky', '300 100 500 160'),
    21: textField('An'),
    22: signatureField('Ky2', '72 100 272 160'),
    24: showing('An'),
    25: '<</FT /Btn /T (Dong) /Type /Annot /Subtype /Widget /F 4 /P 1000 0 R /Rect [72 560 84 572] /V /Off /AS /Off /AP <</N <</Yes 26 0 R /Off 27 0 R>>>>>>',
    26: form('0 0 12 12 re f'),
    27: form('q Q'),
    28: '<</Type /Annot /Subtype /Text /Rect [400 400 420 420] /Contents (Ghi chu) /P 1000 0 R>>',
  },
})

/** The original, signed in field 20 by signature dictionary 40; what else the signature says is up to the case. */
export const signed = ({ entries, field = '', ...parts }: Partial<PlaceholderOptions> & { field?: string } = {}): Uint8Array =>
  appendPlaceholderSignature(original(), { value: 40, ...entries === undefined ? {} : { entries }, ...parts, trailer: '/Info 17 0 R', objects: { 20: signatureField('Ky', '300 100 500 160', `/V 40 0 R ${field}`), ...parts.objects } })

/** As certification: P of the DocMDP transform, named by the catalog. */
export const certified = (level: 1 | 2 | 3): Uint8Array => signed({
  entries: `/Type /Sig /SubFilter /ETSI.CAdES.detached /Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P ${level} /V /1.2>>>>]`,
  objects: { 1: catalog('/Perms <</DocMDP 40 0 R>>') },
})

export const update = (parts: RevisionParts, pdf = signed()): Uint8Array => appendRevision(pdf, { trailer: '/Info 17 0 R', ...parts })

/** The signature of field “Ky”, and all that is wrong with the file. */
export function first(pdf: Uint8Array): { signature: PdfSignature, read: SignedPdf, flaws: string[], forbidden: string[] } {
  const read = readSignatures(pdf)
  const signature = read.signatures.find(({ field }) => field === 'Ky')!
  return {
    signature, read,
    flaws: [...read.findings, ...read.signatures.flatMap(({ findings }) => findings)].filter(({ severity }) => severity === 'flaw').map(({ code }) => code),
    forbidden: signature.changeList.filter(({ permitted }) => !permitted).map(({ object, class: kind, detail }) => `${object} ${kind}: ${detail}`),
  }
}
