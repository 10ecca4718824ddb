import { describe, expect, it } from 'vitest'
import { findRoute, isDoorPath, routeRules } from '../../../../server/utils/route-rules.ts'

describe('the table of routes', () => {
  it('finds each of its doors by an address of that shape', () => {
    for (const [key, rule] of Object.entries(routeRules)) {
      const [method = '', pattern = ''] = key.split(' ')
      expect(findRoute(method, pattern.replace(/:\w+/g, 'some-id'))).toEqual({ found: { pattern, rule } })
      expect(isDoorPath(pattern)).toBe(true)
    }
  })

  it('asks for HEAD what it asks for GET', () => {
    expect(findRoute('HEAD', '/api/drafts')).toEqual(findRoute('GET', '/api/drafts'))
  })

  it.each(['/api/drafts//document', '/api/drafts/a/b/c/d', '/API/drafts', '/api', '/apis', '/', ''])('finds nothing at %j', (path) => {
    expect(findRoute('GET', path)).toEqual({ found: null, allowed: [] })
  })

  it('tells the ways in where there is a door but not this way', () => {
    expect(findRoute('PUT', '/api/dossiers')).toEqual({ found: null, allowed: ['POST', 'GET', 'HEAD', 'OPTIONS'] })
  })
})
