import { describe, expect, it } from 'vitest'
import { accountSource } from '#domain/prefill'
import { createLint } from '#domain/procedures'
import { registryDeclarations } from '../../../server/adapters/registries/index.ts'
import { countOfDefinitions, generateCorpus, type Planted } from './generate.ts'

/** Fifty definitions with fields and papers planted that a registry holds: how many the lint finds, and how much else it blames. */
const lint = createLint({ connected: registryDeclarations, declared: registryDeclarations, accountAttributes: accountSource.attributes, today: '2026-11-23', codes: () => null })

function score(corpus: readonly Planted[]) {
  const results = corpus.map(({ definition, redundant }) => {
    const blamed = lint.definition(definition).filter(({ rule }) => rule === 'field-held' || rule === 'paper-held').map(({ at }) => at)
    return { planted: [...redundant.keys()], blamed }
  })
  const planted = results.reduce((sum, result) => sum + result.planted.length, 0)
  const blamed = results.reduce((sum, result) => sum + result.blamed.length, 0)
  const right = results.reduce((sum, result) => sum + result.blamed.filter(at => result.planted.includes(at)).length, 0)
  return { planted, recall: right / planted, precision: right / blamed }
}

describe('the once-only corpus', () => {
  it('has fifty definitions, with several things planted in each and near misses around them', () => {
    const corpus = generateCorpus()
    expect(corpus).toHaveLength(countOfDefinitions)
    for (const { definition, redundant } of corpus) {
      const places = definition.sections.flatMap(({ fields }) => fields).length + definition.attachments.length
      expect(redundant.size).toBeGreaterThanOrEqual(3)
      expect(places).toBeGreaterThan(redundant.size * 1.3)
    }
    expect(new Set(corpus.flatMap(({ redundant }) => [...redundant.values()])).size).toBe(registryDeclarations.length)
  })

  it('is found with recall of at least 0.98 at a precision of at least 0.9', () => {
    const { planted, recall, precision } = score(generateCorpus())
    expect(planted).toBeGreaterThan(250)
    expect(recall).toBeGreaterThanOrEqual(0.98)
    expect(precision).toBeGreaterThanOrEqual(0.9)
  })

  it('is found as well when the same phrases are shuffled anew', () => {
    for (const seed of [101, 202, 303]) {
      const { recall, precision } = score(generateCorpus(seed))
      expect(recall).toBeGreaterThanOrEqual(0.98)
      expect(precision).toBeGreaterThanOrEqual(0.9)
    }
  })

  it('is found for the registry that holds it, or for another that holds the same', () => {
    const same: Record<string, string[]> = { 'civil-status': ['population'], 'residence': ['population'] }
    for (const { definition, redundant } of generateCorpus()) {
      for (const { at, registry = '' } of lint.definition(definition)) {
        const held = redundant.get(at)
        if (held !== undefined) expect([held, ...same[held] ?? []], `${definition.slug} ${at}`).toContain(registry)
      }
    }
  })
})
