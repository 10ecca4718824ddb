import type { OpenStores } from '../../../../support/databases.ts'

/** A suite over one store; `open` gives the stores of the engine under test. */
export type Contract = (open: () => OpenStores) => void

/** How often `attempts` at the same time came out true. */
export const wins = async (attempts: Promise<boolean>[]): Promise<number> => (await Promise.all(attempts)).filter(Boolean).length
