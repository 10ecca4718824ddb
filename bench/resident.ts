import { existsSync, readFileSync } from 'node:fs'

/** Resident at most, in MB. The system's own `maxRSS` would count what the parent had when it started this process. */
export function highestMemory(): number {
  const status = '/proc/self/status'
  const peak = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined
  return (peak === undefined ? process.memoryUsage.rss() : Number(peak) * 1024) / 1e6
}
