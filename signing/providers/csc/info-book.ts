const freshForMs = 10 * 60 * 1000

/** What a service says about itself, asked again every ten minutes. A failure is not kept. */
export function createInfoBook<T>(now: () => Date, read: () => Promise<T>): () => Promise<T> {
  let known: { at: number, value: Promise<T> } | null = null
  return () => {
    const at = now().getTime()
    if (known === null || at - known.at > freshForMs) {
      const entry = { at, value: read() }
      entry.value.catch(() => {
        if (known === entry) known = null
      })
      known = entry
    }
    return known.value
  }
}
