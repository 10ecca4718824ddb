/** The life of a signing session (stored; survives restarts, lost callbacks and closed tabs). */
export type SigningState = 'prepared' | 'awaiting' | 'authorised' | 'signed' | 'completed' | 'declined' | 'expired' | 'failed'

export type SigningEvent = 'redirect' | 'authorise' | 'sign' | 'complete' | 'decline' | 'expire' | 'fail'

export const signingTransitions: readonly { from: SigningState, event: SigningEvent, to: SigningState }[] = [
  { from: 'prepared', event: 'redirect', to: 'awaiting' },
  { from: 'awaiting', event: 'redirect', to: 'awaiting' },
  { from: 'awaiting', event: 'authorise', to: 'authorised' },
  // Confirmed on a phone: the first that is heard of it is the signature.
  { from: 'awaiting', event: 'sign', to: 'signed' },
  { from: 'awaiting', event: 'decline', to: 'declined' },
  { from: 'authorised', event: 'sign', to: 'signed' },
  { from: 'signed', event: 'complete', to: 'completed' },
  ...(['prepared', 'awaiting', 'authorised', 'signed'] as const).flatMap(from => [
    { from, event: 'expire' as const, to: 'expired' as const },
    { from, event: 'fail' as const, to: 'failed' as const },
  ]),
]

export const openSigningStates: readonly SigningState[] = ['prepared', 'awaiting', 'authorised', 'signed']
