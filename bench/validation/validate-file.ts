/**
 * Validates a file where it lies, in a process of its own so that its memory can be told apart:
 * `node validate-file.ts PATH ROUNDS`. Prints one line of JSON. Nothing is trusted: a path would cost the same for a small file.
 */
import { validateSignaturesInFile, type ValidationReport } from '#signing'
import { highestMemory } from '../resident.ts'

const [path = '', rounds = '3'] = process.argv.slice(2)
const seconds: number[] = []
let report: ValidationReport | null = null
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now()
  report = await validateSignaturesInFile(path, { anchors: [], time: new Date('2026-06-01T08:00:00Z') })
  seconds.push((performance.now() - start) / 1000)
}
seconds.sort((a, b) => a - b)
console.log(JSON.stringify({ seconds: seconds[Math.floor(seconds.length / 2)], megabytes: highestMemory(), integrity: report?.integrity, signatures: report?.signatures.length }))
