import { acceptDossier, type AcceptanceEntry, type AcceptanceJournal, type PreparedAcceptance } from '#domain/dossiers'
import type { SignedInActor } from '#domain/identity'
import type { Stores } from '../../server/db/transact.ts'
import type { Transact } from '#domain/outbox'
import { at, sampleAcceptance, sampleDossier, sampleDraft } from './store-samples.ts'

const actor = (personalId: string): SignedInActor =>
  ({ role: 'citizen', agency: null, account: { personalId, name: 'Đỗ Thị Ễnh', dateOfBirth: '1990', phone: null, email: null, issuer: 'https://id.example', assurance: 'high' } })

/** Accepts sample after sample by the room's own transaction, with everything before it prepared. */
export function acceptanceRun({ stores, transact, journal }: { stores: Stores, transact: Transact<Stores>, journal: AcceptanceJournal }) {
  const accept = acceptDossier({ transact, journal })
  return async (): Promise<AcceptanceEntry> => {
    const draft = sampleDraft()
    await stores.drafts.insert(draft)
    const number = await stores.dossiers.nextNumber('cong-an-phuong-lang', '2026-11-23')
    const dossier = sampleDossier({ owner: draft.owner, receipt: { number: `${number}/2026/TNHS`, issuedAt: at(5).toISOString() } })
    const entry = sampleAcceptance(draft, dossier, number)
    const prepared: PreparedAcceptance = { dossier, before: null, at: at(5), documents: entry.documents, numbers: entry.numbers, delivery: entry.delivery }
    await accept(actor(draft.owner), draft, { prepared, submission: entry.submission })
    return entry
  }
}
