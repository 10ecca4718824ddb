import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { PDFDocument, PDFRawStream } from 'pdf-lib'
import { createDocuments, loadSlips, loadTypefaces, type FormInput } from '#domain/documents'
import { completeAnswers } from '#shared/forms/form.ts'
import { assetsDir, loadSampleProcedures, samples, today } from '../tests/support/procedure-samples.ts'
import { compared, type Bench } from './measure.ts'

const agency = { title: { vi: 'Công an phường Bến Thành', en: 'Bến Thành Ward Police' }, parent: 'CÔNG AN THÀNH PHỐ HỒ CHÍ MINH', code: 'H29.01', place: 'Bến Thành', phone: '02838220000' }

/** One with a table over two pages, one of a single page; more would only take longer. */
const forms = ['temporary-residence', 'marital-status-certificate']

/** Forms with every block filled, one after another in one process. No form is drawn twice: each has another phone number. */
export const figures: Bench = async () => {
  const procedures = loadSampleProcedures()
  const { labels } = procedures
  const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'))
  const documents = createDocuments({ typefaces: loadTypefaces(fonts), labels, slips: loadSlips(assetsDir) })
  const measured = []
  for (const [slug, answers] of samples.filter(([slug]) => forms.includes(slug))) {
    const procedure = procedures.inForce(slug, today)
    const complete = completeAnswers(procedure.definition, answers, { today, labels })
    let count = 0
    const input = (): FormInput => ({ procedure, answers: { ...complete, phone: `09${String(10_000_000 + (count += 1))}` }, provenance: {}, agency, on: today, attachments: [] })
    const { bytes, pages } = await documents.renderForm(input())
    const contents = await streamsOf(bytes)
    const limit = { name: 'compressing the same streams', work: () => contents.forEach(content => deflateSync(content)) }
    measured.push(await compared(`form PDFs, ${slug}`, { limit, work: () => documents.renderForm(input()), warmUp: 10, note: `${pages} page(s), ${Math.round(bytes.length / 1024)} kB with fonts, structure and answers` }))
  }
  return measured
}

/** What the file's compressed streams hold: content, fonts, their maps, the answers. */
async function streamsOf(pdf: Uint8Array): Promise<Uint8Array[]> {
  const { context } = await PDFDocument.load(pdf)
  return context.enumerateIndirectObjects().flatMap(([, object]) => object instanceof PDFRawStream ? [inflateSync(object.contents)] : [])
}
