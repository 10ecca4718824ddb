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
  /** While the person is on the provider's pages. */
  pending: PendingRedirect | null
  oauthState: string | null
  /** While the person types PIN and code here, because the provider has no other way. */
  factors: SigningFactor[] | null
  /** What the provider calls us about; unguessable. */
  reference: string | null
  /** While the provider is asked for the signature. */
  transaction: KeptTransaction | null
  /** When to ask next. */
  askAt: Date | null
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

/** One of the things that a person has to type; `challenge` is shown beside it, `sent` says what we know of a code that the provider sends. */
export interface SigningFactor { id: string, type: string, label: string | null, challenge: string | null, sent: SentCode | null }

/** How many codes were asked for, and when (ISO) another may be. */
export interface SentCode { times: number, againAt: string }

/** A pending transaction as it is stored; the tokens are sealed. `told` came by a call of the provider. */
export interface KeptTransaction { token: string | null, told: string | null, asked: number, askAfterMs: number, expiresAt: string }

export const isOpen = (session: SigningSession): boolean => openSigningStates.includes(session.state)

/** The provider may have something for us. */
export const isAsked = (session: SigningSession): boolean => isOpen(session) && session.state !== 'signed' && session.transaction !== null

/** The provider may have begun something whose name never came, or came and was lost. */
export const isNameless = ({ transaction }: SigningSession): boolean => transaction !== null && transaction.token === null && transaction.told === null

/** Nothing secret stays with a session that does not need it any more. */
export const forgotten = { pending: null, factors: null, transaction: null, askAt: null } as const

/** The session after `event`, one version on. @throws ProblemError `signing-already-answered` when the table does not allow it */
export function advance(session: SigningSession, event: SigningEvent, change: Partial<SigningSession> = {}): SigningSession {
  const transition = signingTransitions.find(one => one.from === session.state && one.event === event)
  if (transition === undefined) throw new ProblemError('signing-already-answered')
  return { ...session, ...change, state: transition.to, version: session.version + 1 }
}
