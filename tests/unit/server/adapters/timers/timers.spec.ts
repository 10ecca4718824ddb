import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { every, limitConcurrency } from '../../../../../server/adapters/timers/index.ts'

describe('work that comes again and again', () => {
  it('is never twice at once, survives its own failures, and ends with what is in hand', async () => {
    const errors: unknown[] = []
    let [running, most, done] = [0, 0, 0]
    const repetition = every(0.005, async () => {
      running += 1
      most = Math.max(most, running)
      await pause(10)
      running -= 1
      done += 1
      if (done === 2) throw new Error('once')
    }, error => errors.push(error))
    while (done < 4) await pause(5)
    await repetition.stop()
    const after = done
    await pause(40)
    expect({ most, running, more: done - after, errors: errors.length }).toEqual({ most: 1, running: 0, more: 0, errors: 1 })
  })
})

describe('a limit', () => {
  it('lets so many work, so many wait, and refuses the rest at once; failures free their place', async () => {
    let [running, most] = [0, 0]
    const limit = limitConcurrency({ atOnce: 2, inLine: 3, onFull: () => new Error('full') })
    const work = (index: number) => limit(async () => {
      running += 1
      most = Math.max(most, running)
      await pause(5)
      running -= 1
      if (index === 0) throw new Error('failed')
      return index
    })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => work(index)))
    expect(outcomes.map(one => one.status === 'fulfilled' ? one.value : (one.reason as Error).message)).toEqual(['failed', 1, 2, 3, 4, 'full', 'full', 'full'])
    expect(most).toBe(2)
    expect(await work(9)).toBe(9)
  })
})
