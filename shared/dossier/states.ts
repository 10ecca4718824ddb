/**
 * The life of a dossier: one table draws the citizen's time line, enables the clerk's buttons and guards the server.
 * National status codes: DOMAIN §2.1 (code list used in syncing with the national portal).
 */

export type DossierState
  = | 'submitted' | 'accepted' | 'correction-requested' | 'refused' | 'decided' | 'returned' | 'withdrawn'

export type DossierEvent = 'accept' | 'ask-correction' | 'resubmit' | 'refuse' | 'issue-result' | 'return-result' | 'withdraw'

export type DossierParty = 'applicant' | 'clerk' | 'system'

export interface DossierTransition { from: DossierState, event: DossierEvent, to: DossierState, by: DossierParty }

export const dossierTransitions: readonly DossierTransition[] = [
  { from: 'submitted', event: 'accept', to: 'accepted', by: 'clerk' },
  { from: 'submitted', event: 'ask-correction', to: 'correction-requested', by: 'clerk' },
  { from: 'submitted', event: 'refuse', to: 'refused', by: 'clerk' },
  { from: 'submitted', event: 'withdraw', to: 'withdrawn', by: 'applicant' },
  { from: 'correction-requested', event: 'resubmit', to: 'submitted', by: 'applicant' },
  { from: 'correction-requested', event: 'refuse', to: 'refused', by: 'clerk' },
  { from: 'correction-requested', event: 'withdraw', to: 'withdrawn', by: 'applicant' },
  { from: 'accepted', event: 'issue-result', to: 'decided', by: 'system' },
  { from: 'decided', event: 'return-result', to: 'returned', by: 'applicant' },
]

export const dossierStates: Readonly<Record<DossierState, { nationalCode: number, final: boolean, clock: 'running' | 'paused' | 'stopped' }>> = {
  'submitted': { nationalCode: 1, final: false, clock: 'running' },
  'accepted': { nationalCode: 4, final: false, clock: 'running' },
  'correction-requested': { nationalCode: 5, final: false, clock: 'paused' },
  'refused': { nationalCode: 3, final: true, clock: 'stopped' },
  'decided': { nationalCode: 9, final: false, clock: 'stopped' },
  'returned': { nationalCode: 10, final: true, clock: 'stopped' },
  'withdrawn': { nationalCode: 8, final: true, clock: 'stopped' },
}

/** The transition that `event` causes in `state`, or null when the table does not allow it. */
export function findTransition(state: DossierState, event: DossierEvent, by: DossierParty): DossierTransition | null {
  return dossierTransitions.find(t => t.from === state && t.event === event && t.by === by) ?? null
}

/** Events that `by` may cause now, in table order: the buttons of a page. */
export function possibleEvents(state: DossierState, by: DossierParty): DossierEvent[] {
  return dossierTransitions.filter(t => t.from === state && t.by === by).map(t => t.event)
}
