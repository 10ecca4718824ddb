import { digestOf } from '../../x509/index.ts'
import { ProviderError, type ProviderErrorCode } from '../errors.ts'
import { notificationUrl, parseNotice } from '../notifications.ts'
import { nextQuestion, requireTime, usualPatience } from '../patience.ts'
import { Secret } from '../secret.ts'
import type { Credential, DataToBeSigned, PendingTransaction, TransactionAnswer, TransactionQuestion, TransactionSigning } from '../types.ts'
import { requireSignatures } from '../verify-signatures.ts'
import type { Accounts } from './account.ts'
import { splitId } from './credential-id.ts'
import { startedSchema, transactionSchema, type TransactionReply } from './schemas.ts'
import type { SmartCaSettings } from './settings.ts'
import { call } from './wire.ts'

/** `tranStatus`, clause 5.2.5. A key that could not be authorised means that the person's PIN was not accepted. */
const endings: Record<number, ProviderErrorCode> = { 4001: 'expired', 4002: 'declined', 4003: 'pin-or-code-wrong', 4004: 'request-refused' }
const [signed, waitingForSigner] = [1, 4000]

interface Dependencies { settings: SmartCaSettings, accounts: Accounts, readCredential: (id: string) => Promise<Credential> }

export function createTransactions({ settings, accounts, readCredential }: Dependencies): TransactionSigning {
  const { baseUrl, now, notifications, repeatsAreSafe = false } = settings

  /** The id of the transaction; null when nobody knows whether it was begun. */
  const send = async ({ reference, credential, data }: { reference: string, credential: Credential, data: readonly DataToBeSigned[] }): Promise<string | null> => {
    const { userId, own } = splitId(credential.id)
    const json = {
      credentialId: own,
      refTranId: reference,
      ...(notifications === undefined ? {} : { notifyUrl: notificationUrl(notifications, reference) }),
      description: data.map(({ label }) => label).join(', ').slice(0, 500),
      datas: data.map(({ label, data: bytes }) => ({ name: label, hash: hashOf(bytes) })),
    }
    return accounts.with(userId, authorization => call(settings, { url: `${baseUrl}/csc/signature/signhash`, step: 'signature/signhash', body: { json }, authorization, schema: startedSchema }))
      .then(({ tranId }) => tranId, (error: unknown) => {
        if (error instanceof ProviderError && error.code === 'unavailable') return null
        throw error
      })
  }
  const toToken = (tranId: string | null): Secret | null => tranId === null ? null : new Secret(tranId)
  const later = ({ reference, token, asked, expiresAt }: PendingTransaction): TransactionAnswer => ({ state: 'waiting', pending: requireTime({ reference, token, expiresAt, ...nextQuestion(asked + 1) }, now()) })

  return {
    signsWhen: 'begun',
    beginTransaction: async (request) => {
      const { credential, data, hash, algorithm, reference } = request
      if (hash !== 'SHA-256' || algorithm !== 'RSA-PKCS1') throw new ProviderError('credential-not-usable', 'the gateway signs SHA-256 with RSA only')
      if (credential.scal !== 'SCAL2') throw new ProviderError('credential-not-usable', 'the provider does not bind the activation to the hashes')
      if (data.length === 0 || data.length > credential.multisign) throw new ProviderError('credential-not-usable', `${data.length} signatures asked, ${credential.multisign} possible`)
      const expiresAt = new Date(now().getTime() + (settings.patienceMs ?? usualPatience))
      return { reference, token: toToken(await send(request)), expiresAt, ...nextQuestion(1) }
    },
    askTransaction: async (question) => {
      const { pending, credential } = question
      if (pending.token === null) return later(repeatsAreSafe ? { ...pending, token: toToken(await send({ ...question, reference: pending.reference })) } : pending)
      const tranId = pending.token.reveal()
      const reply = await accounts.with(splitId(credential.id).userId, authorization => call(settings, { url: `${baseUrl}/csc/credentials/gettraninfo`, step: 'credentials/gettraninfo', body: { json: { tranId } }, authorization, schema: transactionSchema }))
      if (reply.tranId !== tranId || reply.refTranId !== pending.reference) throw new ProviderError('reply-invalid', 'credentials/gettraninfo: another transaction')
      if (reply.tranStatus === waitingForSigner) return later(pending)
      if (reply.tranStatus !== signed) throw new ProviderError(endings[reply.tranStatus] ?? 'reply-invalid', `credentials/gettraninfo: tranStatus ${reply.tranStatus}`)
      return { state: 'signed', signatures: await signaturesOf(reply, question) }
    },
    readNotification: notification => parseNotice(notifications, notification, body => typeof body.tranId === 'string' && body.refTranId === notification.query.get('reference') ? body.tranId : null),
  }

  /** By hash, not by place: nothing promises the order. */
  async function signaturesOf({ documents }: TransactionReply, { credential, algorithm, hash, data }: TransactionQuestion): Promise<Uint8Array[]> {
    const step = 'credentials/gettraninfo'
    const left = [...documents]
    const signatures = data.flatMap(({ data: bytes }) => {
      const index = left.findIndex(one => one.hash === hashOf(bytes) && one.sig !== null && one.sig !== undefined)
      const [found] = index < 0 ? [] : left.splice(index, 1)
      return found === undefined ? [] : [new Uint8Array(Buffer.from(found.sig ?? '', 'base64'))]
    })
    return requireSignatures({ credential, algorithm, hash, data, signatures, step, readCredential })
  }
}

const hashOf = (bytes: Uint8Array): string => Buffer.from(digestOf('SHA-256', bytes)).toString('base64')
