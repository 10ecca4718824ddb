/**
 * `npm run verify -- [--trust DIR] [--at TIME] [--password PASSWORD] [--json] FILE…`: validates the signatures of PDF files, offline.
 * `npm run verify -- […] --etsi FILE` prints the report of one file as XML to ETSI TS 119 102-2.
 * DIR holds trust anchors (DER or PEM certificates); without it nothing is trusted. TIME is ISO 8601, now by default.
 * Exit status 0 when every file could be read, 1 when one could not, 2 on wrong usage.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readTrustAnchors, SigningError, toEtsiReport, validateSignatures, validateSignaturesInFile, type SignatureReport, type TrustAnchor, type ValidationReport } from '../signing/index.ts'

const usage = 'npm run verify -- [--trust DIR] [--at TIME] [--password PASSWORD] [--json] FILE…, or --etsi FILE'
const { trust, at, password, json, etsi, files } = readArguments()
const anchors = await readAnchors(trust)
let unreadable = 0
for (const file of files) {
  const report = await validate(file).catch((error: NodeJS.ErrnoException) => {
    if (json) console.log(JSON.stringify({ file, integrity: 'unreadable', findings: [], signatures: [] }))
    console.error(`✗ ${file}: ${error instanceof SigningError ? error.message : error.code ?? error.message}`)
    return null
  })
  if (report === null) unreadable += 1
  else if (etsi) process.stdout.write(toEtsiReport(report))
  else if (json) console.log(JSON.stringify(toLine(file, report)))
  else print(file, report)
}
process.exitCode = unreadable > 0 ? 1 : 0

function readArguments(): { trust: string | null, at: Date, password: string | null, json: boolean, etsi: boolean, files: string[] } {
  try {
    const { values, positionals } = parseArgs({ options: { trust: { type: 'string' }, at: { type: 'string' }, password: { type: 'string' }, json: { type: 'boolean', default: false }, etsi: { type: 'boolean', default: false } }, allowPositionals: true })
    const time = values.at === undefined ? new Date() : new Date(values.at)
    if (Number.isNaN(time.getTime())) fail(`${values.at} is no time (ISO 8601, e.g. 2026-11-23T08:00:00Z)`)
    if (positionals.length === 0) fail('no file')
    if (values.etsi && (values.json || positionals.length > 1)) fail('--etsi prints one XML document: of one file, without --json')
    return { trust: values.trust ?? null, at: time, password: values.password ?? null, json: values.json, etsi: values.etsi, files: positionals }
  }
  catch (error) {
    return fail(error instanceof Error ? error.message : 'wrong usage')
  }
}

/** A file is validated where it lies, whatever its size; of a pipe there is nothing but what comes out of it. */
async function validate(file: string): Promise<ValidationReport> {
  const options = { anchors, time: at, ...(password === null ? {} : { password }) }
  return (await stat(file)).isFile() ? validateSignaturesInFile(file, options) : validateSignatures(await readFile(file), options)
}

async function readAnchors(folder: string | null): Promise<TrustAnchor[]> {
  if (folder === null) return []
  try {
    const files = await readdir(folder, { withFileTypes: true })
    const contents = files.filter(file => file.isFile() && /\.(pem|crt|cer|der)$/i.test(file.name)).map(async ({ name }) => readTrustAnchors(await readFile(join(folder, name)), name))
    return (await Promise.all(contents)).flat()
  }
  catch (error) {
    return fail(`--trust ${folder}: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

function fail(reason: string): never {
  console.error(`✗ ${reason}\n  ${usage}`)
  process.exit(2)
}

function toLine(file: string, { integrity, findings, signatures }: ValidationReport) {
  return {
    file, integrity, findings: [...new Set(findings.map(({ code }) => code))],
    signatures: signatures.map(one => ({
      field: one.field, kind: one.kind, intact: one.intact, byteRangeSound: one.byteRangeSound, changes: one.changes, level: one.level, indication: one.indication,
      subIndication: one.subIndication, signedBy: nameOf(one), time: timeOf(one),
    })),
  }
}

function nameOf({ signedBy }: SignatureReport): string | null {
  return signedBy === null ? null : signedBy.commonName ?? signedBy.subject
}

/** Proven by a time-stamp that holds, else what the signatory claims. */
function timeOf({ kind, timestamps, bestSignatureTime, claimedTime, indication }: SignatureReport): string | null {
  const isProven = timestamps.some(one => one.kind !== 'content' && one.indication === 'TOTAL-PASSED') || (kind === 'timestamp' && indication === 'TOTAL-PASSED')
  return isProven ? bestSignatureTime : claimedTime
}

function print(file: string, { integrity, unreadableReason, findings, signatures }: ValidationReport): void {
  console.log(`${file}: ${integrity}${unreadableReason === null ? '' : ` (${unreadableReason})`}`)
  for (const { code, severity, field, detail } of findings) console.log(`  ${severity === 'flaw' ? '✗' : '·'} ${code}${field === undefined ? '' : ` (${field})`}${detail === undefined ? '' : `: ${detail}`}`)
  for (const one of signatures) {
    const verdict = `${one.indication}${one.subIndication === null ? '' : ` ${one.subIndication}`}`
    console.log(`  ${one.indication === 'TOTAL-PASSED' ? '✓' : '✗'} ${one.field}  ${one.kind === 'timestamp' ? 'time-stamp' : one.level ?? 'no baseline level'}  ${verdict}  ${nameOf(one) ?? 'unknown signatory'}  ${timeOf(one) ?? 'no time'}`)
    for (const { block, id, verdict: outcome, detail } of one.checks) if (outcome === 'failed' || outcome === 'indeterminate') console.log(`      ${block} ${id}: ${detail ?? outcome}`)
  }
}
