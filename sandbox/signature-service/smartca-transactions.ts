import { randomUUID } from 'node:crypto'
import { hashOfLength, readDigests } from './algorithms.ts'
import { CscError } from './csc-error.ts'
import type { DeviceRequest } from './device-requests.ts'
import type { SignatureService } from './service.ts'

/** `tranStatus` (integration document v1.1, 5.2.5). */
const statuses = { SUCCESS: 1, WAITING_FOR_SIGNER_CONFIRM: 4000, EXPIRED: 4001, SIGNER_REJECTED: 4002, AUTHORIZE_KEY_FAILED: 4003, SIGN_FAILED: 4004 } as const
type Status = keyof typeof statuses

export interface TransactionOrder { credentialId: string, userId: string, refTranId: string, notifyUrl: string | null, datas: { name: string, hash: string }[] }

interface Transaction extends TransactionOrder { tranId: string, status: Status, signatures: string[], reqTime: string, request: DeviceRequest | null }

/** Transactions of the gateway: hashes that wait for a person's phone, then for being fetched. In memory, like the requests on the phones. */
export class SmartCaTransactions {
  readonly #transactions = new Map<string, Transaction>()
  readonly #service: SignatureService

  constructor(service: SignatureService) {
    this.#service = service
  }

  /** The same reference with the same content is the same transaction. Null when it comes with other content. */
  begin(order: TransactionOrder): string | null {
    const known = [...this.#transactions.values()].find(one => one.refTranId === order.refTranId && one.userId === order.userId)
    if (known !== undefined) return JSON.stringify(known.datas) === JSON.stringify(order.datas) && known.credentialId === order.credentialId ? known.tranId : null

    const hashOid = hashOfLength(order.datas[0]?.hash)
    const hashes = readDigests(order.datas.map(({ hash }) => hash), hashOid)
    const transaction: Transaction = { ...order, tranId: randomUUID(), status: 'WAITING_FOR_SIGNER_CONFIRM', signatures: [], reqTime: this.#service.now().toISOString(), request: null }
    this.#transactions.set(transaction.tranId, transaction)
    transaction.request = this.#service.devices.add({
      binding: { credentialId: order.credentialId, client: this.#service.client().id, hashOid, hashes },
      labels: order.datas.map(({ name }) => name),
      onAnswer: request => void this.#finish(transaction, request),
    })
    return transaction.tranId
  }

  find(tranId: string): Transaction | undefined {
    const transaction = this.#transactions.get(tranId)
    // Looking at it lets the time of an unanswered request run out.
    if (transaction?.request !== null && transaction?.request !== undefined) this.#service.devices.find(transaction.request.id)
    return transaction
  }

  describe(transaction: Transaction): unknown {
    const { refTranId, tranId, credentialId, userId, datas, status, signatures, reqTime } = transaction
    return {
      refTranId,
      documents: datas.map(({ name, hash }, index) => ({ name, type: name.split('.').at(-1) ?? '', size: '0KB', data: hash, hash, sig: signatures[index] ?? null, dataSigned: null, url: null })),
      tranId,
      sub: userId,
      credentialId,
      tranType: 3,
      tranTypeDesc: 'SIGNHASH',
      tranStatus: statuses[status],
      tranStatusDesc: status,
      reqTime,
    }
  }

  async #finish(transaction: Transaction, request: DeviceRequest): Promise<void> {
    transaction.status = request.state === 'agreed'
      ? await this.#sign(transaction, request)
      : request.state === 'declined'
        ? 'SIGNER_REJECTED'
        : request.state === 'locked' ? 'AUTHORIZE_KEY_FAILED' : 'EXPIRED'
    const { notifyUrl, tranId, refTranId, status, credentialId } = transaction
    if (notifyUrl !== null) this.#service.notifier.once({ url: notifyUrl, body: { tranId, refTranId, status: statuses[status] }, credentialId })
  }

  async #sign(transaction: Transaction, { binding }: DeviceRequest): Promise<Status> {
    const { activation, findCredential, redeem, onFailure } = this.#service
    try {
      const credential = findCredential(binding.credentialId)
      if (credential === undefined) return 'SIGN_FAILED'
      transaction.signatures = await redeem(credential, activation.issue(binding).sad, binding)()
      return 'SUCCESS'
    }
    catch (error) {
      if (!(error instanceof CscError)) onFailure(error instanceof Error ? error : new Error('unknown failure', { cause: error }))
      return 'SIGN_FAILED'
    }
  }
}
