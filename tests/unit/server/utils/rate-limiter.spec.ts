import { describe, expect, it } from 'vitest'
import { addressKey, createRateLimiter } from '../../../../server/utils/rate-limiter.ts'

describe('an allowance', () => {
  it('is spent at once or evenly, and comes back evenly', () => {
    let time = 0
    const limiter = createRateLimiter({ most: 60 }, () => time)
    const spend = (times: number): number => Array.from({ length: times }, () => limiter.spend('a')).filter(({ allowed }) => allowed).length
    expect(spend(61)).toBe(60)
    time += 999
    expect(spend(1)).toBe(0)
    time += 1
    expect(spend(2)).toBe(1)
    time += 10_000
    expect(spend(20)).toBe(10)
    time += 3_600_000
    expect(spend(100)).toBe(60)
  })

  it('of one is not another\'s', () => {
    const limiter = createRateLimiter({ most: 1 }, () => 0)
    expect([limiter.spend('a').allowed, limiter.spend('a').allowed, limiter.spend('b').allowed]).toEqual([true, false, true])
  })

  it('says when there is one more', () => {
    const limiter = createRateLimiter({ most: 2 }, () => 0)
    expect([limiter.spend('a'), limiter.spend('a'), limiter.spend('a')]).toEqual([
      { allowed: true, remaining: 1, retryAfter: 0 }, { allowed: true, remaining: 0, retryAfter: 0 }, { allowed: false, remaining: 0, retryAfter: 30 },
    ])
  })

  it('forgets who has been quiet before who has not, and holds a bounded number of them', () => {
    let time = 0
    const limiter = createRateLimiter({ most: 2 }, () => time)
    for (let n = 0; n < 50_000; n += 1) limiter.spend(`quiet-${n}`)
    time += 60_000
    limiter.spend('busy')
    limiter.spend('busy')
    limiter.spend('one more')
    expect(limiter.spend('busy').allowed).toBe(false)
  })
})

describe('an address as a key', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
