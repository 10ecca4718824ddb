import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkIds, checkTexts, findingCodes, findingTexts } from '#signing'
import { repositoryRoot, sourceFiles } from '../support/source-imports.ts'

/** Codes as the source writes them down: `code: 'x'`, `flaw('x'`, `note('x'`, `report(one, 'x'`. */
const written = (folder: string): string[] => sourceFiles(folder).flatMap(path =>
  [...readFileSync(join(repositoryRoot, path), 'utf8').matchAll(/(?:\bcode: |\b(?:flaw|note)\(|\b(?:flaw|note|report)\(\w+, )'([a-z0-9-]+)'/g)].map(match => match[1]!))
const emitted = new Set([...findingCodes, ...written('signing/pdf')])

describe('the report in plain words', () => {
  it('has a question in both languages for every check, and for no other', () => {
    expect(Object.keys(checkTexts).sort()).toEqual([...checkIds].sort())
    for (const { vi, en } of Object.values(checkTexts)) for (const question of [vi, en]) expect(question).toMatch(/\S\?$/)
  })

  it('has a sentence in both languages for every finding, and for no other', () => {
    expect(Object.keys(findingTexts).sort()).toEqual([...emitted].sort())
    for (const { vi, en } of Object.values(findingTexts)) for (const sentence of [vi, en]) expect(sentence).toMatch(/\S\.$/)
  })

  it('knows every code that the validator writes down', () => {
    expect(written('signing/validate').filter(code => !(findingCodes as readonly string[]).includes(code))).toEqual([])
  })
})
