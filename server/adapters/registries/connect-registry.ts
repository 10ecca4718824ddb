import { RegistryError, type PersonQuery, type PersonRecord, type PersonRegistry } from '#domain/prefill'
import type { RegistryDeclaration } from '#domain/procedures'
import { recordShape, type RawRecord } from './record-shape.ts'
import type { Transport } from './transports/transport.ts'
import type { Wire } from './wire.ts'

/** A registry that is reachable: what prefill asks, with what it says of itself. */
export interface ConnectedRegistry extends PersonRegistry { id: string, declaration: RegistryDeclaration }

export interface Connection {
  transport: Transport
  wire: Wire
  now: () => Date
  newId: () => string
}

/** Declaration, wire and transport make a registry; the rules that all of them share are here. */
export function connectRegistry(declaration: RegistryDeclaration, connection: Connection): ConnectedRegistry {
  const keys = declaration.askedBy.filter(key => key !== 'person')
  return {
    id: declaration.id,
    declaration,
    title: declaration.title,
    attributes: connection.wire.serves(declaration),
    ground: declaration.ground,
    holds: declaration.holds,
    ...(keys.length === 0 ? {} : { keys }),
    lookup: query => lookup(query, declaration, connection),
  }
}

async function lookup(query: PersonQuery, declaration: RegistryDeclaration, { transport, wire, now, newId }: Connection): Promise<PersonRecord> {
  const messageId = newId()
  const { body, requestId, requestHash } = await transport.exchange({ ...wire.write(query, { messageId, declaration }), messageId, userId: query.userId, issue: query.issue })
  const record = readRecord(body, { query, declaration, wire })
  checkSubject(record, query, declaration)
  checkFreshness(record, declaration, now())
  const { recordId, updatedAt, attributes } = record
  return { recordId, personalId: query.person.personalId, updatedAt, attributes, requestId, requestHash, fetchedAt: now().toISOString() }
}

function readRecord(body: Uint8Array, { query, declaration, wire }: { query: PersonQuery, declaration: RegistryDeclaration, wire: Wire }): RawRecord {
  const raw = attempt(() => wire.read(body, query))
  if (raw === null) throw new RegistryError('registry-person-unknown', 'no such person')
  const parsed = recordShape(declaration, query.attributes).safeParse(raw)
  if (parsed.success) return parsed.data
  // Paths only: values are personal data.
  throw new RegistryError('registry-answer-invalid', `not a record: ${parsed.error.issues.map(issue => issue.path.join('.')).slice(0, 5).join(', ')}`)
}

function attempt(read: () => unknown): unknown {
  try {
    return read()
  }
  catch {
    // Without its cause: parsers quote what they read.
    throw new RegistryError('registry-answer-invalid', 'the answer cannot be read')
  }
}

/** Every key that was asked by comes back with the same value, else the record is somebody else's. */
function checkSubject({ subject }: RawRecord, { person, keys = {} }: PersonQuery, { askedBy }: RegistryDeclaration): void {
  const asked: Record<string, string> = { ...(askedBy.includes('person') ? { personalId: person.personalId } : {}), ...keys }
  if (Object.entries(asked).some(([key, value]) => subject[key] !== value)) throw new RegistryError('registry-wrong-person', 'the record is of another person')
}

/** An old copy tells nothing about today. */
function checkFreshness({ asOf }: RawRecord, { freshness }: RegistryDeclaration, now: Date): void {
  if (freshness === null || asOf === undefined || asOf === null) return
  if (now.getTime() - Date.parse(asOf) > freshness * 3_600_000) throw new RegistryError('registry-unavailable', `its copy is older than ${freshness} hours`)
}
