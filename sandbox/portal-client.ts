import { randomBytes } from 'node:crypto'
import { StateFile } from './state-file.ts'

/** The portal's own paths to which the identity provider and the signature service send people back. */
export const callbackPaths = { login: '/auth/callback', signature: '/signing/callback', afterLogout: '/' } as const

/** What the portal is registered with at one of the sandbox's services. */
export interface PortalClient {
  id: string
  secret: string
  /** Origins of portals on this machine, e.g. `http://localhost:3000`. */
  origins: string[]
}

export function openPortalClient(path: string, id: string): StateFile<PortalClient> {
  return new StateFile(path, () => ({ id, secret: randomBytes(32).toString('base64url'), origins: [] }))
}

/** Only this machine may be a portal of the sandbox. */
export function registerOrigin(client: StateFile<PortalClient>, origin: string): void {
  const { hostname, origin: exact } = new URL(origin)
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname) || exact !== origin) throw new RangeError('a portal of the sandbox lives on this machine: http://localhost:PORT')
  if (client.value.origins.includes(origin)) return
  client.value.origins.push(origin)
  client.save()
}
