/** A path of this portal, or null: nothing with a scheme, a host or a backslash leads away from here. */
export function toOwnPath(path: unknown): string | null {
  const base = 'http://portal.invalid'
  if (typeof path !== 'string' || !path.startsWith('/') || path.includes('\\') || !URL.canParse(path, base)) return null
  const url = new URL(path, base)
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : null
}

/** The same path with one more parameter; a problem that was there before is replaced. */
export function withParameter(path: string, name: string, value: string): string {
  const url = new URL(path, 'http://portal.invalid')
  url.searchParams.set(name, value)
  return `${url.pathname}${url.search}${url.hash}`
}

/** `/en` before a page of ours when the person reads English. */
export const inLanguageOf = (path: string, page: string | null): string => page !== null && /^\/en(?:[/?#]|$)/.test(page) ? `/en${path}` : path
