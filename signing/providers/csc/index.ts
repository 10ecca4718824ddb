export { createCscProvider } from './provider.ts'
export type { CscSettings } from './settings.ts'
