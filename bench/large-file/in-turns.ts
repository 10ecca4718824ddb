import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'

/** Of a work on a large file in this process. */
export interface InTurns {
  seconds: number
  /** Of SHA-256 of the file. */
  limitSeconds: number
  /** How often the limit goes into the work's time, less than 1 when it takes longer; median of the rounds. */
  ratio: number
  /** Resident at most. */
  megabytes: number
}

/** SHA-256 of the file and the work take turns, so that both see the same neighbours. */
export async function inTurns(path: string, rounds: number, work: () => Promise<void>): Promise<InTurns> {
  const all: Omit<InTurns, 'megabytes'>[] = []
  for (let round = 0; round < rounds; round += 1) {
    const limitSeconds = await secondsOf(() => digest(path))
    const seconds = await secondsOf(work)
    all.push({ seconds, limitSeconds, ratio: limitSeconds / seconds })
  }
  all.sort((a, b) => a.ratio - b.ratio)
  return { ...all[Math.floor(all.length / 2)]!, megabytes: highestMemory() }
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

function digest(path: string): void {
  const descriptor = openSync(path, 'r')
  const state = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) state.update(buffer.subarray(0, read))
  state.digest()
  closeSync(descriptor)
}

/** In MB. The system's own `maxRSS` would count what the parent had when it started this process. */
function highestMemory(): number {
  const status = '/proc/self/status'
  const peak = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined
  return (peak === undefined ? process.memoryUsage.rss() : Number(peak) * 1024) / 1e6
}
