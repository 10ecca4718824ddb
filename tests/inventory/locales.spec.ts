import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accessDeeds } from '../../shared/api/accesses.ts'
import { dossierTransitions } from '../../shared/dossier/states.ts'
import { problems } from '../../shared/problem.ts'
import { repositoryRoot, sourceFiles } from '../support/source-imports.ts'

type Messages = { [key: string]: string | Messages }

const load = (locale: string): Messages => JSON.parse(readFileSync(join(repositoryRoot, 'i18n', 'locales', `${locale}.json`), 'utf8'))
const flatten = (messages: Messages, prefix = ''): [string, string][] =>
  Object.entries(messages).flatMap(([key, value]) => typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`))

const vietnamese = new Map(flatten(load('vi')))
const english = new Map(flatten(load('en')))
const seen = ['pages', 'components', 'layouts', 'composables', 'middleware'].flatMap(folder => sourceFiles(folder)).concat('app.vue', 'error.vue')

describe('the words', () => {
  it('are complete in both languages', () => {
    expect([...vietnamese.keys()].filter(key => !english.has(key))).toEqual([])
    expect([...english.keys()].filter(key => !vietnamese.has(key))).toEqual([])
  })

  it('are never empty, and in NFC', () => {
    const bad = [...vietnamese, ...english].filter(([, text]) => text.trim() === '' || text !== text.normalize('NFC')).map(([key]) => key)
    expect(bad).toEqual([])
  })

  it('say what happened and what to do for every problem code', () => {
    const missing = Object.keys(problems).flatMap(code => [`problem.${code}.title`, `problem.${code}.advice`]).filter(key => !vietnamese.has(key))
    expect(missing).toEqual([])
  })

  it('say what is wrong for every rule of a form', () => {
    const definition = readFileSync(join(repositoryRoot, 'shared', 'forms', 'definition.ts'), 'utf8')
    const union = definition.slice(definition.indexOf('export type FieldProblemCode')).split('\n\n')[0]!
    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(match => match[1]!)
    expect(codes.length).toBeGreaterThan(10)
    expect(codes.map(code => `validation.${code}`).filter(key => !vietnamese.has(key))).toEqual([])
  })

  it('say what was done for every deed of the access ledger, and every action of the rooms is one', () => {
    const actions = sourceFiles('server').flatMap(file => [...readFileSync(join(repositoryRoot, file), 'utf8').matchAll(/\baction: '([a-z.-]+)', object: [^}]*subject/g)].map(match => match[1]!.replaceAll('.', '-')))
    expect(actions.length).toBeGreaterThan(8)
    expect(actions.filter(action => !(accessDeeds as readonly string[]).includes(action))).toEqual([])
    expect(dossierTransitions.map(({ event }) => `dossier-${event}`).filter(deed => !(accessDeeds as readonly string[]).includes(deed))).toEqual([])
    expect(accessDeeds.filter(deed => !vietnamese.has(`accesses.what.${deed}`))).toEqual([])
  })

  it('exist for every key that a page or component asks for', () => {
    const missing = seen.flatMap((file) => {
      const text = readFileSync(join(repositoryRoot, file), 'utf8')
      return [...text.matchAll(/\bt\(\s*'([a-zA-Z0-9_.-]+)'/g)].map(match => match[1]!).filter(key => !vietnamese.has(key)).map(key => `${file}: ${key}`)
    })
    expect(missing).toEqual([])
  })

  it('call people "bạn", not "quý khách"', () => {
    expect([...vietnamese].filter(([, text]) => /quý khách/i.test(text)).map(([key]) => key)).toEqual([])
  })
})
