/**
 * Validates a file where it lies: `node validate-file.ts PATH ROUNDS`. Prints one line of JSON. Nothing is trusted: a path would
 * cost the same for a small file.
 */
import { validateSignaturesInFile, type ValidationReport } from '#signing'
import { inTurns } from '../large-file/in-turns.ts'

const [path = '', rounds = '3'] = process.argv.slice(2)
let report: ValidationReport | null = null
const times = await inTurns(path, Number(rounds), async () => {
  report = await validateSignaturesInFile(path, { anchors: [], time: new Date('2026-06-01T08:00:00Z') })
})
const { integrity, signatures } = report as unknown as ValidationReport
console.log(JSON.stringify({ ...times, integrity, signatures: signatures.length }))
