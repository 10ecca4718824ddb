import type { SigningChoicesView, SigningSessionView } from '../../../shared/api/drafts.ts'
import type { ProviderAnswer } from './list-credentials.ts'
import { objectionTo } from './problems.ts'
import { isAsked, type SigningSession } from './session.ts'

export const toSigningView = (session: SigningSession): SigningSessionView => ({
  id: session.id,
  state: session.state,
  provider: session.provider,
  credential: session.credential,
  documentDigest: session.documentDigest,
  dtbsr: session.prepared.dtbsr,
  authorisePath: session.state === 'awaiting' ? session.pending?.url ?? null : null,
  factors: session.state === 'awaiting' ? session.factors : null,
  onPhone: session.state === 'awaiting' && isAsked(session),
  problem: session.problem,
  expiresAt: session.expiresAt.toISOString(),
  completedAt: session.completedAt?.toISOString() ?? null,
})

export const toChoicesView = (answers: readonly ProviderAnswer[], personalId: string): SigningChoicesView => ({
  credentials: answers.flatMap(({ provider, credentials }) => credentials.map((credential) => {
    const reason = objectionTo(credential, personalId)
    const { commonName, issuer, notAfter } = credential.certificate
    return { provider: provider.id, providerTitle: provider.title, id: credential.id, holder: commonName ?? '', issuer, validTo: notAfter, usable: reason === null, reason }
  })),
  providers: answers.map(({ provider: { id, title }, state }) => ({ id, title, state })),
})
