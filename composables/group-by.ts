/** What has the same `key`, in the order in which it came. Browsers and Node 20 have none of their own yet. */
export function groupBy<T>(things: readonly T[], key: (thing: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const thing of things) groups.set(key(thing), [...groups.get(key(thing)) ?? [], thing])
  return [...groups]
}
