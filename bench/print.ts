import type { Figure } from './measure.ts'

/** Two lines a figure: what it does and what that is of its limit, then why. */
export function printFigures(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length), 0)
  for (const { name, rate, limit, ratio, mustReach, aim, note } of figures) {
    const share = limit === null || ratio === null ? 'no limit measured' : `${percent(ratio)} of ${limit.name} (${round(limit.rate)}/s)`
    const verdict = mustReach === null || ratio === null ? '' : ratio >= mustReach ? `  ✓ ≥ ${percent(mustReach)}` : `  ✗ asks for ${percent(mustReach)}`
    const aimed = aim === undefined ? '' : `, aims for ${percent(aim)}`
    console.log(`  ${name.padEnd(width)}  ${round(rate).padStart(8)}/s  ${share}${verdict}${aimed}${note === undefined ? '' : `\n  ${' '.repeat(width)}  ${note}`}`)
  }
}

const round = (rate: number): string => rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1)
const percent = (ratio: number): string => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`
