import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayInVietnam, timeInVietnam, showDate } from '../../../shared/forms/dates.ts'
import { showPhone } from '../../../shared/forms/fields/phone.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import { toAttachment } from './attached-answers.ts'
import type { AgencyOnPaper, ApplicantOnPaper, Documents, RenderedDocument } from './inputs.ts'
import { drawLayout } from './layout/draw-blocks.ts'
import { parseLayout, type Layout } from './layout/layout-schema.ts'
import type { PaperSource } from './layout/paper-text.ts'
import { newSheet } from './layout/sheet.ts'
import { answersSource, plainSource, type Extras } from './paper-sources.ts'
import { writePdf, type PdfParts } from './pdf/write-pdf.ts'
import type { Typefaces } from './typeface/typeface.ts'

export interface DocumentsDeps {
  typefaces: Typefaces
  labels: Labels
  slips: Slips
}

/** Layouts of the slips of Circular 03/2025/TT-VPCP, Annex I. */
export interface Slips { receipt: Layout, correction: Layout, refusal: Layout }

/** Reads `catalogues/slips` under the assets directory. @throws ZodError when a file is no layout */
export function loadSlips(assetsDir: string): Slips {
  const read = (name: string): Layout => parseLayout(JSON.parse(readFileSync(join(assetsDir, 'catalogues', 'slips', `${name}.json`), 'utf8')))
  return { receipt: read('receipt'), correction: read('correction'), refusal: read('refusal') }
}

export function createDocuments({ typefaces, labels, slips }: DocumentsDeps): Documents {
  const layouts = new WeakMap<object, Layout>()
  const layoutOf = (json: unknown): Layout => {
    const known = typeof json === 'object' && json !== null ? layouts.get(json) : undefined
    if (known !== undefined) return known
    const layout = parseLayout(json)
    layouts.set(json as object, layout)
    return layout
  }
  const render = async (layout: Layout, source: PaperSource, parts: Omit<PdfParts, 'sheet'>): Promise<RenderedDocument> => {
    const sheet = newSheet(typefaces)
    drawLayout(sheet, layout, source)
    return { bytes: await writePdf({ sheet, ...parts }), pages: sheet.pages.length }
  }

  return {
    renderForm: (input) => {
      const { procedure: { definition, layouts: { form } }, answers, agency, on } = input
      const source = answersSource({ definition, answers, labels, on, extras: headOf(agency, on) })
      return render(layoutOf(form), source, {
        title: definition.form.title.vi, author: agency.title.vi, subject: `${definition.title.vi} (${definition.form.code})`, date: startOf(on),
        attachment: { name: 'answers.json', description: 'Dữ liệu của tờ khai', bytes: toAttachment(input) },
      })
    },
    renderResult: ({ procedure: { definition, layouts: { result } }, number, dossierCode, agency, answers, official, issuedAt }) => {
      const on = dayInVietnam(new Date(issuedAt))
      const extras = { ...headOf(agency, on), number, dossierCode, officialName: official.name, officialRole: official.role }
      const source = answersSource({ definition, answers, labels, on, extras })
      return render(layoutOf(result), source, { title: definition.result.title.vi, author: agency.title.vi, subject: `${definition.title.vi} ${dossierCode}`, date: new Date(issuedAt) })
    },
    renderReceipt: (input) => {
      const { number, dossierCode, agency, applicant, representative, procedure, request, components, sets, receivedAt, dueAt, duration, rule, handover, register, documentDigest } = input
      const values = {
        ...headOf(agency, dayInVietnam(new Date(receivedAt))), ...personOf(applicant), number, dossierCode, procedure: procedure.title.vi, procedureCode: procedure.code, request, sets: String(sets),
        duration: `${duration.value} ${{ workday: 'ngày làm việc', day: 'ngày', hour: 'giờ' }[duration.unit]}`, receivedAt: showInstant(receivedAt), dueAt: showInstant(dueAt), rule: rule.vi, handover,
        book: register?.book ?? '', line: register?.line ?? '', digest: documentDigest,
        representativeName: representative?.name ?? '', representativeId: representative?.personalId ?? '', representativeAddress: representative?.address ?? '',
        representativePhone: showPhone(representative?.phone ?? ''), representativeEmail: representative?.email ?? '', authority: representative?.authority ?? '',
      }
      const rows = components.map(({ title, count, note }) => ({ title, count: String(count), note: note ?? '' }))
      return render(slips.receipt, plainSource(values, { components: rows }), { title: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', author: agency.title.vi, subject: dossierCode, date: new Date(receivedAt) })
    },
    renderCorrectionSlip: ({ number, dossierCode, agency, applicant, procedure, items, reason, contact, issuedAt }) => {
      const values = { ...headOf(agency, dayInVietnam(new Date(issuedAt))), ...personOf(applicant), number, dossierCode, procedure: procedure.title.vi, procedureCode: procedure.code, reason, contactName: contact.name, contactPhone: showPhone(contact.phone) }
      return render(slips.correction, plainSource(values, { items: items.map(text => ({ text })) }), { title: 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', author: agency.title.vi, subject: dossierCode, date: new Date(issuedAt) })
    },
    renderRefusalSlip: ({ number, dossierCode, agency, applicant, procedure, reason, official, issuedAt }) => {
      const values = { ...headOf(agency, dayInVietnam(new Date(issuedAt))), ...personOf(applicant), number, dossierCode, procedure: procedure.title.vi, procedureCode: procedure.code, reason, officialName: official.name }
      return render(slips.refusal, plainSource(values), { title: 'Phiếu từ chối tiếp nhận, giải quyết hồ sơ', author: agency.title.vi, subject: dossierCode, date: new Date(issuedAt) })
    },
  }
}

const headOf = (agency: AgencyOnPaper, on: string): Extras => ({ agency: agency.title.vi, agencyParent: agency.parent ?? '', agencyCode: agency.code, agencyPhone: agency.phone, place: agency.place, on })

const personOf = ({ name, personalId, address, phone, email }: ApplicantOnPaper): Extras =>
  ({ applicantName: name, applicantId: personalId, applicantAddress: address, applicantPhone: showPhone(phone ?? ''), applicantEmail: email ?? '' })

/** "14 giờ 05 phút, ngày 23/11/2026" */
function showInstant(instant: string): string {
  const date = new Date(instant)
  const [hours = '', minutes = ''] = timeInVietnam(date).split(':')
  return `${hours} giờ ${minutes} phút, ngày ${showDate(dayInVietnam(date))}`
}

const startOf = (day: string): Date => new Date(`${day}T00:00:00+07:00`)
