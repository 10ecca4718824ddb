import type { CorpusCase } from './kit/corpus-case.ts'
import { byteRange } from './byte-range/cases.ts'
import { certificates } from './certificates/cases.ts'
import { changes } from './changes/cases.ts'
import { cms } from './cms/cases.ts'
import { levels } from './levels/cases.ts'
import { longTerm } from './long-term/cases.ts'
import { revocation } from './revocation/cases.ts'
import { timestamps } from './timestamps/cases.ts'

export const groups: Readonly<Record<string, CorpusCase[]>> = {
  levels, certificates, revocation, timestamps, 'long-term': longTerm, cms, 'byte-range': byteRange, changes,
}
