/**
 * `npm run bench`: every figure with its limit, measured in the same run on the same machine.
 * `-- --json` for machines, `-- --only documents` for one bench (a part of its name is enough).
 */
import { readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Bench, Figure } from './measure.ts'
import { printFigures } from './print.ts'

const { values: { json, only } } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } })

const notBenches = ['main', 'measure', 'print']
const names = readdirSync(import.meta.dirname).filter(file => file.endsWith('.ts')).map(file => file.slice(0, -3))
  .filter(name => !notBenches.includes(name) && (only === undefined || name.includes(only))).sort()
if (names.length === 0) {
  console.error(`✗ No bench is called ${only}.`)
  process.exit(1)
}

const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() }
if (!json) console.log(`Node ${machine.node}, ${machine.cores} cores, ${machine.processor}. Compare the ratios; rates are this machine's.`)

const figures: (Figure & { bench: string })[] = []
const failures: { bench: string, reason: string }[] = []
const seconds: Record<string, number> = {}
const begun = performance.now()
const secondsSince = (start: number): number => Math.round((performance.now() - start) / 100) / 10
for (const bench of names) {
  const started = performance.now()
  try {
    const module = await import(`./${bench}.ts`) as { figures: Bench }
    const measured = await module.figures()
    seconds[bench] = secondsSince(started)
    figures.push(...measured.map(one => ({ bench, ...one })))
    if (!json) {
      console.log(`\n${bench} (${seconds[bench]} s)`)
      printFigures(measured)
    }
  }
  catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    seconds[bench] = secondsSince(started)
    failures.push({ bench, reason })
    if (!json) console.error(`\n${bench} (${seconds[bench]} s)\n  ✗ ${reason}`)
  }
}

if (json) console.log(JSON.stringify({ at: new Date().toISOString(), machine, seconds, figures, failures }, null, 2))
else console.log(`\n${figures.length} figures in ${secondsSince(begun)} s${failures.length > 0 ? `; failed: ${failures.map(({ bench }) => bench).join(', ')}` : ''}`)
process.exit(failures.length > 0 ? 1 : 0)
