import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, repositoryRoot, sourceFiles, type SourceImport } from '../support/source-imports.ts'

/** Rooms in the order in which a value passes them; a room may look upstream (to its left) only. */
const rooms = ['identity', 'audit', 'outbox', 'procedures', 'prefill', 'drafts', 'documents', 'validation', 'signatures', 'dossiers', 'delivery', 'reviews', 'batches', 'insight', 'assistant']

/** What a folder of the signing library may open besides itself and `types.ts`/`errors.ts`. */
const signingDoors: Record<string, string[]> = {
  asn1: [],
  pdf: [],
  x509: ['asn1'],
  cms: ['x509', 'asn1'],
  revocation: ['cms', 'x509', 'asn1'],
  issuers: ['cms', 'x509', 'asn1'],
  timestamp: ['cms', 'x509', 'asn1'],
  trust: ['x509', 'asn1'],
  providers: ['x509', 'asn1'],
  sign: ['pdf', 'timestamp', 'revocation', 'trust', 'cms', 'x509', 'asn1'],
  validate: ['pdf', 'timestamp', 'revocation', 'trust', 'cms', 'x509', 'asn1'],
}

/** Packages that would make the rules depend on a web server, a database or a vendor. */
const webAndStorage = ['h3', 'nitropack', 'nuxt', 'vue', 'drizzle-orm', 'pg', 'pg-boss', '@electric-sql/pglite', 'openid-client', 'busboy', 'pino', 'prom-client']

const zoneOf = (path: string): string => {
  const [top = '', second = '', third = ''] = path.split('/')
  if (top === 'server' && second === 'domain') return `server/domain/${third}`
  if (top === 'server' && ['adapters', 'db', 'procedures', 'catalogues'].includes(second)) return `server/${second}`
  if (top === 'server' && second === 'portal.ts') return 'server/portal'
  if (top === 'server' && second === 'config.ts') return 'server/config'
  if (top === 'server') return 'server/doors'
  if (top === 'signing' && !second.includes('.') && second !== '') return `signing/${second}`
  return top
}

const isDoor = (path: string): boolean => path.endsWith('/index.ts') || path === 'signing/index.ts'

/** Why an import is not allowed, or null. One rule a line, in the words of the house. */
function objection({ from, target, vendor }: SourceImport): string | null {
  const here = zoneOf(from)
  if (target === null) return vendorObjection(here, vendor ?? '')
  const there = zoneOf(target)
  if (here === there) return null
  if (here.startsWith('signing')) return signingObjection(here, there, target)
  if (there.startsWith('signing/testing')) return ['tests', 'sandbox', 'bench'].includes(here) ? null : '#signing/testing is for tests, the sandbox and the bench'
  if (there.startsWith('signing')) return isSigningReader(here, there) ? (isDoor(target) ? null : 'the signing library is opened by its doors only') : 'the signing library is for the server side'
  if (here === 'shared') return 'shared imports nothing of ours'
  if (there === 'shared') return null
  if (there === 'sandbox') return ['tests', 'scripts', 'bench'].includes(here) ? null : 'the portal never imports the sandbox'
  if (here === 'sandbox') return 'the sandbox knows the portal only by its protocols'
  if (here.startsWith('server/domain/')) return roomObjection(here, there, target)
  if (here === 'server/adapters' || here === 'server/db') return there.startsWith('server/domain/') && isDoor(target) ? null : 'adapters and stores see the doors of rooms and shared, never each other'
  if (here === 'server/config') return 'the configuration knows nobody'
  if (here === 'server/portal') return there.startsWith('server/') && there !== 'server/doors' ? null : 'the composition root knows the server only'
  // Problems are told in the reader's language: their words are the only ones that the server needs.
  if (here === 'server/doors') return ['server/portal', 'server/config', 'i18n'].includes(there) ? null : 'a door talks to the portal and to shared'
  if (here === 'pages' || here === 'layouts' || here === 'app.vue' || here === 'error.vue') return ['components', 'composables', 'stores', 'assets', 'i18n'].includes(there) ? null : 'a page sees components, composables, stores and shared'
  if (here === 'components') return ['composables', 'assets'].includes(there) ? null : 'a component sees composables and shared'
  if (here === 'composables') return ['stores', 'composables'].includes(there) ? null : 'a composable sees stores and shared'
  if (here === 'stores' || here === 'middleware' || here === 'plugins') return ['stores', 'composables'].includes(there) ? null : 'the browser side reaches the server over HTTP only'
  return null
}

function vendorObjection(here: string, vendor: string): string | null {
  if (here.startsWith('server/domain/') && webAndStorage.includes(vendor)) return `a room knows no ${vendor}`
  if (here === 'shared' && !['zod'].includes(vendor)) return 'shared is pure TypeScript and the schema library'
  if (here === 'signing/pdf' && !vendor.startsWith('node:')) return 'signing/pdf knows bytes only'
  if (here.startsWith('signing') && ['nuxt', 'h3', 'vue', 'pg', 'drizzle-orm'].includes(vendor)) return `the signing library knows no ${vendor}`
  return null
}

function signingObjection(here: string, there: string, target: string): string | null {
  if (!there.startsWith('signing')) return 'the signing library imports nothing of the portal'
  const folder = here.split('/')[1]
  if (folder === undefined || folder === 'testing') return null
  if (target === 'signing/types.ts' || target === 'signing/errors.ts') return null
  const open = signingDoors[folder] ?? []
  return open.includes(there.split('/')[1] ?? '') ? null : `signing/${folder} may open ${open.join(', ') || 'nothing'}`
}

const isSigningReader = (here: string, there: string): boolean =>
  ['tests', 'sandbox', 'bench', 'scripts', 'server/portal', 'server/adapters'].includes(here) || (['server/config', 'server/db'].includes(here) && there === 'signing/providers') || (here.startsWith('server/domain/') && there === 'signing') || (here === 'server/domain/signatures' && there === 'signing/providers') || (['server/domain/dossiers', 'server/domain/reviews'].includes(here) && there === 'signing/providers')

function roomObjection(here: string, there: string, target: string): string | null {
  if (!there.startsWith('server/domain/')) return 'a room sees rooms, shared and signing only'
  if (!isDoor(target)) return 'a room is opened by its index only'
  const order = (zone: string) => rooms.indexOf(zone.split('/')[2] ?? '')
  return order(there) < order(here) ? null : 'a room looks upstream only'
}

const ours = ['app.vue', 'error.vue', 'pages', 'layouts', 'components', 'composables', 'stores', 'middleware', 'plugins', 'shared', 'server', 'signing', 'sandbox', 'scripts', 'bench']
const files = ours.flatMap(place => place.endsWith('.vue') ? (sourceExists(place) ? [place] : []) : sourceFiles(place))

describe('the house', () => {
  it('opens only the doors that the plan allows', () => {
    const objections = files.flatMap(importsOf).flatMap((one) => {
      const why = objection(one)
      return why === null ? [] : [`${one.from} → ${one.specifier}: ${why}`]
    })
    expect(objections).toEqual([])
  })

  it('resolves every import of ours to a file', () => {
    const missing = files.flatMap(importsOf).filter(({ target }) => target !== null && !sourceExists(target)).map(({ from, specifier }) => `${from} → ${specifier}`)
    expect(missing).toEqual([])
  })

  it('knows every room by name', () => {
    const found = new Set(sourceFiles('server/domain').map(path => path.split('/')[2]))
    expect([...found].filter(room => !rooms.includes(room ?? ''))).toEqual([])
  })

  it('has no attic', () => {
    const attics = files.filter(path => /(^|\/)(utils|helpers|common|misc)(\/|\.ts$)/.test(path) && !path.startsWith('server/utils/'))
    expect(attics).toEqual([])
  })

  it.each([
    ['pages/index.vue', 'signing/index.ts'],
    ['components/x.vue', 'server/db/client.ts'],
    ['server/domain/drafts/index.ts', 'server/domain/reviews/index.ts'],
    ['server/domain/drafts/index.ts', 'server/db/client.ts'],
    ['server/adapters/storage/filesystem.ts', 'server/db/client.ts'],
    ['signing/pdf/index.ts', 'signing/asn1/index.ts'],
    ['signing/sign/prepare.ts', 'signing/validate/validate.ts'],
    ['server/portal.ts', 'sandbox/index.ts'],
    ['shared/problem.ts', 'server/portal.ts'],
  ])('would refuse %s → %s', (from, target) => {
    expect(objection({ from, specifier: target, target, vendor: null })).toBeTypeOf('string')
  })
})

function sourceExists(path: string): boolean {
  try {
    readFileSync(join(repositoryRoot, path))
    return true
  }
  catch {
    return false
  }
}
