export { createReviews, type ReviewsDeps } from './create-reviews.ts'
export { issueResult, requeueResults, type IssueDeps } from './issue-result.ts'
export type { AgencySeal } from './ports.ts'
export type { Reviews } from './reviews.ts'
