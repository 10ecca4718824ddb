import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { validateSignatures, validateSignaturesInFile, type RevocationEvidence, type RevocationSource } from '#signing'
import { groups } from './groups.ts'
import { isGood, verdictOf, type CorpusCase } from './kit/corpus-case.ts'
import { World } from './kit/world.ts'

const all = Object.values(groups).flat()
const folder = mkdtempSync(join(tmpdir(), 'motlan-corpus-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(Object.entries(groups))('corpus %s', (_, cases) => {
  it.each(cases.map(one => [one.name, one] as const))('%s', async (name, one) => {
    const { report, reportInFile, file } = await run(one)
    const { integrity, indication, subIndication, level } = verdictOf(name)
    const signature = file.field === undefined ? report.signatures[0] : report.signatures.find(({ field }) => field === file.field)
    const told = `${report.unreadableReason ?? ''} ${JSON.stringify(report.findings)} ${JSON.stringify(signature?.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'indeterminate'))} ${JSON.stringify(signature?.changeList)}`
    expect(report.integrity, told).toBe(integrity)
    if (indication !== null) expect({ indication: signature?.indication, subIndication: signature?.subIndication }, told).toEqual({ indication, subIndication })
    if (level !== null) expect(signature?.level, told).toBe(level)
    if (file.changes !== undefined) expect(signature?.changes, told).toBe(file.changes)
    expect(report.findings.map(({ code }) => code), told).toEqual(expect.arrayContaining(file.findings ?? []))
    expect(reportInFile).toEqual(report)
    if (!isGood(name)) expect(report.integrity === 'sound' && report.signatures.every(one => one.indication === 'TOTAL-PASSED')).toBe(false)
  })
})

async function run({ build }: CorpusCase) {
  const world = new World()
  const file = await build(world)
  const { pdf, at = world.now, anchors = world.anchors, revocation, policy } = file
  const options = { anchors, time: at, ...(revocation === undefined ? {} : { revocation: remember(revocation) }), ...(policy === undefined ? {} : { policy }) }
  const path = join(folder, 'case.pdf')
  writeFileSync(path, pdf)
  return { file, report: await validateSignatures(pdf, options), reportInFile: await validateSignaturesInFile(path, options) }
}

/** The same question has the same answer: evidence that is signed anew would be another piece. */
function remember(source: RevocationSource): RevocationSource {
  const answers = new Map<string, Promise<RevocationEvidence>>()
  return {
    find: (certificate, issuer, issuedAfter) => {
      const question = [certificate, issuer].map(bytes => Buffer.from(bytes).toString('hex')).join()
      const answer = answers.get(question) ?? source.find(certificate, issuer, issuedAfter)
      answers.set(question, answer)
      return answer
    },
  }
}

describe('the corpus', () => {
  it('has at least 120 cases, 80 of them bad, each with a name of its own', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(120)
    expect(all.filter(({ name }) => !isGood(name)).length).toBeGreaterThanOrEqual(80)
  })
})
