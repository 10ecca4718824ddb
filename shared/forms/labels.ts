import type { CodeOption, LocalizedText } from './definition.ts'

export type Locale = 'vi' | 'en'

/**
 * The names behind codes, for showing and for checking. The server knows all lists; a browser page knows those it loaded:
 * `undefined` means "not loaded here" (the rule is left to the server), `null` means "no such code".
 */
export interface Labels {
  options(listId: string): readonly CodeOption[] | undefined
  province(code: string): LocalizedText | null | undefined
  commune(code: string): { province: string, label: LocalizedText } | null | undefined
}

/** Nothing loaded: codes are shown as they are. */
export const noLabels: Labels = { options: () => undefined, province: () => undefined, commune: () => undefined }
