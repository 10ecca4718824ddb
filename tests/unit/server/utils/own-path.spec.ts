import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { inLanguageOf, toOwnPath, withParameter } from '../../../../server/utils/own-path.ts'

const origin = 'https://portal.example'

describe('a path of ours', () => {
  it.each(['/', '/drafts/1?then=1#x', '/en/dossiers', '/a b'])('%j is one', (path) => {
    expect(toOwnPath(path)).not.toBeNull()
  })

  it.each(['', 'drafts', 'https://evil.example', '//evil.example', '/\\evil.example', '\\/evil.example', '/\t/evil.example', 'javascript:alert(1)', '/..//evil.example', null, 7, ['/']])('%j is none', (path) => {
    const own = toOwnPath(path)
    expect(own === null || new URL(own, origin).origin === origin).toBe(true)
    expect(own === null || !own.startsWith('//')).toBe(true)
  })

  it('never leads to another origin, whatever was written', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('/', '\\', '.', ':', '@', '\t', '\n', '?', '#', 'a', '%2f', '%5c', 'http') }), (text) => {
      const own = toOwnPath(`/${text}`)
      expect(own === null || new URL(own, origin).origin === origin).toBe(true)
    }), { numRuns: 5_000 })
  })
})

describe('a parameter', () => {
  it('is added, or replaces the one before, and leaves the rest', () => {
    expect(withParameter('/drafts/1?more=a#x', 'problem', 'not-found')).toBe('/drafts/1?more=a&problem=not-found#x')
    expect(withParameter('/drafts/1?problem=old', 'problem', 'a&b=c')).toBe('/drafts/1?problem=a%26b%3Dc')
  })
})

describe('the language', () => {
  it('is that of the page', () => {
    expect([inLanguageOf('/dossiers', '/en/drafts/1'), inLanguageOf('/dossiers', '/en'), inLanguageOf('/dossiers', '/entry'), inLanguageOf('/dossiers', null)]).toEqual(['/en/dossiers', '/en/dossiers', '/dossiers', '/dossiers'])
  })
})
