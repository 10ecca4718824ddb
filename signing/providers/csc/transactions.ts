import { ProviderError } from '../errors.ts'
import { notificationUrl, parseNotice } from '../notifications.ts'
import { nextQuestion, requireTime, usualPatience } from '../patience.ts'
import { Secret } from '../secret.ts'
import type { ActivatedTransactions, Credential, PendingTransaction, TransactionAnswer, TransactionQuestion, TransactionRequest, TransactionSigning } from '../types.ts'
import { requireSignatures } from '../verify-signatures.ts'
import type { ServiceInfo } from './addresses.ts'
import { hashOid, requestAlgorithm } from './algorithms.ts'
import { requireCount, requireFactors } from './authorisation.ts'
import { digestsOf, signatureBytes } from './digests.ts'
import type { Ask } from './provider.ts'
import { authorizeSchema, pollingSchema, responseSchema } from './schemas.ts'
import type { CscSettings } from './settings.ts'

/** How far a transaction has come; kept by the caller as its token. */
type Stage = { at: 'authorising', handle: string } | { at: 'authorised', sad: string } | { at: 'signing', responseId: string }

interface Dependencies { settings: CscSettings, ask: Ask, readCredential: (id: string) => Promise<Credential>, info: () => Promise<ServiceInfo> }

/**
 * Asynchronous authorisation (clauses 11.6 and 11.7) and, where the service has it, asynchronous signing (11.10 and
 * 11.12), which alone lets a caller whose answer was lost ask for the signatures again.
 */
export function createTransactions({ settings, ask, readCredential, info }: Dependencies): TransactionSigning & ActivatedTransactions {
  /** `asked` 0 means that there is something to do at once. */
  const waiting = ({ reference, expiresAt }: Pick<PendingTransaction, 'reference' | 'expiresAt'>, stage: Stage | null, asked = 0): PendingTransaction =>
    requireTime({ reference, expiresAt, ...nextQuestion(asked, stage?.at === 'signing' ? 'service' : 'person'), token: stage === null ? null : new Secret(JSON.stringify(stage)) }, settings.now())

  /** May be repeated: one SAD never signs twice, so the service itself refuses what it has done already. */
  async function startSigning(sad: string, { credential, algorithm, hash, data, pending }: TransactionQuestion): Promise<TransactionAnswer> {
    const asynchronous = (await info()).asynchronousOperationMode
    try {
      const reply = await ask('signatures/signHash', {
        credentialID: credential.id,
        SAD: sad,
        hashes: digestsOf(data, hash),
        ...requestAlgorithm({ algorithm, hash }, credential.algorithmOids),
        ...(asynchronous ? { operationMode: 'A' } : {}),
        ...(asynchronous && settings.notifications !== undefined ? { response_uri: notificationUrl(settings.notifications, pending.reference) } : {}),
      }, responseSchema)
      if ('responseID' in reply) return { state: 'waiting', pending: waiting(pending, { at: 'signing', responseId: reply.responseID }) }
      return { state: 'signed', signatures: await requireSignatures({ credential, algorithm, hash, data, signatures: signatureBytes(reply.signatures), step: 'signatures/signHash', readCredential }) }
    }
    catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (error.code === 'unavailable') return { state: 'waiting', pending: waiting(pending, { at: 'authorised', sad }, pending.asked + 1) }
      // Used already, by a call whose answer was lost or never kept: now only a notification can name what it made.
      if (error.code === 'sad-invalid') return { state: 'waiting', pending: waiting(pending, null, pending.asked + 1) }
      throw error
    }
  }

  async function poll(responseId: string, { credential, algorithm, hash, data, pending }: TransactionQuestion): Promise<TransactionAnswer> {
    const reply = await ask('signatures/signPolling', { requestID: responseId }, pollingSchema)
    if (!('signatures' in reply)) return { state: 'waiting', pending: waiting(pending, { at: 'signing', responseId }, pending.asked + 1) }
    return { state: 'signed', signatures: await requireSignatures({ credential, algorithm, hash, data, signatures: signatureBytes(reply.signatures), step: 'signatures/signPolling', readCredential }) }
  }

  return {
    signsWhen: 'asked',
    beginTransaction: async (request) => {
      requireTransaction(request)
      const { credential, hash, data, factors = {}, reference } = request
      const pending = { reference, token: null, asked: 0, askAfterMs: 0, expiresAt: new Date(settings.now().getTime() + (settings.patienceMs ?? usualPatience)) }
      const reply = await ask('credentials/authorize', {
        credentialID: credential.id,
        numSignatures: data.length,
        hashes: digestsOf(data, hash),
        hashAlgorithmOID: hashOid(hash),
        description: data.map(({ label }) => label).join(', ').slice(0, 500),
        authData: credential.authorisation.factors.map(({ id }) => Object.hasOwn(factors, id) ? { id, value: factors[id]?.reveal() } : { id }),
      }, authorizeSchema)
      // Nothing is signed yet, so that whatever is signed later belongs to something that the caller has kept.
      return 'handle' in reply ? waiting(pending, { at: 'authorising', handle: reply.handle }, 1) : waiting(pending, { at: 'authorised', sad: reply.SAD })
    },
    askTransaction: async (question) => {
      const { pending } = question
      if (pending.token === null) return { state: 'waiting', pending: waiting(pending, null, pending.asked + 1) }
      const stage = JSON.parse(pending.token.reveal()) as Stage
      if (stage.at === 'signing') return poll(stage.responseId, question)
      if (stage.at === 'authorised') return startSigning(stage.sad, question)
      const reply = await ask('credentials/authorizeCheck', { handle: stage.handle }, authorizeSchema)
      if ('handle' in reply) return { state: 'waiting', pending: waiting(pending, { at: 'authorising', handle: reply.handle }, pending.asked + 1) }
      return { state: 'waiting', pending: waiting(pending, { at: 'authorised', sad: reply.SAD }), isAuthorised: true }
    },
    toTransaction: ({ sad }, reference) => waiting({ reference, expiresAt: new Date(settings.now().getTime() + (settings.patienceMs ?? usualPatience)) }, { at: 'authorised', sad: sad.reveal() }),
    readNotification: notification => parseNotice(settings.notifications, notification, body => typeof body.responseID === 'string' ? JSON.stringify({ at: 'signing', responseId: body.responseID } satisfies Stage) : null),
  }
}

function requireTransaction(request: TransactionRequest): void {
  const { credential, factors = {} } = request
  if (!['transaction', 'explicit'].includes(credential.authorisation.mode)) throw new ProviderError('credential-not-usable', 'this credential is not authorised in a transaction')
  if (credential.scal !== 'SCAL2') throw new ProviderError('credential-not-usable', 'the provider does not bind the activation to the hashes')
  requireCount(request)
  requireFactors(request, factors)
}
