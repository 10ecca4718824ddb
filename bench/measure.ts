/** A figure: what was measured, and its limit measured in the same run; only the ratio means anything on a shared machine. */
export interface Figure {
  name: string
  /** per second */
  rate: number
  /** Null when it could not be measured here; `note` says why. */
  limit: { name: string, rate: number } | null
  /** rate ÷ limit; null without a limit */
  ratio: number | null
  /** The ratio that the project asks for, when it asks. */
  mustReach: number | null
  note?: string
}

export const figure = (name: string, rate: number, limit: Figure['limit'], mustReach: number | null = null, note?: string): Figure =>
  ({ name, rate, limit, ratio: limit === null ? null : rate / limit.rate, mustReach, ...(note === undefined ? {} : { note }) })

/** A bench is a file `bench/<name>.ts` that exports this as `figures`; see README.md. */
export type Bench = () => Promise<Figure[]>

/**
 * How often `work` runs in a second: warmed up, then the median of `rounds` rounds of `seconds` each, so that one burst of
 * a neighbour on the machine does not decide.
 */
export async function ratePerSecond(work: () => unknown, { seconds = 0.7, rounds = 3, warmUp = 3 } = {}): Promise<number> {
  for (let run = 0; run < warmUp; run += 1) await work()
  const rates: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = process.hrtime.bigint()
    const end = start + BigInt(Math.round(seconds * 1e9))
    let runs = 0
    do {
      await work()
      runs += 1
    } while (process.hrtime.bigint() < end)
    rates.push(runs / (Number(process.hrtime.bigint() - start) / 1e9))
  }
  return median(rates)
}

/** The same with `clients` of them at once: how often `work` ends in a second, over all. */
export async function ratePerSecondOf(clients: number, work: () => Promise<unknown>, { seconds = 2, rounds = 3 } = {}): Promise<number> {
  await Promise.all(Array.from({ length: clients }, work))
  const rates: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    let runs = 0
    const client = async (): Promise<void> => {
      while (performance.now() - start < seconds * 1000) {
        await work()
        runs += 1
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
    rates.push(runs / ((performance.now() - start) / 1000))
  }
  return median(rates)
}

const median = (rates: number[]): number => rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)]!
