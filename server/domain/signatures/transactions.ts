import { ProblemError } from '../../../shared/problem.ts'
import { canAuthorise, canSignByTransaction, Secret, toTransactions, type ActivatedTransactions, type AnyProvider, type Credential, type CredentialSource, type DataToBeSigned, type PendingTransaction, type TransactionSigning } from '#signing/providers'
import type { NamedProvider, Sealer } from './ports.ts'
import type { KeptTransaction, SigningSession } from './session.ts'

/** @throws ProblemError when the provider is not configured any more */
export function serviceOf(providers: readonly NamedProvider[], { provider }: Pick<SigningSession, 'provider'>): AnyProvider {
  const found = providers.find(one => one.id === provider)
  if (found === undefined) throw new ProblemError('provider-unavailable')
  return found.service
}

/** Every provider is asked in transactions: one that signs at once keeps the activation until there is an answer. */
export function askable(service: AnyProvider, now: () => Date): CredentialSource & TransactionSigning & Partial<ActivatedTransactions> {
  if (canSignByTransaction(service)) return service
  if (canAuthorise(service)) return toTransactions(service, now)
  throw new ProblemError('credential-not-usable')
}

/** What was handed over, word for word as it was when the session began. */
export const dataOf = ({ prepared }: SigningSession, label = ''): DataToBeSigned[] => [{ data: Buffer.from(prepared.signedAttributes, 'base64'), label }]

/** @throws ProblemError when the credential has another certificate than when the session began */
export function requireSameCertificate({ certificates: [certificate = new Uint8Array()] }: Credential, { prepared }: SigningSession): void {
  if (Buffer.from(certificate).toString('base64') !== prepared.certificates[0]) throw new ProblemError('signing-failed', { detail: 'another certificate than when the session began' })
}

export const keepTransaction = (sealer: Sealer, { token, asked, askAfterMs, expiresAt }: PendingTransaction, told: string | null = null): KeptTransaction =>
  ({ token: token === null ? null : sealer.seal(token.reveal()), told, asked, askAfterMs, expiresAt: expiresAt.toISOString() })

/** @throws ProblemError when it cannot be opened any more: the portal's secret has changed */
export function openTransaction(sealer: Sealer, reference: string, { token, told, asked, askAfterMs, expiresAt }: KeptTransaction): PendingTransaction {
  const known = token ?? told
  try {
    return { reference, token: known === null ? null : new Secret(sealer.open(known)), asked, askAfterMs, expiresAt: new Date(expiresAt) }
  }
  catch (cause) {
    throw new ProblemError('signing-outcome-unknown', { detail: 'the kept transaction cannot be opened', cause })
  }
}

/** The part of a session that changes when its transaction does. What a call has told is asked for at once. */
export function withTransaction(transaction: KeptTransaction, now: Date): Pick<SigningSession, 'transaction' | 'askAt' | 'expiresAt'> {
  const isTold = transaction.token === null && transaction.told !== null
  return { transaction, askAt: new Date(now.getTime() + (isTold ? 0 : transaction.askAfterMs)), expiresAt: new Date(transaction.expiresAt) }
}
