import { PdfError } from './errors.ts'

/** Numbers that follow one another in a cross-reference. */
export interface NumberRun { first: number, count: number }

/** Many runs are searched by halves; then none may overlap. The first of a few wins. */
const few = 32

/** Finds the run that holds a number. @throws PdfError when many runs overlap */
export function runFinder<Run extends NumberRun>(runs: readonly Run[]): (number: number) => Run | undefined {
  const holds = (run: Run | undefined, number: number) => run !== undefined && number >= run.first && number < run.first + run.count
  if (runs.length <= few) return number => runs.find(run => holds(run, number))
  const sorted = runs.filter(({ count }) => count > 0).sort((a, b) => a.first - b.first)
  if (sorted.some((run, index) => index > 0 && sorted[index - 1]!.first + sorted[index - 1]!.count > run.first)) throw new PdfError('a cross-reference whose parts overlap')
  return (number) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]!.first <= number) low = middle + 1
      else high = middle
    }
    const run = sorted[low - 1]
    return holds(run, number) ? run : undefined
  }
}
