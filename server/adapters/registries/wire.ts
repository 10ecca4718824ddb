import type { PersonQuery } from '#domain/prefill'
import type { RegistryDeclaration } from '#domain/procedures'
import type { Message } from './transports/transport.ts'

/** How one registry writes questions and answers; in nobody else's words than its own. */
export interface Wire {
  /** The attributes that its answers carry, of those declared. */
  serves(declaration: RegistryDeclaration): string[]
  write(query: PersonQuery, context: WireContext): Pick<Message, 'method' | 'query' | 'body'>
  /** The answer in the shape of `RawRecord`, unchecked; null when it says that it knows nobody. @throws Error for what cannot be read */
  read(body: Uint8Array, query: PersonQuery): unknown
}

export interface WireContext { messageId: string, declaration: RegistryDeclaration }

/**
 * The plain contract: a JSON object with the keys, the attributes asked for, purpose and procedure; an answer with record
 * id, the keys again, times and the attributes. Registries whose own shape is not published are spoken to like this.
 */
export const plainWire: Wire = {
  serves: ({ attributes }) => Object.keys(attributes),
  write: ({ person, keys, attributes, purpose, procedure }, { declaration }) => ({
    method: 'POST',
    query: '',
    body: JSON.stringify({ ...(declaration.askedBy.includes('person') ? person : {}), ...keys, attributes, purpose, procedure }),
  }),
  read: (body, { keys = {} }) => {
    const { recordId, updatedAt, asOf, attributes, personalId, ...more } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Record<string, unknown>
    const others = Object.fromEntries(Object.keys(keys).filter(key => Object.hasOwn(more, key)).map(key => [key, more[key]]))
    return { recordId, updatedAt, asOf, attributes, subject: { ...(personalId === undefined ? {} : { personalId }), ...others } }
  },
}
