import { cases, type CorpusCase } from '../kit/corpus-case.ts'
import { craft, replaceByteRange, replaceSameLength, type Range, type Recipe } from '../kit/craft.ts'
import { rawUpdate } from '../kit/raw-update.ts'
import { page, type World } from '../kit/world.ts'

/** Signed soundly, then edited anywhere: universal signature forgery wants a validator that stumbles instead of verifying. */
const forged = (edit: (text: string, range: Range) => string): CorpusCase['build'] => async (world) => {
  const text = Buffer.from(await world.sign(page(), world.person(), { level: 'B-T' })).toString('latin1')
  return { pdf: Buffer.from(edit(text, rangeOf(text)), 'latin1'), revocation: world.source() }
}
const rangeOf = (text: string): Range => /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(text)!.slice(1).map(Number) as Range
const contentsOf = (text: string): string => /\/Contents (<[0-9a-f]+>)/.exec(text)![1]!
const rangeAs = (to: string): CorpusCase['build'] => forged((text, range) => replaceByteRange(text, range, to))
const contentsAs = (to: (hex: string) => string): CorpusCase['build'] => forged((text) => {
  const from = contentsOf(text)
  return replaceSameLength(text, from, to(from).padEnd(from.length))
})

/** Signed over another range than the one that is due: the cryptography holds, what it covers does not. */
const over = (range: (due: Range, world: World) => Range, recipe: Recipe = {}, findings: string[] = []): CorpusCase['build'] => async world =>
  ({ pdf: await craft(world, page(), { ...recipe, range: due => range(due, world) }), revocation: world.source(), findings })

export const byteRange = cases({
  'null__flawed': rangeAs('null'),
  'missing__flawed': forged(text => text.replace('/ByteRange', '/BiteRange')),
  'empty__flawed': rangeAs('[]'),
  'three-numbers__flawed': rangeAs('[0 100 200]'),
  'five-numbers__flawed': rangeAs('[0 100 200 10 5]'),
  'negative__flawed': rangeAs('[0 -1 -1 -1]'),
  'negative-length__flawed': rangeAs('[0 100 200 -100]'),
  'huge__flawed': rangeAs('[0 9007199254740993 9 9]'),
  'overflowing__flawed': rangeAs('[0 4294967296 4294967297 1]'),
  'not-integers__flawed': rangeAs('[0 1.5 2.5 10]'),
  'strings__flawed': rangeAs('[(0) (1) (2) (3)]'),
  'a-reference__flawed': rangeAs('7 0 R'),
  'all-zero__flawed': rangeAs('[0 0 0 0]'),
  'beyond-the-file__flawed': forged((text, [, before, after, rest]) => replaceByteRange(text, rangeOf(text), `[0 ${before} ${after} ${rest + 500}]`)),
  'contents-null__flawed': contentsAs(() => 'null'),
  'contents-missing__flawed': forged(text => text.replace('/Contents <', '/Kontents <')),
  'contents-empty__flawed': contentsAs(() => '<>'),
  'contents-one-zero-octet__flawed': contentsAs(() => '<00>'),
  'contents-a-literal-string__flawed': contentsAs(() => '(abc)'),
  'contents-a-reference__flawed': contentsAs(() => '1001 0 R'),
  'contents-not-hexadecimal__flawed': contentsAs(hex => hex.replaceAll('3', 'z')),
  'dictionary-that-breaks-off__flawed': forged((text, range) => replaceByteRange(text, range, 'null ]')),
  'sub-filter-taken-away__flawed': forged(text => replaceSameLength(text, '/SubFilter', '/SobFilter')),
  'type-taken-away-and-signature-still-there__flawed': forged(text => replaceSameLength(text, '/Type /Sig', '/Tipe /Sig')),
  'gap-wider-than-the-contents__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(([start, before, after, rest]) => [start, before - 20, after, rest]),
  'gap-reaches-behind-the-contents__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(([start, before, after, rest]) => [start, before, after + 8, rest - 8]),
  'begins-behind-the-beginning__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(([, before, after, rest]) => [15, before - 15, after, rest]),
  'ends-before-the-end__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(([start, before, after, rest]) => [start, before, after, rest - 40]),
  'first-part-only__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(([start, before, after]) => [start, before, after, 0]),
  'nothing-at-all__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(() => [0, 0, 0, 0]),
  'parts-overlap__flawed__TOTAL-FAILED.FORMAT_FAILURE': over(([start, before, after, rest]) => [start, before, before - 10, rest + (after - before) + 10]),
  'sound-but-bytes-follow__flawed': async (world) => {
    const pdf = await world.sign(page(), world.person())
    return { pdf: Buffer.concat([pdf, Buffer.from('(these bytes belong to nothing)\n')]), revocation: world.source() }
  },
  'sound-but-zeros-follow__flawed': async (world) => {
    const pdf = await world.sign(page(), world.person())
    return { pdf: Buffer.concat([pdf, Buffer.alloc(64, 0x41)]), revocation: world.source() }
  },
  'two-fields-one-signature__flawed': async (world) => {
    const pdf = await world.sign(page(), world.person())
    const text = Buffer.from(pdf).toString('latin1')
    const value = /\/V (\d+ 0 R)/.exec(text)![1]!
    const form = /(\d+) 0 obj\s*<<\s*\/Fields \[(\d+ 0 R)\]/.exec(text)!
    return {
      pdf: rawUpdate(pdf, { objects: { [Number(form[1])]: `<</Fields [${form[2]} 5000 0 R] /SigFlags 3>>`, 5000: `<</FT /Sig /T (Copy) /V ${value} /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132>>` } }),
      revocation: world.source(),
    }
  },
})
