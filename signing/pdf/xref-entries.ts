import type { XrefEntry, XrefSection } from './xref.ts'

/**
 * Where objects are, for every revision of a file: the original's cross-reference is asked once for each number, the updates are
 * kept by number, so that fifty revisions cost as little to ask as one.
 */
export class XrefEntries {
  readonly #original: readonly XrefSection[]
  readonly #asked = new Map<number, XrefEntry | null>()
  /** Entries of updates by number, oldest first. */
  readonly #updates = new Map<number, { revision: number, entry: XrefEntry }[]>()

  /** @param revisions sections that each revision adds, newest first in each; the original's first */
  constructor(revisions: readonly (readonly XrefSection[])[]) {
    this.#original = revisions[0] ?? []
    for (const [index, sections] of revisions.slice(1).entries()) {
      for (const number of new Set(sections.flatMap(section => [...section.numbers(), ...section.hybrid?.numbers() ?? []]))) {
        const entry = findEntry(sections, number)
        if (entry === null) continue
        const known = this.#updates.get(number)
        if (known === undefined) this.#updates.set(number, [{ revision: index + 2, entry }])
        else known.push({ revision: index + 2, entry })
      }
    }
  }

  /** As that revision sees it (1 = the original). */
  find(number: number, revision: number): XrefEntry | null {
    const updates = this.#updates.get(number)
    if (updates !== undefined) for (let at = updates.length - 1; at >= 0; at -= 1) if (updates[at]!.revision <= revision) return updates[at]!.entry
    let entry = this.#asked.get(number)
    if (entry === undefined) {
      entry = findEntry(this.#original, number)
      this.#asked.set(number, entry)
    }
    return entry
  }
}

/** The first section that names the object decides; what a hybrid table hides as free is told by its stream (§7.5.8.4). */
export function findEntry(sections: readonly XrefSection[], number: number): XrefEntry | null {
  for (const section of sections) {
    const entry = section.find(number)
    if (entry !== null && (entry.kind !== 'free' || section.hybrid === null)) return entry
    const hidden = section.hybrid?.find(number) ?? null
    if (hidden !== null) return hidden
    if (entry !== null) return entry
  }
  return null
}
