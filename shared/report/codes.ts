import type { LocalizedText } from '../forms/definition.ts'

/** One plain question for every check id of the validator. `tests/unit/shared/report` holds that none is missing. */
export const checkTexts: Readonly<Record<string, LocalizedText>> = {}

/** One plain sentence for every finding code of the validator. */
export const findingTexts: Readonly<Record<string, LocalizedText>> = {}

export const describeCheck = (id: string): LocalizedText => checkTexts[id] ?? { vi: `Kiểm tra kỹ thuật: ${id}`, en: `Technical check: ${id}` }

export const describeFinding = (code: string): LocalizedText => findingTexts[code] ?? { vi: `Phát hiện kỹ thuật: ${code}`, en: `Technical finding: ${code}` }
