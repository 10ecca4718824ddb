import { dayInVietnam, type Day } from '#shared/forms/dates.ts'

/** The calendar day in Việt Nam, the same while the server draws the page and the browser wakes it. */
export const useToday = (): Ref<Day> => useState('today', () => dayInVietnam(new Date()))
