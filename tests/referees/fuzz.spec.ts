import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { validateSignatures, type ValidationReport } from '#signing'
import { groups } from '../corpus/groups.ts'
import { isGood } from '../corpus/kit/corpus-case.ts'
import { World } from '../corpus/kit/world.ts'

/** `FUZZ_MUTANTS=20000 npm run test:long`; a run that failed is repeated with the `FUZZ_SEED` that it prints. */
const mutants = Number(process.env.FUZZ_MUTANTS ?? 500)
const seed = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) }
const mostMilliseconds = 5000

interface ValidFile { name: string, pdf: Uint8Array, at: Date, world: World, isSigned: (offset: number) => boolean }
const files: ValidFile[] = []

/** Offsets that at least one signature or document time-stamp covers. */
function coverage(pdf: Uint8Array): (offset: number) => boolean {
  const ranges = [...Buffer.from(pdf).toString('latin1').matchAll(/\/ByteRange ?\[(\d+) (\d+) (\d+) (\d+)/g)].map(match => match.slice(1).map(Number) as [number, number, number, number])
  return offset => ranges.some(([start, length, next, rest]) => (offset >= start && offset < start + length) || (offset >= next && offset < next + rest))
}

type Mutation
  = | { kind: 'set', where: number, octet: number }
    | { kind: 'flip', where: number, bit: number }
    | { kind: 'insert', where: number, octets: Uint8Array }
    | { kind: 'delete', where: number, count: number }
    | { kind: 'copy', where: number, from: number, count: number }
    | { kind: 'cut', where: number }

/** A place is a share of the file, so that it fits files of any length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const tokens = ['null', '[', ']', '<<', '>>', '%', 'endobj', 'xref', 'startxref', 'trailer', '%%EOF', '/ByteRange [0 0 0 0]', '/Contents <>', '-1', '999999999999', '0 0 R', 'stream', '\0'].map(token => Uint8Array.from(Buffer.from(token)))
const octets = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constantFrom(...tokens))
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), where: place, octet: fc.integer({ min: 0, max: 255 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flip' as const), where: place, bit: fc.integer({ min: 0, max: 7 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert' as const), where: place, octets }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), where: place, count: fc.integer({ min: 1, max: 200 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('copy' as const), where: place, from: place, count: fc.integer({ min: 1, max: 2000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), where: place }) },
)

/** `touched`: the first octet of the original that is another one, or stands elsewhere, in the mutant. */
function mutate(pdf: Uint8Array, change: Mutation): { bytes: Uint8Array, touched: number | null } {
  const at = Math.floor(change.where * pdf.length)
  const copy = Buffer.from(pdf)
  switch (change.kind) {
    case 'set':
      copy[at] = change.octet
      break
    case 'flip':
      copy[at] = copy[at]! ^ (1 << change.bit)
      break
    case 'copy':
      copy.set(copy.subarray(Math.floor(change.from * pdf.length)).subarray(0, Math.min(change.count, pdf.length - at)), at)
      break
    case 'insert': return difference(pdf, Buffer.concat([pdf.subarray(0, at), change.octets, pdf.subarray(at)]))
    case 'delete': return difference(pdf, Buffer.concat([pdf.subarray(0, at), pdf.subarray(at + change.count)]))
    case 'cut': return difference(pdf, Buffer.from(pdf.subarray(0, at)))
  }
  return difference(pdf, copy)
}

function difference(original: Uint8Array, bytes: Uint8Array): { bytes: Uint8Array, touched: number | null } {
  const shorter = Math.min(original.length, bytes.length)
  for (let at = 0; at < shorter; at += 1) if (original[at] !== bytes[at]) return { bytes, touched: at }
  return { bytes, touched: original.length === bytes.length ? null : shorter }
}

async function judge({ world, at }: ValidFile, bytes: Uint8Array): Promise<{ report: ValidationReport, milliseconds: number }> {
  const start = performance.now()
  const report = await validateSignatures(bytes, { anchors: world.anchors, time: at })
  return { report, milliseconds: performance.now() - start }
}

describe('mutants of every valid file of the corpus', () => {
  beforeAll(async () => {
    for (const [group, cases] of Object.entries(groups)) {
      for (const { name, build } of cases.filter(one => isGood(one.name))) {
        const world = new World()
        const { pdf, at = world.now } = await build(world)
        const file = { name: `${group}/${name}`, pdf, at, world, isSigned: coverage(pdf) }
        if ((await judge(file, pdf)).report.integrity === 'sound') files.push(file)
      }
    }
    expect(files.length).toBeGreaterThan(50)
  })

  it(`ends in a report within its time, and is never sound when signed bytes changed (${mutants} mutants)`, async () => {
    const run = fc.asyncProperty(fc.nat(), mutation, async (number, change) => {
      const file = files[number % files.length]!
      const { bytes, touched } = mutate(file.pdf, change)
      const { report, milliseconds } = await judge(file, bytes)
      expect(milliseconds, file.name).toBeLessThan(mostMilliseconds)
      expect(['sound', 'flawed', 'none', 'unreadable']).toContain(report.integrity)
      if (report.integrity === 'unreadable') expect(report.unreadableReason).not.toBeNull()
      if (touched !== null && file.isSigned(touched)) expect(report.integrity, file.name).not.toBe('sound')
    })
    await fc.assert(run, { numRuns: mutants, ...seed })
  })

  it('is still sound when the octets behind a signature value change case', async () => {
    const file = files[0]!
    const text = Buffer.from(file.pdf).toString('latin1').replace(/\/Contents <([0-9a-f]+)>/, (_, hex: string) => `/Contents <${hex.toUpperCase()}>`)
    expect((await judge(file, Buffer.from(text, 'latin1'))).report.integrity).toBe('sound')
  })
})
