import type { H3Event } from 'h3'
import { useHouse } from './house.ts'
import { addressKey } from './rate-limiter.ts'

/** Who calls, as a key: the socket's peer, or what the trusted proxies in front say of theirs. */
export function clientKey(event: H3Event): string {
  const { proxies } = useHouse().config
  const chain = proxies === 0 ? [] : String(event.node.req.headers['x-forwarded-for'] ?? '').split(',').map(one => one.trim()).filter(one => one !== '')
  return addressKey(chain.at(-proxies) ?? event.node.req.socket.remoteAddress ?? '')
}
