import { accountSource } from '../server/domain/prefill/index.ts'
import { createLint } from '../server/domain/procedures/index.ts'
import { registryDeclarations } from '../server/adapters/registries/index.ts'
import { generateCorpus } from '../tests/corpus/once-only/generate.ts'
import { figure, ratePerSecond, type Bench } from './measure.ts'

/** A thousand procedures are checked in under five seconds. */
export const figures: Bench = async () => {
  const lint = createLint({ connected: registryDeclarations, declared: registryDeclarations, accountAttributes: accountSource.attributes, today: '2026-11-23', codes: () => null })
  const corpus = generateCorpus(7, 200).map(({ definition }) => definition)
  let turn = 0
  const rate = await ratePerSecond(() => lint.definition(corpus[turn++ % corpus.length]!))
  return [figure('procedures checked by the lint', rate, { name: 'a thousand in five seconds', rate: 200 }, 1)]
}
