import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validateSignatures, type ValidationReport } from '#signing'
import { assertedSignatures, findCorpus, readCorpus, type CorpusFile } from './shared-corpus.ts'

/**
 * Where we hold the table to be wrong, or to speak about something else than we are asked: the reason, instead of bent code.
 * They count against the printed agreement all the same; beside them no file may be judged otherwise than the table says.
 */
const disputed: Readonly<Record<string, string>> = {
  'validation__pdf-double-signer-info.pdf': 'two SignerInfos: ISO 32000-2 §12.8.3.3.1 allows one',
  'validation__pades-signed-annot-added.pdf': 'a remark behind an approval signature: without certification at level 3 none is permitted (ISO 32000-2 table 257), and we fail closed',
  'validation__test-with-vri.pdf': 'a text field filled although the signature locks all fields (FieldMDP, Action All): ISO 32000-2 §12.8.2.4 invalidates it, EU DSS only warns',
}

interface Outcome { file: CorpusFile, report: ValidationReport, milliseconds: number }
interface Tally { column: string, agreed: number, of: number, disagreed: string[] }

const folder = findCorpus()
const outcomes: Outcome[] = []
const tallies: Tally[] = []
const failures: string[] = []

/** Test documents that are encrypted open with one of these. */
const passwords = [undefined, 'usersecret', 'ownersecret', 'secret', ' ']

async function judge(file: CorpusFile): Promise<Outcome> {
  const bytes = readFileSync(file.path)
  const start = performance.now()
  let report: ValidationReport | null = null
  for (const password of passwords) {
    report = await validateSignatures(bytes, { anchors: [], time: new Date('2026-11-23T00:00:00Z'), ...(password === undefined ? {} : { password }) })
    if (report.unreadableReason === null || !/encrypted|password/.test(report.unreadableReason)) break
  }
  return { file, report: report!, milliseconds: performance.now() - start }
}

function tally(column: string, chosen: readonly Outcome[], agrees: (outcome: Outcome) => boolean): Tally {
  const disagreed = chosen.filter(outcome => !agrees(outcome)).map(({ file, report }) => `${file.name} (${report.integrity}${report.unreadableReason === null ? '' : `: ${report.unreadableReason}`} ${[...new Set(report.findings.map(({ code }) => code))].join(' ')})`)
  const result = { column, agreed: chosen.length - disagreed.length, of: chosen.length, disagreed }
  tallies.push(result)
  return result
}

const dss = (overall: string) => outcomes.filter(({ file }) => file.family === 'dss' && file.says.overall === overall)
const pyhanko = (category: RegExp) => outcomes.filter(({ file }) => file.family === 'pyhanko' && category.test(file.says.category ?? ''))
const isFlagged = ({ report }: Outcome): boolean => report.integrity === 'flawed' || report.integrity === 'unreadable'
const isSound = ({ report }: Outcome): boolean => report.integrity === 'sound' || report.integrity === 'none'

if (folder === null) console.warn('\n  ✗ The shared corpus is not there: nothing was compared. Put it beside the repository or name it in MOTLAN_CORPUS.\n')

describe.skipIf(folder === null)('against files of EU DSS and pyHanko', () => {
  beforeAll(async () => {
    for (const file of readCorpus(folder!)) {
      try {
        outcomes.push(await judge(file))
      }
      catch (error) {
        failures.push(`${file.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  })
  afterAll(() => console.log(describeTallies()))

  it('never throws', () => {
    expect(failures).toEqual([])
  })

  it('takes no more than 5 seconds for any file', () => {
    expect(outcomes.filter(({ milliseconds }) => milliseconds > 5000).map(({ file }) => file.name)).toEqual([])
  })

  it('flags every file that DSS flags', () => {
    const { agreed, of, disagreed } = tally('DSS flag', dss('flag'), isFlagged)
    expect(agreed, disagreed.join('\n')).toBe(of)
  })

  it('calls no file flawed that DSS accepts, but for those with a reason', () => {
    const { disagreed } = tally('DSS accept', dss('accept'), isSound)
    expect(disagreed.filter(line => !Object.keys(disputed).some(name => line.startsWith(name)))).toEqual([])
  })

  it('calls no file signed that is not', () => {
    const { agreed, of, disagreed } = tally('DSS no signature', dss('no-signature'), ({ report }) => !report.signatures.some(({ kind }) => kind === 'signature'))
    expect(agreed, disagreed.join('\n')).toBe(of)
  })

  it('permits at least 90 % of the changes that pyHanko permits', () => {
    const { agreed, of, disagreed } = tally('pyHanko permitted', pyhanko(/diff:? permitted|^valid/), isSound)
    expect(agreed / of, disagreed.join('\n')).toBeGreaterThanOrEqual(0.9)
  })

  it('forbids every change that pyHanko forbids', () => {
    const { agreed, of, disagreed } = tally('pyHanko forbidden', pyhanko(/FORBIDDEN|anomaly|^bad/), isFlagged)
    expect(agreed, disagreed.join('\n')).toBe(of)
  })

  it('agrees with pyHanko about the cryptography of every signature', () => {
    const { agreed, of, disagreed } = tally('pyHanko intact', pyhanko(/generated/), ({ file, report }) => assertedSignatures(file).every(({ field, intact }) => {
      const ours = report.signatures.filter(one => one.field === field)
      return intact === null || ours.length === 0 ? report.integrity !== 'none' : ours.some(one => one.intact === intact)
    }))
    expect(agreed / of, disagreed.join('\n')).toBeGreaterThanOrEqual(0.95)
  })

  it('agrees with DSS about intact signatures and sound byte ranges', () => {
    const intact = tally('DSS crypto intact', outcomes.filter(({ file }) => file.says.crypto_intact === 'all yes' && file.says.overall === 'accept'), ({ report }) => report.signatures.filter(({ kind }) => kind === 'signature').every(one => one.intact))
    const ranges = tally('DSS byte range', outcomes.filter(({ file }) => file.says.byte_range === 'all valid' && file.says.overall === 'accept'), ({ report }) => report.signatures.every(one => one.byteRangeSound))
    expect(intact.agreed / intact.of, intact.disagreed.join('\n')).toBeGreaterThanOrEqual(0.9)
    expect(ranges.agreed / ranges.of, ranges.disagreed.join('\n')).toBeGreaterThanOrEqual(0.9)
  })
})

function describeTallies(): string {
  const lines = tallies.flatMap(({ column, agreed, of, disagreed }) => [`  ${column.padEnd(20)} ${String(agreed).padStart(3)} / ${of}`, ...disagreed.map(one => `      ${one}`)])
  const slowest = [...outcomes].sort((a, b) => b.milliseconds - a.milliseconds)[0]
  const reasons = Object.entries(disputed).map(([name, reason]) => `  ${name}: ${reason}`)
  return ['', ...lines, `  slowest: ${slowest?.file.name} ${Math.round(slowest?.milliseconds ?? 0)} ms`, '  held to be wrong in the table:', ...reasons, ''].join('\n')
}
