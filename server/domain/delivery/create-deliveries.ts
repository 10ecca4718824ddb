import type { DeliveryView } from '../../../shared/api/dossiers.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry } from '#domain/audit'
import type { Dossier, DossierStore } from '#domain/dossiers'
import { authorise, requireRole } from '#domain/identity'
import type { Deliveries } from './deliveries.ts'
import { recordAcknowledgement, save, wakeNext, type DeliverDeps } from './deliver.ts'
import type { Delivery } from './delivery.ts'
import { restarted } from './transitions.ts'

export interface DeliveriesDeps extends Pick<DeliverDeps, 'deliveries' | 'transact' | 'now'> {
  dossiers: DossierStore
}

/** Results that have not come this long after acceptance are an operator's business too. */
const resultMinutes = 5
const resultPrefix = 'result-'

export function createDeliveries({ deliveries, dossiers, transact, now }: DeliveriesDeps): Deliveries {
  return {
    listOpen: async (actor) => {
      requireRole(actor, 'operations.read')
      const open = (await deliveries.listOpen()).map(({ dossierCode, ...delivery }) => toDeliveryView(delivery, dossierCode))
      const late = (await dossiers.listWithoutResult()).filter(({ acceptance }) => acceptance !== null && now().getTime() - Date.parse(acceptance.at) > resultMinutes * 60_000)
      return [...open, ...late.map(toResultView)]
    },
    retry: async (actor, id) => {
      requireRole(actor, 'operations.retry')
      if (id.startsWith(resultPrefix)) return retryResult(id.slice(resultPrefix.length))
      return transact(async (stores) => {
        const delivery = await stores.deliveries.lock(id)
        if (delivery === null) throw new ProblemError('not-found')
        if (delivery.state === 'acknowledged') throw new ProblemError('state-conflict')
        // One that still tries by itself keeps its count and is only hurried.
        const again = delivery.state === 'failed' ? restarted(delivery) : { ...delivery, nextAttemptAt: null }
        await save(again, stores)
        await stores.outbox.send({ kind: 'deliver', delivery: id }, { lane: delivery.destination })
        await stores.audit.append(toEntry(actor, now(), { action: 'delivery.retry', object: id }))
        return toDeliveryView(again, (await stores.dossiers.find(delivery.dossier))?.code ?? '')
      })
    },
    acknowledge: async (actor, { delivery: id, code, at: given }) => {
      const at = now()
      const claimed = new Date(given)
      if (!/^[\w./:-]{1,100}$/.test(code)) throw new ProblemError('input-invalid', { errors: [{ path: 'code', code: 'forbidden-characters' }] })
      if (Number.isNaN(claimed.getTime()) || claimed.getTime() > at.getTime() + 300_000) throw new ProblemError('input-invalid', { errors: [{ path: 'at', code: 'not-a-date' }] })
      await transact(async (stores) => {
        const delivery = await stores.deliveries.lock(id)
        authorise(actor, 'delivery.acknowledge', delivery === null ? null : { agency: delivery.destination })
        if (delivery === null) return
        if (delivery.state === 'acknowledged') {
          if (delivery.acknowledgementCode !== code) throw new ProblemError('state-conflict')
          return
        }
        await recordAcknowledgement(delivery, { code, at: claimed.toISOString() }, { at, stores })
        await wakeNext(delivery, stores)
      })
    },
  }

  async function retryResult(id: string): Promise<DeliveryView> {
    const dossier = await dossiers.find(id)
    if (dossier === null) throw new ProblemError('not-found')
    if (dossier.state !== 'accepted') throw new ProblemError('state-conflict')
    await transact(({ outbox }) => outbox.send({ kind: 'issue-result', dossier: id }, { lane: dossier.agency }))
    return toResultView(dossier)
  }
}

function toDeliveryView({ id, destination, dossier: _dossier, round: _round, manifest: _manifest, ...delivery }: Delivery, dossierCode: string): DeliveryView {
  return { id, dossierCode, destination, delivery }
}

const toResultView = ({ id, code, agency }: Dossier): DeliveryView => ({
  id: `${resultPrefix}${id}`,
  dossierCode: code,
  destination: agency,
  delivery: { state: 'waiting', attempts: 0, lastAttemptAt: null, nextAttemptAt: null, acknowledgedAt: null, acknowledgementCode: null, problem: 'result-not-issued' },
})
