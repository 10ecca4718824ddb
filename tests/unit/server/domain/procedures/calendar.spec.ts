import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueDate, isWorkingDay, workingDaysLeft } from '#domain/procedures'
import { loadSampleProcedures } from '../../../../support/procedure-samples.ts'

const { calendar } = loadSampleProcedures()
const threeDays = { value: 3, unit: 'workday' } as const
const due = (from: string, duration: { value: number, unit: 'workday' | 'day' | 'hour' } = threeDays) => dueDate({ duration, from: new Date(from), calendar })

describe('due dates', () => {
  it('counts working days from the day after receipt', () => {
    expect(due('2026-11-16T09:00:00+07:00')).toMatchObject({ at: '2026-11-19T10:00:00.000Z', countedFrom: '2026-11-16', skipped: [] })
  })

  it('skips weekends and Vietnam Culture Day on 24/11', () => {
    expect(due('2026-11-20T09:00:00+07:00')).toMatchObject({ at: '2026-11-26T10:00:00.000Z', skipped: ['2026-11-21', '2026-11-22', '2026-11-24'] })
  })

  it('counts from the next working day after 15:00, as the calendar says, or as the agency says', () => {
    expect(due('2026-11-16T15:00:00+07:00').countedFrom).toBe('2026-11-16')
    expect(due('2026-11-16T15:01:00+07:00')).toMatchObject({ countedFrom: '2026-11-17', at: '2026-11-20T10:00:00.000Z' })
    expect(due('2026-11-16T15:01:00+07:00').rule.vi).toContain('sau 15:00')
    expect(dueDate({ duration: threeDays, from: new Date('2026-11-16T15:01:00+07:00'), calendar, cutoff: '16:30' }).countedFrom).toBe('2026-11-16')
  })

  it('counts a filing on a day off from the next working day', () => {
    expect(due('2026-11-21T09:00:00+07:00')).toMatchObject({ countedFrom: '2026-11-23', at: '2026-11-27T10:00:00.000Z' })
    expect(due('2026-11-21T09:00:00+07:00').rule.vi).toContain('ngày nghỉ')
  })

  it('honours swap days: Saturday 22/8/2026 works, Monday 31/8 does not', () => {
    expect(isWorkingDay('2026-08-22', calendar)).toBe(true)
    expect(isWorkingDay('2026-08-31', calendar)).toBe(false)
    expect(due('2026-08-28T09:00:00+07:00').at).toBe('2026-09-07T10:00:00.000Z')
  })

  it('jumps over the lunar new year', () => {
    expect(due('2026-02-13T09:00:00+07:00')).toMatchObject({ at: '2026-02-25T10:00:00.000Z' })
  })

  it('takes the day in Việt Nam, not in UTC', () => {
    expect(due('2026-11-15T18:00:00Z').countedFrom).toBe('2026-11-16')
  })

  it('moves calendar days that end on a day off to the end of the next working day, hours to the next opening', () => {
    expect(due('2026-11-16T09:00:00+07:00', { value: 5, unit: 'day' })).toMatchObject({ at: '2026-11-23T10:00:00.000Z', skipped: ['2026-11-21', '2026-11-22'] })
    expect(due('2026-11-16T09:00:00+07:00', { value: 4, unit: 'hour' }).at).toBe('2026-11-16T06:00:00.000Z')
    expect(due('2026-11-16T14:00:00+07:00', { value: 4, unit: 'hour' }).at).toBe('2026-11-17T00:30:00.000Z')
  })

  it('never promises a day off, never earlier than the days owed', () => {
    const minute = 60_000
    fc.assert(fc.property(fc.integer({ min: 0, max: 600 * 24 * 60 }), fc.integer({ min: 1, max: 30 }), (offset, value) => {
      const from = new Date(Date.parse('2026-01-01T00:00:00+07:00') + offset * minute)
      const { at, skipped, countedFrom } = dueDate({ duration: { value, unit: 'workday' }, from, calendar })
      const day = new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10)
      expect(isWorkingDay(day, calendar)).toBe(true)
      expect(skipped.some(one => isWorkingDay(one, calendar))).toBe(false)
      expect(workingDaysLeft({ due: day, today: countedFrom, calendar })).toBe(value)
    }))
  })

  it('counts the working days left, negative when overdue', () => {
    expect(workingDaysLeft({ due: '2026-11-26', today: '2026-11-23', calendar })).toBe(2)
    expect(workingDaysLeft({ due: '2026-11-23', today: '2026-11-26', calendar })).toBe(-2)
    expect(workingDaysLeft({ due: '2026-11-23', today: '2026-11-23', calendar })).toBe(0)
  })
})
