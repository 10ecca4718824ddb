import type { Answers, LocalizedText, ProcedureDefinition, Provenance } from '../../../shared/forms/definition.ts'
import type { Day } from '../../../shared/forms/dates.ts'

/** The procedure as the procedures room hands it on (`Procedure`). */
export interface PrintedProcedure {
  definition: ProcedureDefinition
  layouts: { form: unknown, result: unknown }
}

export interface AgencyOnPaper {
  title: LocalizedText
  /** Line above the agency's name in the head of its papers, e.g. the people's committee or police it belongs to. */
  parent?: string
  /** Short code in numbers, e.g. H26.01.05 */
  code: string
  /** Place in "Phường Ba Đình, ngày 05 tháng 01 năm 2026". */
  place: string
  phone: string
}

export interface ApplicantOnPaper { name: string, personalId: string, address: string, phone: string | null, email: string | null }

export interface FormInput {
  procedure: PrintedProcedure
  answers: Answers
  /** By field id. */
  provenance: Record<string, Provenance>
  agency: AgencyOnPaper
  /** The day on the form; part of the input so that the same answers give the same bytes. */
  on: Day
  /** Titles of uploaded papers with file name and SHA-256 (hex), in order: they are named in the attached data, so that the signature covers them. */
  attachments: { slot: string, title: string, fileName: string, sha256: string }[]
}

/** Slip 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Circular 03/2025/TT-VPCP, Annex I). */
export interface ReceiptInput {
  number: string
  dossierCode: string
  agency: AgencyOnPaper
  applicant: ApplicantOnPaper
  /** The authorised person who files for the applicant. */
  representative?: { name: string, personalId: string, address: string, phone: string | null, email: string | null, authority: string } | null
  procedure: { code: string, title: LocalizedText }
  /** What the applicant asks for, e.g. item 14 of CT01. */
  request: string
  components: { title: string, count: number, note?: string }[]
  sets: number
  /** ISO instants */
  receivedAt: string
  dueAt: string
  duration: { value: number, unit: 'workday' | 'day' | 'hour' }
  rule: LocalizedText
  /** How and where the result is handed over. */
  handover: string
  /** Register book: number and line. */
  register?: { book: string, line: string } | null
  /** SHA-256 (hex) of the signed form that was received. */
  documentDigest: string
}

/** Slip 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. */
export interface CorrectionSlipInput {
  number: string
  dossierCode: string
  agency: AgencyOnPaper
  applicant: ApplicantOnPaper
  procedure: { code: string, title: LocalizedText }
  items: string[]
  reason: string
  contact: { name: string, phone: string }
  issuedAt: string
}

/** Slip 03, Phiếu từ chối tiếp nhận, giải quyết hồ sơ. */
export interface RefusalSlipInput {
  number: string
  dossierCode: string
  agency: AgencyOnPaper
  applicant: ApplicantOnPaper
  procedure: { code: string, title: LocalizedText }
  reason: string
  official: { name: string }
  issuedAt: string
}

export interface ResultInput {
  procedure: PrintedProcedure
  number: string
  dossierCode: string
  agency: AgencyOnPaper
  answers: Answers
  official: { name: string, role: string }
  /** ISO instant of issue. */
  issuedAt: string
}

/** The structured data inside a signed form (`answers.json`, AFRelationship Data). */
export interface AttachedAnswers {
  schema: 'motlan-answers/1'
  procedure: { slug: string, revision: string, code: string }
  on: Day
  answers: Answers
  provenance: Record<string, Provenance>
  attachments: { slot: string, title: string, fileName: string, sha256: string }[]
}

/** Papers of the house: same input, same bytes. */
export interface Documents {
  renderForm(input: FormInput): Promise<RenderedDocument>
  renderReceipt(input: ReceiptInput): Promise<RenderedDocument>
  renderCorrectionSlip(input: CorrectionSlipInput): Promise<RenderedDocument>
  renderRefusalSlip(input: RefusalSlipInput): Promise<RenderedDocument>
  renderResult(input: ResultInput): Promise<RenderedDocument>
}

export interface RenderedDocument { bytes: Uint8Array, pages: number }
