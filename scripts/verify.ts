/**
 * `npm run verify -- [--trust DIR] [--trusted-list XML … --list-signer CERTIFICATES …] [--at TIME] [--password PASSWORD] [--json | --plain vi|en] FILE…`:
 * validates the signatures of PDF files, offline. `npm run verify -- […] --etsi FILE` prints the report of one file as XML to ETSI TS 119 102-2.
 * DIR holds trust anchors (DER or PEM certificates), XML is a trusted list (ETSI TS 119 612) that one of CERTIFICATES must have signed;
 * without either nothing is trusted. TIME is ISO 8601, now by default; a list must not be overdue then. `--plain` speaks to people who do
 * not know signatures. Exit status 0 when every file could be read, 1 when one could not, 2 on wrong usage, unusable anchors and lists among it.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isTimeProven, readTrustAnchors, readTrustedList, SigningError, toEtsiReport, toSimpleReport, toTrustAnchors, validateSignatures, validateSignaturesInFile, type PlainText, type SignatureReport, type SimpleReport, type TrustAnchor, type ValidationReport } from '../signing/index.ts'

const usage = 'npm run verify -- [--trust DIR] [--trusted-list XML … --list-signer CERTIFICATES …] [--at TIME] [--password PASSWORD] [--json | --plain vi|en] FILE…, or --etsi FILE'
const { trust, lists, listSigners, at, password, json, plain, etsi, files } = readArguments()
const anchors = [...await readFolder(trust), ...await readLists(lists, listSigners)]
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
  else if (plain !== null) printPlain(file, toSimpleReport(report, { language: plain }))
  else print(file, report)
}
process.exitCode = unreadable > 0 ? 1 : 0

interface Arguments { trust: string | null, lists: string[], listSigners: string[], at: Date, password: string | null, json: boolean, plain: keyof PlainText | null, etsi: boolean, files: string[] }

function readArguments(): Arguments {
  try {
    const [text, several, flag] = [{ type: 'string' }, { type: 'string', multiple: true, default: [] as string[] }, { type: 'boolean', default: false }] as const
    const { values, positionals } = parseArgs({ options: { 'trust': text, 'trusted-list': several, 'list-signer': several, 'at': text, 'password': text, 'json': flag, 'plain': text, 'etsi': flag }, allowPositionals: true })
    const { 'trusted-list': lists, 'list-signer': listSigners, plain = null, json, etsi } = values
    const time = values.at === undefined ? new Date() : new Date(values.at)
    if (Number.isNaN(time.getTime())) fail(`${values.at} is no time (ISO 8601, e.g. 2026-11-23T08:00:00Z)`)
    if (positionals.length === 0) fail('no file')
    if (etsi && (json || positionals.length > 1)) fail('--etsi prints one XML document: of one file, without --json')
    if (plain !== null && plain !== 'vi' && plain !== 'en') fail(`--plain ${plain}: it speaks vi and en`)
    if (plain !== null && (json || etsi)) fail('--plain is for people, --json and --etsi are for programs')
    if (lists.length > 0 && listSigners.length === 0) fail('a trusted list without the certificate that must have signed it (--list-signer)')
    if (listSigners.length > 0 && lists.length === 0) fail('a signer without a trusted list (--trusted-list)')
    return { trust: values.trust ?? null, lists, listSigners, at: time, password: values.password ?? null, json, plain, etsi, files: positionals }
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

async function readFolder(folder: string | null): Promise<TrustAnchor[]> {
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

/** Each list is authentic and tells whom to trust, or nothing is validated: by half of it, a verdict would be another one. */
async function readLists(paths: readonly string[], signerPaths: readonly string[]): Promise<TrustAnchor[]> {
  const signers = (await Promise.all(signerPaths.map(readSigners))).flat()
  return (await Promise.all(paths.map(path => readList(path, signers)))).flat()
}

async function readSigners(path: string): Promise<Uint8Array[]> {
  try {
    return readTrustAnchors(await readFile(path), path).map(({ certificate }) => certificate)
  }
  catch (error) {
    return fail(`--list-signer ${path}: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

async function readList(path: string, signers: readonly Uint8Array[]): Promise<TrustAnchor[]> {
  try {
    const list = readTrustedList(await readFile(path), { signers, time: at })
    const unreadable = list.services.filter(service => service.unreadable > 0)
    for (const { provider, name } of unreadable) console.error(`· --trusted-list ${path}: a certificate of ${provider} (${name}) cannot be read and is not trusted`)
    const found = toTrustAnchors(list)
    return found.length > 0 ? found : fail(`--trusted-list ${path}: the list names no service to trust`)
  }
  catch (error) {
    return fail(`--trusted-list ${path}: ${error instanceof Error ? error.message : 'unreadable'}`)
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
function timeOf(signature: SignatureReport): string | null {
  return isTimeProven(signature) ? signature.bestSignatureTime : signature.claimedTime
}

function printPlain(file: string, { conclusion, findings, signatures }: SimpleReport): void {
  console.log(`${file}: ${conclusion}`)
  for (const sentence of new Set(findings)) console.log(`  · ${sentence}`)
  for (const { title, holds, meaning, time, changes, open } of signatures) {
    console.log(`  ${holds === 'yes' ? '✓' : holds === 'no' ? '✗' : '?'} ${title}`)
    for (const sentence of [meaning, time, changes, ...open.map(({ question, answer }) => `${question} ${answer}.`)]) console.log(`      ${sentence}`)
  }
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
