export { createSmartCaProvider, type SmartCaProvider } from './provider.ts'
export type { SmartCaSettings } from './settings.ts'
