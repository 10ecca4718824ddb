import type { LocalizedText } from '../../../shared/forms/definition.ts'
import type { AgencySeat } from './competent-agency.ts'

/** An agency that takes part. Its secrets (tokens, seal PIN) stay with the adapters that use them. */
export interface Agency extends AgencySeat {
  id: string
  /** e-ID (Decision 20/2020/QĐ-TTg), first part of the dossier code. */
  code: string
  title: LocalizedText
  phone: string
}
