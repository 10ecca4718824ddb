import { Counter, Histogram, Registry } from 'prom-client'

export interface HttpMetrics {
  answered(call: { route: string, method: string, status: number, seconds: number }): void
  text(): Promise<string>
}

/** Counts and times of answers by route pattern, never by address. */
export function createHttpMetrics(): HttpMetrics {
  const registry = new Registry()
  const labelNames = ['route', 'method', 'status'] as const
  const answers = new Counter({ name: 'motlan_http_answers_total', help: 'Answers given, by route pattern, method and status', labelNames, registers: [registry] })
  const times = new Histogram({ name: 'motlan_http_answer_seconds', help: 'Time to an answer in seconds', labelNames: ['route'] as const, buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30], registers: [registry] })
  return {
    answered: ({ route, method, status, seconds }) => {
      answers.inc({ route, method, status: String(status) })
      times.observe({ route }, seconds)
    },
    text: () => registry.metrics(),
  }
}
