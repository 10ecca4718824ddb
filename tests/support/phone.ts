import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { Actor, Portal } from '../../server/portal.ts'
import type { SigningSessionView } from '../../shared/api/drafts.ts'
import type { TemporarySandbox } from './sandbox.ts'
import { locationOf, PlainBrowser } from './plain-browser.ts'

/** A person with a draft that is ready to be signed. */
export interface Signing { person: SandboxPerson, actor: Actor, draft: string }

/** Starts with the credential that this provider has. */
export async function startWith(portal: Portal, { actor, draft }: Signing, provider: string): Promise<SigningSessionView> {
  const { credentials } = await portal.signatures.choices(actor, draft)
  const own = credentials.find(one => one.provider === provider)
  if (own === undefined) throw new Error(`nothing at ${provider}`)
  return portal.signatures.start(actor, draft, { credential: `${provider}:${own.id}`, returnTo: '/' })
}

/** Agrees, or what `fields` say, on the page where a SmartCA account is linked. @returns the query with which the browser comes back */
export async function linkAccount({ portal, world }: { portal: Portal, world: TemporarySandbox }, { actor, draft, person }: Signing, { provider = 'smartca', fields = {} }: { provider?: string, fields?: Record<string, string> } = {}): Promise<URLSearchParams> {
  const url = await portal.signatures.link(actor, draft, { provider, returnTo: '/' })
  const path = /action="(\/smartca\/link\/[^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? ''
  const otp = await world.sandbox.control.oneTimeCode(person.personalId, 'device')
  const reply = await new PlainBrowser().post(world.sandbox.urls.signature + path, { answer: 'agree', person: person.personalId, pin: person.pin ?? '', otp, ...fields })
  return new URL(locationOf(reply)).searchParams
}

interface WrittenProvider { id: string, title: string, protocol: string, baseUrl: string, clientId: string, clientSecret: string, repeatsAreSafe?: boolean }

/** The sandbox's providers, changed, in a file of their own. @returns the setting that names it */
export function writeProviders(environment: Record<string, string>, dataDir: string, change: (usual: { csc: WrittenProvider, typed: WrittenProvider, phone: WrittenProvider, device: WrittenProvider }) => WrittenProvider[]): Record<string, string> {
  const [csc, typed, phone] = JSON.parse(readFileSync(environment.PORTAL_PROVIDERS_FILE!, 'utf8')) as [WrittenProvider, WrittenProvider, WrittenProvider]
  const file = join(dataDir, 'providers.json')
  const device = { ...csc, id: 'device', baseUrl: csc.baseUrl.replace(/\/csc\/v2$/, '/device/csc/v2') }
  writeFileSync(file, JSON.stringify(change({ csc, typed, phone, device })))
  return { PORTAL_PROVIDERS_FILE: file }
}
