import { ProviderError } from '../errors.ts'
import { nextQuestion, requireTime, usualPatience } from '../patience.ts'
import { Secret } from '../secret.ts'
import type { ActivatedTransactions, Activation, CredentialSource, ExplicitAuthorisation, PendingTransaction, SignatureProvider, TransactionAnswer, TransactionSigning } from '../types.ts'

/**
 * Transactions of a provider that signs at once (CSC v1, or v2 without asynchronous mode): the activation is kept before
 * it is used, and used until there is an answer. One that was used up by an answer that was lost stays uncertain: such a
 * provider cannot be asked what it signed.
 */
export function toTransactions(provider: SignatureProvider & ExplicitAuthorisation, now: () => Date): CredentialSource & TransactionSigning & ActivatedTransactions {
  const keep = ({ sad, expiresAt }: Activation, reference: string): PendingTransaction =>
    ({ reference, token: new Secret(JSON.stringify([sad.reveal(), expiresAt])), expiresAt: new Date(now().getTime() + usualPatience), ...nextQuestion(0) })
  const waiting = (pending: PendingTransaction, token: Secret | null): TransactionAnswer => ({ state: 'waiting', pending: requireTime({ ...pending, token, ...nextQuestion(pending.asked + 1) }, now()) })
  return {
    signsWhen: 'asked',
    describe: () => provider.describe(),
    listCredentials: userId => provider.listCredentials(userId),
    readCredential: id => provider.readCredential(id),
    beginTransaction: async request => keep(await provider.authorise({ ...request, factors: request.factors ?? {} }), request.reference),
    toTransaction: keep,
    askTransaction: async (question) => {
      const { pending } = question
      if (pending.token === null) return waiting(pending, null)
      const [sad, expiresAt] = JSON.parse(pending.token.reveal()) as [string, string]
      try {
        return { state: 'signed', signatures: await provider.sign({ ...question, activation: { sad: new Secret(sad), expiresAt: new Date(expiresAt) } }) }
      }
      catch (error) {
        if (!(error instanceof ProviderError)) throw error
        if (error.code === 'unavailable') return waiting(pending, pending.token)
        if (error.code === 'sad-invalid') return waiting(pending, null)
        throw error
      }
    },
    readNotification: () => {
      throw new ProviderError('reply-invalid', 'notification: this provider makes none')
    },
  }
}
