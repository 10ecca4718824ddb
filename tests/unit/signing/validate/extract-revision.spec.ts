import { beforeAll, describe, expect, it } from 'vitest'
import { extractRevision, SigningError, validateSignatures } from '#signing'
import { samplePdf } from '#signing/testing'
import { World } from '../../../corpus/kit/world.ts'

const world = new World()
const original = samplePdf()
let once: Uint8Array
let twice: Uint8Array

beforeAll(async () => {
  once = await world.sign(original, world.person(), { level: 'B-B' })
  twice = await world.sign(once, world.person(), { level: 'B-LTA' })
})

const codeOf = (work: () => unknown): string | null => {
  try {
    work()
    return null
  }
  catch (error) {
    return error instanceof SigningError ? error.code : String(error)
  }
}

describe('a revision that was signed', () => {
  it('comes out octet for octet, for each signature of the file', async () => {
    const { signatures } = await validateSignatures(twice, { anchors: world.anchors, time: world.now })
    expect(signatures.map(({ revision }) => revision)).toEqual([2, 3, 5])
    expect(Buffer.from(extractRevision(twice, 2)).equals(once)).toBe(true)
    expect(Buffer.from(extractRevision(twice, 5)).equals(twice)).toBe(true)
  })

  it('is sound by itself, and nothing follows its signature', async () => {
    const report = await validateSignatures(extractRevision(twice, 3), { anchors: world.anchors, time: world.now })
    expect(report).toMatchObject({ integrity: 'sound', signatures: [{ changes: 'permitted' }, { coversWholeDocument: true, changes: 'none' }] })
  })

  it('is refused where no signature closes it', () => {
    expect([1, 4, 6, 0, -1, 2.5].map(revision => codeOf(() => extractRevision(twice, revision)))).toEqual(Array(6).fill('revision-unavailable'))
    expect(codeOf(() => extractRevision(original, 1))).toBe('revision-unavailable')
  })

  it('is refused where the byte range leaves something out', () => {
    const text = Buffer.from(once).toString('latin1')
    const moved = text.replace(/\/ByteRange ?\[0 (\d+)/u, (whole, before: string) => whole.replace(before, String(Number(before) - 1).padStart(before.length, '0')))
    expect(moved).not.toBe(text)
    expect(codeOf(() => extractRevision(Buffer.from(moved, 'latin1'), 2))).toBe('revision-unavailable')
  })

  it('is refused where the file cannot be read', () => {
    expect(codeOf(() => extractRevision(Buffer.from('no PDF'), 1))).toBe('document-unreadable')
  })
})
