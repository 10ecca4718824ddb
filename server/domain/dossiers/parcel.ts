import type { ProcedureDefinition } from '../../../shared/forms/definition.ts'
import type { Dossier, DossierDocumentRecord } from './dossier.ts'

export interface ParcelContents {
  delivery: string
  round: number
  dossier: Dossier
  /** Papers of this round only. */
  documents: DossierDocumentRecord[]
  report: { sha256: string, size: number }
}

/**
 * What an agency's system gets, as JSON: the data of one round, and the digest of every paper that goes with it. Made once
 * at acceptance and kept by its hash, so that a later change of the dossier never changes what is on its way.
 */
export interface ParcelManifest {
  schema: 'motlan-dossier/1'
  delivery: string
  round: number
  code: string
  agency: string
  procedure: { slug: string, revision: string, code: string, title: ProcedureDefinition['title'] }
  applicant: Dossier['applicant']
  submittedAt: string
  dueAt: string
  answers: Dossier['answers']
  provenance: Dossier['provenance']
  answersMatchDocument: boolean
  verdict: Dossier['verdict']
  report: { sha256: string, size: number }
  documents: Pick<DossierDocumentRecord, 'id' | 'kind' | 'fileName' | 'type' | 'size' | 'sha256' | 'signed'>[]
}

export function toParcelManifest({ delivery, round, dossier, documents, report }: ParcelContents): ParcelManifest {
  const { code, agency, definition, applicant, dueAt, receipt, answers, provenance, answersMatchDocument, verdict } = dossier
  return {
    schema: 'motlan-dossier/1', delivery, round, code, agency,
    procedure: { slug: definition.slug, revision: definition.revision, code: definition.codes[0]!.code, title: definition.title },
    applicant, submittedAt: receipt.issuedAt, dueAt: dueAt.toISOString(), answers, provenance, answersMatchDocument, verdict, report,
    documents: documents.map(({ id, kind, fileName, type, size, sha256, signed }) => ({ id, kind, fileName, type, size, sha256, signed })),
  }
}
