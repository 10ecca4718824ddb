import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { toEtsiReport, validateSignatures, type EtsiReportVersion, type ValidationOptions, type ValidationReport } from '#signing'
import { samplePdf } from '#signing/testing'
import { groups } from '../corpus/groups.ts'
import type { CorpusCase } from '../corpus/kit/corpus-case.ts'
import { World } from '../corpus/kit/world.ts'
import { evidence, now, pki } from '../unit/signing/sign/signing-world.ts'
import { askEtsiSchema } from './etsi-schema.ts'
import { whyNoEuDss } from './eu-dss-judgement.ts'
import { findCorpus, readCorpus } from './shared-corpus.ts'
import { signEverything } from './signed-files.ts'

interface Judged { name: string, report: ValidationReport }

const obstacle = whyNoEuDss()
if (obstacle !== null) console.warn(`\n!!! skipped: no schema judges the ETSI reports that we write: ${obstacle}\n`)
const corpus = findCorpus()
if (corpus === null) console.warn('\n  ✗ The shared corpus is not there: no report about files of others was judged. Put it beside the repository or name it in MOTLAN_CORPUS.\n')
const versions: EtsiReportVersion[] = ['1.2.1', '1.4.1']

async function ofSignedFiles(): Promise<Judged[]> {
  const files = await signEverything()
  return Promise.all(files.map(async ({ name, pdf, password }) => ({ name, report: await validateSignatures(pdf, { anchors: pki.anchors, time: now(), ...evidence, ...(password === undefined ? {} : { password }) }) })))
}

/** Good, forged, altered and broken ones, as the corpus builds them. */
async function ofCorpus(): Promise<Judged[]> {
  return Promise.all(Object.values(groups).flat().map(async ({ name, build }: CorpusCase) => {
    const world = new World()
    const { pdf, at = world.now, anchors = world.anchors, revocation, policy } = await build(world)
    return { name, report: await validateSignatures(pdf, { anchors, time: at, ...(revocation === undefined ? {} : { revocation }), ...(policy === undefined ? {} : { policy }) }) }
  }))
}

/** Without a signature, without sense, and with names that were chosen to break what is written about them. */
async function ofStrangeFiles(): Promise<Judged[]> {
  const world = new World()
  const options: ValidationOptions = { anchors: world.anchors, time: world.now }
  const hostile = '<x>&"]]>\u0000\u0001\r\n\uFFFE'
  const signed = await world.sign(samplePdf(), world.person({ subject: [['C', 'VN'], ['CN', hostile], ['O', hostile]] }), { level: 'B-LTA', field: '<x>&"]]>', reason: hostile, location: hostile })
  const altered = Buffer.from(Buffer.from(signed).toString('latin1').replace('(Trang 1)', '(Trang 7)'), 'latin1')
  const files: Record<string, Uint8Array> = { plain: samplePdf(), nothing: new Uint8Array(), text: Buffer.from('this is no PDF'), header: Buffer.from('%PDF-1.7\n'), cut: signed.subarray(0, signed.length / 2), hostile: signed, hostile_altered: altered }
  const named = await Promise.all(Object.entries(files).map(async ([name, pdf]) => ({ name, report: await validateSignatures(pdf, options) })))
  const untrusted = { name: 'hostile_untrusted', report: await validateSignatures(signed, { ...options, anchors: [{ certificate: Uint8Array.of(1), label: hostile }] }) }
  return [...named, untrusted]
}

/** Files of EU DSS and pyHanko. */
async function ofSharedCorpus(folder: string): Promise<Judged[]> {
  const all: Judged[] = []
  for (const { name, path } of readCorpus(folder)) all.push({ name, report: await validateSignatures(readFileSync(path), { anchors: [], time: new Date('2026-11-23T00:00:00Z') }) })
  return all
}

/** Reports that are not valid in one of the versions, and why. */
function refused(judged: readonly Judged[]): string[] {
  const written = versions.flatMap(version => judged.map(({ name, report }) => ({ name: `${name} ${version}`, xml: toEtsiReport(report, { version }) })))
  const said = askEtsiSchema(written.map(({ xml }) => xml))
  return written.flatMap(({ name }, index) => said[index] === 'valid' ? [] : [`${name}: ${said[index]}`])
}

describe.skipIf(obstacle !== null)('a report by the schemas of ETSI TS 119 102-2', () => {
  const strange: Judged[] = []
  beforeAll(async () => {
    strange.push(...await ofStrangeFiles())
  })

  it.each([
    ['everything that we sign', ofSignedFiles, 70],
    ['the corpus', ofCorpus, 120],
    ['strange files', ofStrangeFiles, 8],
  ])('is valid for %s, and EU DSS knows every word', async (_, collect, least) => {
    const judged = await collect()
    expect(judged.length).toBeGreaterThanOrEqual(least)
    expect(refused(judged)).toEqual([])
  })

  it.skipIf(corpus === null)('is valid for files of others, and EU DSS knows every word', async () => {
    expect(refused(await ofSharedCorpus(corpus!))).toEqual([])
  })

  it('is not valid when an element, a reference or a word is another one', () => {
    const xml = toEtsiReport(strange.find(({ name }) => name === 'hostile')!.report, { version: '1.4.1' })
    const [element, reference, word, bytes] = askEtsiSchema([
      xml.replaceAll('HashOnly>', 'HashAlone>'), xml.replace('VOReference="document ', 'VOReference="nowhere '), xml.replace('validationprocess:LTA', 'validationprocess:ALL'), xml.replace('<Signer>', '<Signer>\u0000'),
    ])
    expect(element).toContain('HashAlone')
    expect(reference).toContain('nowhere')
    expect(word).toContain('does not know urn:etsi:019102:validationprocess:ALL')
    expect(bytes).toContain('SAXParseException')
  })

  it('covers every integrity that there is', () => {
    expect(new Set(strange.map(({ report }) => report.integrity))).toEqual(new Set(['sound', 'flawed', 'none', 'unreadable']))
  })
})
