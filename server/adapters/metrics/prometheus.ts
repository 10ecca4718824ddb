import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

/** What is counted when somebody asks. */
export interface KeptFigures {
  dossiers: Record<string, number>
  deliveries: Record<string, number>
  signings: Record<string, number>
  openDrafts: number
  oldestUndelivered: Date | null
}

export interface PortalMetrics {
  /** A failure in the background, by kind of work. */
  countFailure(work: string): void
  /** Prometheus text format, version 0.0.4. */
  text(): Promise<string>
}

/** Figures of the rooms: numbers by state, never about a person or a case. */
export function createPortalMetrics({ readFigures, now }: { readFigures: () => Promise<KeptFigures>, now: () => Date }): PortalMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, labelNames: string[] = []) => new Gauge({ name: `motlan_${name}`, help, labelNames, registers: [registry] })
  const failures = new Counter({ name: 'motlan_work_failures_total', help: 'Work in the background that failed and is tried again or told to an operator', labelNames: ['work'], registers: [registry] })
  const byState = {
    dossiers: gauge('dossiers', 'Dossiers by state', ['state']),
    deliveries: gauge('deliveries', 'Deliveries to agencies by state', ['state']),
    signings: gauge('signing_sessions', 'Signing sessions by state', ['state']),
  }
  const openDrafts = gauge('open_drafts', 'Drafts that are not submitted')
  const waiting = gauge('oldest_undelivered_seconds', 'Age of the oldest dossier that no agency system has taken; 0 when there is none')

  return {
    countFailure: work => failures.inc({ work }),
    text: async () => {
      const figures = await readFigures()
      for (const kind of ['dossiers', 'deliveries', 'signings'] as const) {
        byState[kind].reset()
        for (const [state, count] of Object.entries(figures[kind])) byState[kind].set({ state }, count)
      }
      openDrafts.set(figures.openDrafts)
      waiting.set(figures.oldestUndelivered === null ? 0 : Math.max(0, (now().getTime() - figures.oldestUndelivered.getTime()) / 1000))
      return registry.metrics()
    },
  }
}
