import { describe, expect, it } from 'vitest'
import { holds, isEmpty, pathsOf, valueAt } from '#shared/forms/conditions.ts'

const answers = { a: 'yes', n: 3, ticked: false, born: '2010', home: { province: '01', commune: '00166', detail: '' }, rows: [{ name: 'Anh' }] }
const today = '2026-11-23'

describe('conditions', () => {
  it.each([
    [{ path: 'a', is: 'yes' }, true], [{ path: 'a', is: 'no' }, false], [{ path: 'gone', is: false }, false], [{ path: 'ticked', is: false }, true],
    [{ path: 'n', in: [1, 3] }, true], [{ path: 'home.province', is: '01' }, true], [{ path: 'home', filled: true }, true], [{ path: 'home.detail', filled: true }, false],
    [{ path: 'gone', filled: false }, true], [{ path: 'rows', filled: true }, true], [{ path: 'rows.0.name', is: 'Anh' }, true],
    [{ path: 'born', ageBelow: 18 }, true], [{ path: 'born', ageBelow: 15 }, false], [{ path: 'gone', ageBelow: 99 }, false], [{ path: 'a', ageBelow: 99 }, false],
    [{ all: [{ path: 'a', is: 'yes' }, { not: { path: 'n', is: 4 } }] }, true], [{ any: [{ path: 'a', is: 'no' }, { path: 'n', is: 4 }] }, false],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition, answers, today)).toBe(expected)
  })

  it('reaches own properties only', () => {
    expect(valueAt(answers, 'constructor')).toBeNull()
    expect(valueAt(answers, '__proto__.toString')).toBeNull()
    expect(valueAt(answers, 'a.length')).toBeNull()
  })

  it('takes an address without any part for no answer', () => {
    expect(isEmpty({ province: '', commune: '', detail: '' })).toBe(true)
    expect(isEmpty(false)).toBe(false)
    expect(isEmpty(0)).toBe(false)
  })

  it('names the answers it asks for', () => {
    expect(pathsOf({ all: [{ path: 'a', is: 1 }, { any: [{ path: 'b.c', filled: true }, { not: { path: 'd', ageBelow: 3 } }] }] })).toEqual(['a', 'b.c', 'd'])
  })
})
