import type { AgencyFault, ReceivedDossier } from '../types.ts'
import { agencySecret } from './agencies.ts'
import type { AgencyState } from './server.ts'

interface LateAcknowledgement { state: AgencyState, dossier: ReceivedDossier | null, kind: AgencyFault, onFailure: (error: Error) => void }

/** Tells the portal by itself that a dossier has arrived: once when the answer was left open, twice as a fault. */
export function acknowledgeLater({ state, dossier, kind, onFailure }: LateAcknowledgement): void {
  const { portalOrigin, key } = state
  if (dossier === null || portalOrigin === null) return
  const call = () => fetch(`${portalOrigin}/api/agency/acknowledgements`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'authorization': `Bearer ${agencySecret(key, dossier.agency, 'callback')}` },
    body: JSON.stringify({ delivery: dossier.idempotencyKey, code: dossier.acknowledgement, at: dossier.receivedAt }),
    signal: AbortSignal.timeout(10_000),
  })
  const calls = kind === 'duplicate-acknowledgement' ? 2 : 1
  setTimeout(async () => {
    for (let n = 0; n < calls; n += 1) await call().catch(onFailure)
  }, 50).unref()
}
