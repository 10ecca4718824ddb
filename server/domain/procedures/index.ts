export type { Procedures } from './procedures.ts'
export { ProcedureError, ProcedureFileError, type Procedure } from './procedure.ts'
export { dueDate, isWorkingDay, workingDaysLeft, type Calendar, type CalendarDay, type DueDate } from './calendar.ts'
