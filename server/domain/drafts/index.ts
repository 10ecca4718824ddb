export { withoutDocument, type Attachment, type Draft, type DraftDocument, type SignedDraft } from './draft.ts'
export { accountOf, createDrafts, type Drafts, type DraftsDeps, type GivenAnswers, type UploadedFile } from './create-drafts.ts'
export { attachmentsOnPaper, computedFields, standOf, toDraftView, type ViewDeps } from './draft-view.ts'
export type { Blobs, CorrectionGlance, DraftStore, FormRenderer, SigningGlance, UploadInspector } from './ports.ts'
