export { createInsight, type Insight, type InsightDeps } from './create-insight.ts'
export type { UsageOwner, UsageQuery, UsageRecord, UsageRecords } from './find-usage.ts'
export type { Case, CaseIndex, Question, QuestionedEntry, QuestionStore } from './ports.ts'
