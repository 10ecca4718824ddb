import type { LocalizedText } from '#shared/forms/definition.ts'
import type { Locale } from '#shared/forms/labels.ts'
import { dayInVietnam, showDate, timeInVietnam } from '#shared/forms/dates.ts'
import { showMoney, showNumber } from '#shared/forms/money.ts'

/** Words, dates and amounts in the language of the page. Times are those of Việt Nam, wherever the reader is. */
export function useWords() {
  const { t, locale } = useI18n()
  const language = computed(() => locale.value as Locale)

  const say = (text: LocalizedText): string => text[language.value]
  const day = (instant: string): string => showDate(dayInVietnam(new Date(instant)))
  const time = (instant: string): string => timeInVietnam(new Date(instant))
  const moment = (instant: string): string => `${day(instant)} ${time(instant)}`
  const money = (amount: number): string => showMoney(amount, language.value)
  const size = (bytes: number): string => bytes < 1_000_000
    ? `${showNumber(Math.max(1, Math.round(bytes / 1000)), language.value)} kB`
    : `${showNumber(Math.round(bytes / 100_000) / 10, language.value)} MB`

  function duration({ value, unit }: { value: number, unit: string }): string {
    if (unit === 'workday') return t('duration.workday', { n: value }, value)
    return unit === 'hour' ? t('duration.hour', { n: value }, value) : t('duration.day', { n: value }, value)
  }

  return { t, language, say, day, time, moment, money, size, duration }
}
