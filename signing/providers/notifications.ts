import { createHmac, timingSafeEqual } from 'node:crypto'
import { ProviderError } from './errors.ts'
import { parseJson } from './post.ts'
import { Secret } from './secret.ts'
import type { NotificationSettings, ProviderNotification, TransactionNotice } from './types.ts'

/**
 * Providers call back without any proof of who they are. So the address that they are given carries one: a MAC over our
 * own reference. Whoever has it may tell us to ask the provider, and nothing else.
 */
export function notificationUrl({ url, key }: NotificationSettings, reference: string): string {
  const address = new URL(url)
  address.searchParams.set('reference', reference)
  address.searchParams.set('mac', macOf(key.reveal(), reference))
  return address.href
}

/**
 * @param tokenOf the provider's own name for the transaction, from the JSON body, or null
 * @throws ProviderError `reply-invalid` when the address is not one that we gave out
 */
export function parseNotice(settings: NotificationSettings | undefined, { query, body }: ProviderNotification, tokenOf: (body: Record<string, unknown>) => string | null): TransactionNotice {
  const reference = query.get('reference') ?? ''
  const given = Buffer.from(query.get('mac') ?? '')
  const wanted = Buffer.from(settings === undefined ? '' : macOf(settings.key.reveal(), reference))
  if (reference === '' || wanted.length === 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new ProviderError('reply-invalid', 'notification: its address is not one of ours')
  const json = parseJson(body.subarray(0, 64 * 1024))
  const token = typeof json === 'object' && json !== null ? tokenOf(json as Record<string, unknown>) : null
  return { reference, token: token === null ? null : new Secret(token) }
}

const macOf = (key: string, reference: string): string => createHmac('sha256', key).update(`notification ${reference}`).digest('base64url')
