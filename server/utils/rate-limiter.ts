/** So many calls a minute; they come back evenly, so that a burst is fine and a flood is not. */
export interface Allowance { name: string, most: number }

export interface Spending { allowed: boolean, remaining: number, /** seconds until there is one more */ retryAfter: number }

interface Bucket { left: number, at: number }

/** Buckets that are remembered; full ones are forgotten first. */
const mostBuckets = 50_000
const minute = 60_000

/** A token bucket per key. */
export function createRateLimiter({ most }: Pick<Allowance, 'most'>, now: () => number = Date.now) {
  const buckets = new Map<string, Bucket>()
  const refill = ({ left, at }: Bucket, time: number): number => Math.min(most, left + (time - at) * most / minute)

  function forgetFull(time: number): void {
    for (const [key, bucket] of buckets) if (refill(bucket, time) >= most) buckets.delete(key)
    // Everybody is busy: who came first goes first.
    for (const key of buckets.keys()) {
      if (buckets.size < mostBuckets) break
      buckets.delete(key)
    }
  }

  return {
    spend(key: string): Spending {
      const time = now()
      const known = buckets.get(key)
      if (known === undefined && buckets.size >= mostBuckets) forgetFull(time)
      const left = known === undefined ? most : refill(known, time)
      const allowed = left >= 1
      buckets.set(key, { left: allowed ? left - 1 : left, at: time })
      return { allowed, remaining: Math.floor(allowed ? left - 1 : left), retryAfter: allowed ? 0 : Math.ceil((1 - left) * minute / most / 1000) }
    },
  }
}

/** An address as a key: of IPv6 the network that one subscriber has (/64), since the rest is theirs to choose. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = tail === undefined ? front : [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0'), ...back]
  return groups.slice(0, 4).map(group => group.replace(/^0+(?=.)/, '')).join(':')
}
