import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageOn, dayInVietnam, isPartialDate, latestDay, readPartialDate, showDate, showDayInWords, timeInVietnam } from '#shared/forms/dates.ts'

describe('partial dates', () => {
  it.each([['1962', '1962'], ['5/1/2026', '2026-01-05'], ['05-01-2026', '2026-01-05'], ['1/2026', '2026-01'], ['2026-01-05', '2026-01-05'], ['29/2/2024', '2024-02-29']])('reads %s', (typed, iso) => {
    expect(readPartialDate(typed)).toBe(iso)
  })

  it.each(['31/2/2026', '29/2/2023', '0/1/2026', '1/13/2026', '1800', '62', '1/2/62', '', 'hôm nay', '2026-1-5-3'])('does not read %s', (typed) => {
    expect(readPartialDate(typed)).toBeNull()
  })

  it('shows what it read', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1850-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), fc.constantFrom(4, 7, 10), (date, length) => {
      const iso = date.toISOString().slice(0, length)
      expect(isPartialDate(iso)).toBe(true)
      expect(readPartialDate(showDate(iso))).toBe(iso)
    }))
  })

  it('counts full years, and a year alone as its last day', () => {
    expect(ageOn('2008-11-23', '2026-11-23')).toBe(18)
    expect(ageOn('2008-11-24', '2026-11-23')).toBe(17)
    expect(ageOn('2008', '2026-11-23')).toBe(17)
    expect(latestDay('2024-02')).toBe('2024-02-29')
  })

  it('writes days in words as Decree 30/2020 asks: zero before days under 10 and months 1 and 2', () => {
    expect(showDayInWords('2026-01-05')).toBe('ngày 05 tháng 01 năm 2026')
    expect(showDayInWords('2026-11-23')).toBe('ngày 23 tháng 11 năm 2026')
    expect(showDayInWords('2026-03-01')).toBe('ngày 01 tháng 3 năm 2026')
  })

  it('knows the day and time in Việt Nam, seven hours ahead', () => {
    expect(dayInVietnam(new Date('2026-11-23T17:30:00Z'))).toBe('2026-11-24')
    expect(timeInVietnam(new Date('2026-11-23T17:30:00Z'))).toBe('00:30')
  })
})
