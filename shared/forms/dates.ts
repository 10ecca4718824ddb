import type { LocalizedText, PartialDate } from './definition.ts'

/** ISO `YYYY-MM-DD`. */
export type Day = string

const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/

/** `yyyy`, `yyyy-mm` or `yyyy-mm-dd` that the calendar knows, years 1850–2199. */
export function isPartialDate(value: unknown): value is PartialDate {
  const [, year, month, day] = typeof value === 'string' ? pattern.exec(value) ?? [] : []
  if (year === undefined || Number(year) < 1850 || Number(year) > 2199) return false
  if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return false
  return day === undefined || (Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month)))
}

export function isDay(value: unknown): value is Day {
  return isPartialDate(value) && value.length === 10
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Reads what people type: `5/1/2026`, `05-01-2026`, `1/2026`, `2026`, or ISO. Null when it is none of these. */
export function readPartialDate(text: string): PartialDate | null {
  const typed = /^(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})$/.exec(text.trim())
  const iso = typed === null ? text.trim() : joinDate(typed[3] ?? '', typed[2] ?? '', typed[1] ?? '')
  return isPartialDate(iso) ? iso : null
}

/** Parts as three form fields give them; a missing month with a day given is not a date. */
export function joinDate(year: string, month: string, day: string): string {
  const parts = [year, month && month.padStart(2, '0'), day && day.padStart(2, '0')]
  while (parts.length > 1 && parts.at(-1) === '') parts.pop()
  return parts.join('-')
}

/** `dd/mm/yyyy`, `mm/yyyy` or `yyyy`. */
export function showDate(value: PartialDate): string {
  return value.split('-').reverse().join('/')
}

/** "ngày 05 tháng 01 năm 2026": zero before days under 10 and months 1 and 2 (Decree 30/2020, Annex I). */
export function showDayInWords(day: Day): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `ngày ${date} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`
}

/** The latest day that a partial date may mean: 1962 → 1962-12-31. */
export function latestDay(value: PartialDate): Day {
  const [year = '', month = '12', day] = value.split('-')
  return `${year}-${month}-${day ?? String(daysInMonth(Number(year), Number(month))).padStart(2, '0')}`
}

/** Full years on `today`; a year alone counts as its last day, so that a person who may be a child is treated as one. */
export function ageOn(born: PartialDate, today: Day): number {
  const latest = latestDay(born)
  return Number(today.slice(0, 4)) - Number(latest.slice(0, 4)) - (today.slice(5) < latest.slice(5) ? 1 : 0)
}

/** The calendar day in Việt Nam (UTC+7, no daylight saving) of an instant. */
export function dayInVietnam(instant: Date): Day {
  return new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}

/** `HH:MM` in Việt Nam of an instant. */
export function timeInVietnam(instant: Date): string {
  return new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(11, 16)
}

/** True when `on` lies in the period of a dated fact (both ends inclusive). */
export function isInForce(fact: { effectiveFrom: Day, effectiveTo?: Day }, on: Day): boolean {
  return fact.effectiveFrom <= on && (fact.effectiveTo === undefined || on <= fact.effectiveTo)
}

/** Weekday in both languages, for calendars. */
export function weekdayOf(day: Day): LocalizedText & { index: number } {
  const index = new Date(`${day}T00:00:00Z`).getUTCDay()
  const vi = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'][index] ?? ''
  const en = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][index] ?? ''
  return { index, vi, en }
}
