/** A figure: what was measured, and its limit measured in the same run; only the ratio means anything on a shared machine. */
export interface Figure {
  name: string
  /** per second */
  rate: number
  limit: { name: string, rate: number }
  /** rate ÷ limit */
  ratio: number
  /** What the project asks for, when it asks. */
  mustReach: number | null
  note?: string
}

export const figure = (name: string, rate: number, limit: Figure['limit'], mustReach: number | null = null, note?: string): Figure =>
  ({ name, rate, limit, ratio: rate / limit.rate, mustReach, ...(note === undefined ? {} : { note }) })

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
  return rates.sort((a, b) => a - b)[Math.floor(rounds / 2)]!
}

export function printFigures(figures: Figure[], asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify({ node: process.version, at: new Date().toISOString(), figures }, null, 2))
    return
  }
  for (const { name, rate, limit, ratio, mustReach, note } of figures) {
    const verdict = mustReach === null ? '' : ratio >= mustReach ? '  ✓' : `  ✗ asks for ${percent(mustReach)}`
    console.log(`${name.padEnd(52)} ${round(rate).padStart(9)}/s   ${percent(ratio).padStart(7)} of ${limit.name} (${round(limit.rate)}/s)${verdict}${note === undefined ? '' : `  – ${note}`}`)
  }
}

const round = (rate: number): string => rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1)
const percent = (ratio: number): string => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`
