import { describe, expect, it } from 'vitest'
import { describeError, tidyPath } from '../../../../server/utils/log.ts'

describe('what is logged of an error', () => {
  it('is its name, code and places, never its words, nor those of its causes', () => {
    const secret = '001190012345'
    const cause = Object.assign(new Error(`duplicate key (${secret})`), { code: '23505' })
    const error = new TypeError(`failed for\n    ${secret} at ${secret}`, { cause })
    const described = describeError(error)
    expect(JSON.stringify(described)).not.toContain(secret)
    expect(described).toMatchObject({ name: 'TypeError', cause: { name: 'Error', code: '23505' } })
    expect((described.places as string[]).some(place => place.includes('log.spec.ts'))).toBe(true)
  })

  it('ends, however long the chain of causes', () => {
    const error = new Error('a')
    error.cause = error
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(20_000)
    expect(describeError('text')).toEqual({ name: 'string' })
  })
})

describe('a path in the log', () => {
  it('keeps the words of our pages and nothing that is somebody\'s', () => {
    expect(tidyPath('/en/drafts/61a62015-588b/sections/applicant')).toBe('/en/drafts/:x/sections/applicant')
    expect(tidyPath('/001190012345/Nguyễn Văn A')).toBe('/:x/:x')
    expect(tidyPath(`/${'a'.repeat(5_000)}`)).toBe('/:x')
  })
})
