import { join } from 'node:path'
import { defineEventHandler, fromNodeMiddleware, toNodeListener } from 'h3'
import { Provider } from 'oidc-provider'
import { readForm, createSite, sendPage } from '../http/site.ts'
import type { ListeningServer } from '../http/listen.ts'
import type { Population } from '../people/population.ts'
import { openPortalClient, type PortalClient } from '../portal-client.ts'
import { StateFile } from '../state-file.ts'
import { assuranceLevels, configureProvider, describeClient, generateIdentityKeys, subjectOf, type IdentityKeys } from './configuration.ts'
import { createFileAdapter, type Artifacts } from './file-adapter.ts'
import { expiredPage, loginPage } from './pages.ts'

export interface IdentityDependencies { population: Population, dataDir: string, now: () => Date, onFailure: (error: Error) => void }

/** An OpenID Connect provider whose people are synthetic. Returns the portal's registration. */
export function serveIdentity(server: ListeningServer, { population, dataDir, now, onFailure }: IdentityDependencies): StateFile<PortalClient> {
  const { value: keys } = new StateFile<IdentityKeys>(join(dataDir, 'keys.json'), generateIdentityKeys)
  const client = openPortalClient(join(dataDir, 'client.json'), 'motlan')
  const artifacts = new StateFile<Artifacts>(join(dataDir, 'artifacts.json'), () => ({}))
  const adapter = createFileAdapter({ artifacts, now, findClient: id => id === client.value.id ? describeClient(client.value) : undefined })
  const provider = new Provider(server.url, configureProvider({ keys, adapter, population }))
  provider.on('server_error', (_ctx, error) => onFailure(error))

  const { app, router } = createSite(onFailure)
  const story = { people: population.people.filter(person => person.story !== null), officials: population.officials }
  const leadsTo = () => client.value.origins

  router.get('/interaction/:uid', defineEventHandler(async (event) => {
    const interaction = await provider.interactionDetails(event.node.req, event.node.res).catch(() => null)
    if (interaction === null) return sendPage(event, expiredPage, { status: 410 })
    return sendPage(event, loginPage({ uid: interaction.uid, ...story, unknown: null }), { leadsTo: leadsTo() })
  }))

  router.post('/interaction/:uid/login', defineEventHandler(async (event) => {
    const interaction = await provider.interactionDetails(event.node.req, event.node.res).catch(() => null)
    if (interaction === null) return sendPage(event, expiredPage, { status: 410 })
    const form = await readForm(event)
    const typed = form?.get('personal-id')?.replace(/[\s.]/g, '') || form?.get('person') || ''
    const person = population.find(typed)
    if (person === undefined) return sendPage(event, loginPage({ uid: interaction.uid, ...story, unknown: typed.slice(0, 20) }), { status: 422, leadsTo: leadsTo() })
    const acr = assuranceLevels.find(level => level === form?.get('assurance')) ?? 'high'
    await provider.interactionFinished(event.node.req, event.node.res, { login: { accountId: subjectOf(person.personalId, keys), acr, amr: ['user'], remember: true } })
    return undefined
  }))

  router.post('/interaction/:uid/abort', defineEventHandler(async (event) => {
    const interaction = await provider.interactionDetails(event.node.req, event.node.res).catch(() => null)
    if (interaction === null) return sendPage(event, expiredPage, { status: 410 })
    await provider.interactionFinished(event.node.req, event.node.res, { error: 'access_denied', error_description: 'the person did not sign in' })
    return undefined
  }))

  app.use(fromNodeMiddleware(provider.callback()))
  server.handle(toNodeListener(app))
  return client
}
