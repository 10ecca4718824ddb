import { openSigningStates, signingTransitions, type SigningEvent, type SigningState } from '../../../shared/dossier/signing-states.ts'
import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import type { PreparedSignature } from '#signing'

/** One attempt of a person to sign one frozen document with one credential. */
export interface SigningSession {
  id: string
  draft: string
  /** Personal number. */
  owner: string
  state: SigningState
  version: number
  provider: string
  credential: string
  /** Hex SHA-256 of the frozen document. */
  documentDigest: string
  prepared: PreparedSignature
  pending: PendingRedirect | null
  oauthState: string | null
  /** Base64; kept as soon as the provider gave it, so that it is never asked to sign twice. */
  signatureValue: string | null
  /** Path of the page to come back to. */
  returnTo: string
  problem: ProblemCode | null
  createdAt: Date
  expiresAt: Date
  completedAt: Date | null
}

export interface PendingRedirect { state: string, /** sealed */ verifier: string, redirectUri: string, url: string }

export const isOpen = (session: SigningSession): boolean => openSigningStates.includes(session.state)

/** The session after `event`, one version on. @throws ProblemError `signing-already-answered` when the table does not allow it */
export function advance(session: SigningSession, event: SigningEvent, change: Partial<SigningSession> = {}): SigningSession {
  const transition = signingTransitions.find(one => one.from === session.state && one.event === event)
  if (transition === undefined) throw new ProblemError('signing-already-answered')
  return { ...session, ...change, state: transition.to, version: session.version + 1 }
}
