import type { NetworkPort } from '../../signing/types.ts'

/** The network without a guard, for tests that talk to servers of their own. */
export const directNetwork: NetworkPort = {
  send: async ({ url, method, contentType, accept, headers, body, maxBytes, timeoutMs }) => {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, ...(contentType === undefined ? {} : { 'content-type': contentType }), ...(accept === undefined ? {} : { accept }) },
      ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length > maxBytes) throw new Error('too long')
    return { status: response.status, body: bytes }
  },
}
