import { deleteCookie, getCookie, setCookie, type H3Event } from 'h3'
import { useHouse } from './house.ts'

/** `__Host-` cookies cannot be planted by a neighbouring host or over plain HTTP; without TLS browsers refuse the name. */
const nameOf = (name: string): string => isSecure() ? `__Host-${name}` : `motlan-${name}`
const isSecure = (): boolean => useHouse().config.origin.startsWith('https:')

/** Server-side cookies only: no script reads them, no other site's form brings them. */
const options = () => ({ httpOnly: true, secure: isSecure(), sameSite: 'lax', path: '/' } as const)

export const readCookie = (event: H3Event, name: 'session' | 'visit'): string | null => getCookie(event, nameOf(name)) || null

export function writeCookie(event: H3Event, name: 'session' | 'visit', value: string): void {
  setCookie(event, nameOf(name), value, options())
}

export function dropCookie(event: H3Event, name: 'session' | 'visit'): void {
  deleteCookie(event, nameOf(name), options())
}

/** One log-in a tab: each waits under a name of its own, so that two tabs do not take it from each other. */
const loginName = (state: string): string => nameOf(`login-${state.replace(/[^\w-]/g, '').slice(0, 12)}`)

export function writeLoginState(event: H3Event, state: string): void {
  setCookie(event, loginName(state), state, { ...options(), maxAge: 15 * 60 })
}

export function takeLoginState(event: H3Event, state: string): string | null {
  const value = getCookie(event, loginName(state)) ?? null
  if (value !== null) deleteCookie(event, loginName(state), options())
  return value
}
