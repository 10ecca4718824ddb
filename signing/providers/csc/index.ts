export { createCscProvider, type CscProvider } from './provider.ts'
export type { CscSettings } from './settings.ts'
export { createCscV1Provider, type CscV1Provider } from './v1/provider.ts'
export type { CscLogin, CscV1Settings } from './v1/login.ts'
