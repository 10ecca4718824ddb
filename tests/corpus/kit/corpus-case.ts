import type { ChangeVerdict, Indication, Integrity, PadesLevel, RevocationSource, SubIndication, TrustAnchor, ValidationPolicy } from '#signing'
import type { World } from './world.ts'

/** What a case hands to the validator; the verdict is in its name. */
export interface CaseFile {
  pdf: Uint8Array
  /** @defaultValue the world's clock */
  at?: Date
  /** @defaultValue the declared PKI's */
  anchors?: TrustAnchor[]
  /** @defaultValue none: what the file holds must do */
  revocation?: RevocationSource
  policy?: ValidationPolicy
  /** The signature that the verdict is about. @defaultValue the first */
  field?: string
  /** Must be among the findings. */
  findings?: string[]
  changes?: ChangeVerdict
}

export interface CorpusCase {
  /** `<what it is>__<integrity>[__<indication>[.<sub-indication>][__<level>]]` */
  name: string
  build: (world: World) => CaseFile | Promise<CaseFile>
}

export interface Verdict { integrity: Integrity, indication: Indication | null, subIndication: SubIndication | null, level: PadesLevel | null }

export function verdictOf(name: string): Verdict {
  const [, integrity, outcome, level] = name.split('__')
  const [indication, subIndication] = outcome?.split('.') ?? []
  return { integrity: integrity as Integrity, indication: (indication ?? null) as Indication | null, subIndication: (subIndication ?? null) as SubIndication | null, level: (level ?? null) as PadesLevel | null }
}

export const isGood = (name: string): boolean => ['sound', 'none'].includes(verdictOf(name).integrity) && !/TOTAL-FAILED|INDETERMINATE/.test(name)

/** Cases are declared as a table: name → how the file is made. */
export const cases = (table: Readonly<Record<string, CorpusCase['build']>>): CorpusCase[] => Object.entries(table).map(([name, build]) => ({ name, build }))
