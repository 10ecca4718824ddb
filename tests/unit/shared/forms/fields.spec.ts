import { describe, expect, it } from 'vitest'
import type { FormField } from '#shared/forms/definition.ts'
import { rulesOf, fieldKinds } from '#shared/forms/fields/index.ts'
import { personalIdWarnings } from '#shared/forms/fields/personal-id.ts'
import type { Labels } from '#shared/forms/labels.ts'
import { showMoney, showNumber } from '#shared/forms/money.ts'

const labels: Labels = {
  options: id => id === 'sexes' ? [{ code: 'male', label: { vi: 'Nam', en: 'Male' } }] : [],
  province: code => code === '01' ? { vi: 'Thành phố Hà Nội', en: 'Hà Nội City' } : null,
  commune: code => code === '00166' ? { province: '01', label: { vi: 'Phường Cầu Giấy', en: 'Cầu Giấy Ward' } } : null,
}
const context = { today: '2026-11-23', labels }
const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({ id: 'x', kind, label: { vi: 'X', en: 'X' }, ...more })

/** The codes that a value typed into a field leads to. */
function codes(one: FormField, raw: unknown): string[] {
  const answer = rulesOf(one).normalise(raw, one)
  return rulesOf(one).check(answer, one, context).map(({ path, code }) => path === '' ? code : `${path}: ${code}`)
}
const show = (one: FormField, raw: unknown, locale: 'vi' | 'en' = 'vi'): string => rulesOf(one).display(rulesOf(one).normalise(raw, one), one, { locale, labels })

describe('kinds of fields', () => {
  it.each([
    ['phone', '+84 912.345.678', '0912345678'], ['phone', '84912345678', '0912345678'], ['phone', '024 3825 1234', '02438251234'],
    ['personal-id', '001 190 012 345', '001190012345'], ['number', '1.234.567,5', 1234567.5], ['number', '12', 12], ['number', '10.000', 10000],
    ['partial-date', { day: '5', month: '3', year: '1990' }, '1990-03-05'], ['partial-date', { day: '', month: '', year: '1962' }, '1962'],
    ['checkbox', 'on', true], ['checkbox', 'false', false], ['text', '   ', null], ['person-name', ' Lê  Thị ', 'Lê Thị'], ['composed', 'forged', null], ['agency', 'forged', null],
    ['address', { province: '', commune: '', detail: ' ' }, null],
  ] as const)('%s reads %j', (kind, raw, answer) => {
    expect(rulesOf(field(kind)).normalise(raw, field(kind))).toEqual(answer)
  })

  it.each([
    ['phone', '0123456789', ['not-a-phone']], ['phone', '12', ['not-a-phone']], ['personal-id', '12345678901', ['not-a-personal-id']], ['email', 'a@b', ['not-an-email']], ['email', 'a..b@c.vn', ['not-an-email']], ['email', 'a.b+c@d-e.gov.vn', []],
    ['partial-date', '31/2/2026', ['not-a-date']], ['partial-date', { day: '5', month: '', year: '1990' }, ['not-a-date']], ['date', '1962', ['not-a-date']], ['number', 'mười', ['not-a-number']],
    ['text', { a: 1 }, ['wrong-type']], ['address', 'Hà Nội', ['wrong-type']], ['repeat', 'x', ['wrong-type']], ['checkbox', 'maybe', ['wrong-type']], ['person-name', 'Nguyễn2', ['forbidden-characters']],
    ['address', { province: '01', commune: '00166', detail: '' }, ['detail: incomplete-address']], ['address', { province: '01', commune: '99999', detail: 'Số 1' }, ['commune: unknown-address']], ['address', { province: '77', commune: '00166', detail: 'Số 1' }, ['province: unknown-address']],
  ] as const)('%s judges %j as %j', (kind, raw, expected) => {
    expect(codes(field(kind), raw)).toEqual(expected)
  })

  it('knows past and future, also of a year alone', () => {
    expect(codes(field('partial-date', { when: 'past' }), '2027')).toEqual(['not-past'])
    expect(codes(field('partial-date', { when: 'past' }), '2026')).toEqual([])
    expect(codes(field('date', { when: 'future' }), '22/11/2026')).toEqual(['not-future'])
    expect(codes(field('date', { when: 'future' }), '23/11/2026')).toEqual([])
  })

  it('counts characters as people do: Ễ is one', () => {
    expect(codes(field('text', { maxLength: 2 }), 'E\u0302\u0303Ộ')).toEqual([])
    expect(codes(field('text', { minLength: 3 }), 'ỄỘ')).toEqual(['too-short'])
  })

  it('refuses a code that no list knows, and leaves an unloaded list to the server', () => {
    expect(codes(field('code', { codeList: 'sexes' }), 'female')).toEqual(['not-an-option'])
    const one = field('code', { codeList: 'sexes' })
    expect(rulesOf(one).check('anything', one, { today: '2026-11-23', labels: { ...labels, options: () => undefined } })).toEqual([])
  })

  it('shows values as people write them', () => {
    expect(show(field('phone'), '0912345678')).toBe('0912 345 678')
    expect(show(field('partial-date'), '1990-03-05')).toBe('05/03/1990')
    expect(show(field('partial-date'), '1962')).toBe('1962')
    expect(show(field('address'), { province: '01', commune: '00166', detail: 'Số 1' })).toBe('Số 1, Phường Cầu Giấy, Thành phố Hà Nội')
    expect(show(field('address'), { province: '01', commune: '00166', detail: 'Số 1' }, 'en')).toBe('Số 1, Cầu Giấy Ward, Hà Nội City')
    expect(show(field('code', { codeList: 'sexes' }), 'male')).toBe('Nam')
    expect(showMoney(10000)).toBe('10.000 đồng')
    expect(showNumber(-1234567.5)).toBe('-1.234.567,5')
  })

  it('drops empty rows and names faults by row', () => {
    const rows = field('repeat', { maxItems: 2, fields: [field('person-name', { id: 'name', required: true }), field('personal-id', { id: 'number' })] })
    expect(rulesOf(rows).normalise({ 1: { name: 'Anh' }, 0: { name: '' }, 10: { name: 'Em' } }, rows)).toEqual([{ name: 'Anh' }, { name: 'Em' }])
    expect(codes(rows, [{ number: '12' }])).toEqual(['0.name: required', '0.number: not-a-personal-id'])
    expect(codes(rows, [{ name: 'A' }, { name: 'B' }, { name: 'C' }])).toEqual(['too-many-rows'])
  })

  it('warns, and only warns, when a personal id tells another sex or year of birth', () => {
    expect(personalIdWarnings('001190012345', { sex: 'female', dateOfBirth: '1990-03-05' })).toEqual([])
    expect(personalIdWarnings('001190012345', { sex: 'male', dateOfBirth: '1991' })).toEqual(['sex-differs', 'birth-year-differs'])
    expect(personalIdWarnings('001315000123', { sex: 'female', dateOfBirth: '2015-01-09' })).toEqual([])
  })

  it.each(fieldKinds)('%s survives anything a client may send', (kind) => {
    const one = field(kind, { fields: [field('text', { id: 'a' })], options: [{ code: 'a', label: { vi: 'A', en: 'A' } }] })
    for (const raw of [null, undefined, '', 0, 1, true, [], [null], [[]], {}, { a: {} }, 'x'.repeat(10_000), { toString: 1 }, { 0: 'x' }]) {
      const answer = rulesOf(one).normalise(raw, one)
      if (answer !== null) rulesOf(one).check(answer, one, context)
      expect(typeof rulesOf(one).display(answer, one, { locale: 'vi', labels })).toBe('string')
    }
  })
})
