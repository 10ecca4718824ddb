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
  /** The ratio that it aims for. */
  aim?: number
  note?: string
}

export const figure = (name: string, rate: number, limit: Figure['limit'], mustReach: number | null = null, note?: string): Figure =>
  ({ name, rate, limit, ratio: limit === null ? null : rate / limit.rate, mustReach, ...(note === undefined ? {} : { note }) })

/**
 * How often `work` and its limit run in a second, and their ratio: both are warmed up, then take turns in short windows, so that
 * both see the same neighbours. The ratio is the median of the rounds' own.
 * @param seconds of one window @param rounds windows of each
 */
async function against(limit: () => unknown, work: () => unknown, { seconds = 0.15, rounds = 7, warmUp = 3 } = {}): Promise<Turn> {
  for (let run = 0; run < warmUp; run += 1) {
    await work()
    await limit()
  }
  return inTurns(rounds, { limit: () => rateOf(limit, seconds), work: () => rateOf(work, seconds) })
}

export interface Turn { rate: number, limitRate: number, ratio: number }

/** Two rates measured in turns, for those who count otherwise than one after another: the round whose ratio is the median. */
export async function inTurns(rounds: number, { limit, work }: { limit: () => Promise<number>, work: () => Promise<number> }): Promise<Turn> {
  const turns: Turn[] = []
  for (let round = 0; round < rounds; round += 1) {
    const limitRate = await limit()
    const rate = await work()
    turns.push({ rate, limitRate, ratio: rate / limitRate })
  }
  return turns.sort((a, b) => a.ratio - b.ratio)[Math.floor(turns.length / 2)]!
}

/** A figure of two works that take turns. */
export async function compared(name: string, { limit, work, mustReach = null, aim, note, ...windows }: {
  limit: { name: string, work: () => unknown, perRun?: number }
  work: () => unknown
  mustReach?: number | null
  aim?: number
  note?: string
  seconds?: number
  rounds?: number
  warmUp?: number
}): Promise<Figure> {
  const { perRun = 1 } = limit
  const { rate, limitRate, ratio } = await against(limit.work, work, windows)
  return { name, rate, limit: { name: limit.name, rate: limitRate * perRun }, ratio: ratio / perRun, mustReach, ...(aim === undefined ? {} : { aim }), ...(note === undefined ? {} : { note }) }
}

/** A bench is a file `bench/<name>.ts` that exports this as `figures`; see README.md. */
export type Bench = () => Promise<Figure[]>

/**
 * How often `work` runs in a second: warmed up, then the median of `rounds` rounds of `seconds` each, so that one burst of
 * a neighbour on the machine does not decide.
 */
export async function ratePerSecond(work: () => unknown, { seconds = 0.7, rounds = 3, warmUp = 3 } = {}): Promise<number> {
  for (let run = 0; run < warmUp; run += 1) await work()
  const rates: number[] = []
  for (let round = 0; round < rounds; round += 1) rates.push(await rateOf(work, seconds))
  return median(rates)
}

/** Runs `work` for so long, once at least. */
async function rateOf(work: () => unknown, seconds: number): Promise<number> {
  const start = performance.now()
  let runs = 0
  do {
    await work()
    runs += 1
  } while (performance.now() - start < seconds * 1000)
  return runs / ((performance.now() - start) / 1000)
}

/** The same with `clients` of them at once: how often `work` ends in a second, over all. */
export async function ratePerSecondOf(clients: number, work: () => Promise<unknown>, { seconds = 1, rounds = 3 } = {}): Promise<number> {
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
