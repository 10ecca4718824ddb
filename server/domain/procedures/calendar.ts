import type { Duration, LocalizedText } from '../../../shared/forms/definition.ts'
import { dayInVietnam, timeInVietnam, weekdayOf, type Day } from '../../../shared/forms/dates.ts'

/** The working calendar, edited each year (`server/catalogues/calendar.json`): the rule of the week and its exceptions. */
export interface Calendar {
  /** 0 = Sunday … 6 = Saturday */
  workingWeekdays: number[]
  /** `HH:MM` in Việt Nam. What is received after `cutoff` counts from the next working day. */
  cutoff: string
  opens: string
  closes: string
  days: CalendarDay[]
}

/** An exception: `off` makes a working day free, `workInstead` makes a free day a working day (swap days). */
export interface CalendarDay { day: Day, kind: 'off' | 'workInstead', title: LocalizedText, source: string, certainty: 'source' | 'memory' | 'unsure' }

export interface DueDate {
  /** ISO instant: the close of business of the due day (or the exact hour for hours). */
  at: string
  /** The day that counts as day of reception. */
  countedFrom: Day
  duration: Duration
  /** The rule in words, for the receipt. */
  rule: LocalizedText
  /** Days in between that do not count. */
  skipped: Day[]
}

/** True when agencies work on this day. Years outside the calendar follow the rule of the week. */
export function isWorkingDay(day: Day, calendar: Calendar): boolean {
  const exception = calendar.days.find(one => one.day === day)
  return exception === undefined ? calendar.workingWeekdays.includes(weekdayOf(day).index) : exception.kind === 'workInstead'
}

/**
 * When the agency owes its answer. The day of reception does not count (DOMAIN 2.4: the clock starts at acceptance;
 * filings after the cut-off count from the next working day). Working days skip free days; calendar days that end on a
 * free day end with the next working day (Civil Code 2015, Art. 148); hours that end outside office hours end with the
 * next opening.
 * @param options.cutoff overrides the calendar's, for an agency with hours of its own
 */
export function dueDate({ duration, from, calendar, cutoff = calendar.cutoff }: { duration: Duration, from: Date, calendar: Calendar, cutoff?: string }): DueDate {
  const received = dayInVietnam(from)
  const late = isWorkingDay(received, calendar) && timeInVietnam(from) > cutoff
  const countedFrom = late || !isWorkingDay(received, calendar) ? nextWorkingDay(received, calendar) : received
  const { day, time, skipped } = end({ duration, from, received, countedFrom, calendar })
  return { at: instant(day, time), countedFrom, duration, rule: ruleInWords({ duration, received, countedFrom, late, cutoff, skipped }), skipped }
}

/** Working days from `today` until `due`: negative when overdue, 0 on the day itself. */
export function workingDaysLeft({ due, today, calendar }: { due: Day, today: Day, calendar: Calendar }): number {
  const [first, last, sign] = today <= due ? [today, due, 1] : [due, today, -1]
  let count = 0
  for (let day = addDays(first, 1); day <= last; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) count += 1
  return sign * count || 0
}

function end({ duration, from, received, countedFrom, calendar }: { duration: Duration, from: Date, received: Day, countedFrom: Day, calendar: Calendar }): { day: Day, time: string, skipped: Day[] } {
  if (duration.unit === 'workday') {
    let day = countedFrom
    const skipped: Day[] = []
    for (let left = duration.value; left > 0;) {
      day = addDays(day, 1)
      if (isWorkingDay(day, calendar)) left -= 1
      else skipped.push(day)
    }
    return { day, time: calendar.closes, skipped }
  }
  if (duration.unit === 'day') return onWorkingDay(addDays(countedFrom, duration.value), calendar.closes, calendar)
  const start = countedFrom === received ? from : new Date(instant(countedFrom, calendar.opens))
  const finish = new Date(start.getTime() + duration.value * 3_600_000)
  const [day, time] = [dayInVietnam(finish), timeInVietnam(finish)]
  if (time < calendar.opens) return onWorkingDay(day, calendar.opens, calendar)
  return time > calendar.closes ? onWorkingDay(addDays(day, 1), calendar.opens, calendar) : onWorkingDay(day, time, calendar)
}

function onWorkingDay(day: Day, time: string, calendar: Calendar): { day: Day, time: string, skipped: Day[] } {
  const skipped: Day[] = []
  while (!isWorkingDay(day, calendar)) {
    skipped.push(day)
    day = addDays(day, 1)
  }
  return { day, time: skipped.length > 0 && time < calendar.closes ? calendar.opens : time, skipped }
}

function nextWorkingDay(day: Day, calendar: Calendar): Day {
  do day = addDays(day, 1)
  while (!isWorkingDay(day, calendar))
  return day
}

function ruleInWords({ duration, received, countedFrom, late, cutoff, skipped }: { duration: Duration, received: Day, countedFrom: Day, late: boolean, cutoff: string, skipped: Day[] }): LocalizedText {
  const vi = [`${duration.value} ${{ workday: 'ngày làm việc', day: 'ngày', hour: 'giờ' }[duration.unit]}, không tính ngày tiếp nhận.`]
  const en = [`${duration.value} ${{ workday: 'working days', day: 'days', hour: 'hours' }[duration.unit]}, the day of receipt not counted.`]
  if (countedFrom !== received) {
    vi.push(late ? `Hồ sơ đến sau ${cutoff} nên tính từ ngày làm việc tiếp theo.` : 'Hồ sơ đến vào ngày nghỉ nên tính từ ngày làm việc tiếp theo.')
    en.push(late ? `Filed after ${cutoff}, so it counts from the next working day.` : 'Filed on a day off, so it counts from the next working day.')
  }
  if (skipped.length > 0) {
    vi.push(`Không tính ${skipped.length} ngày nghỉ.`)
    en.push(`${skipped.length} ${skipped.length === 1 ? 'day' : 'days'} off not counted.`)
  }
  return { vi: vi.join(' '), en: en.join(' ') }
}

const instant = (day: Day, time: string): string => new Date(`${day}T${time}:00+07:00`).toISOString()

export const addDays = (day: Day, count: number): Day => new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
