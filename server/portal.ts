import type { ReportView } from '#shared/report/verdict.ts'
import type { Deliveries } from '#domain/delivery'
import type { Dossiers } from '#domain/dossiers'
import type { Drafts } from '#domain/drafts'
import type { Identity } from '#domain/identity'
import type { Procedures } from '#domain/procedures'
import type { Reviews } from '#domain/reviews'
import type { Signatures } from '#domain/signatures'
import type { Validation } from '#domain/validation'
import type { NetworkPort } from '#signing'
import type { PortalConfig } from './config.ts'

export type { Actor, OpenSession } from '#domain/identity'
export { ConfigError, readConfig, type PortalConfig } from './config.ts'

/** Everything that the doors can ask for; the rooms decide who may. */
export interface Portal {
  identity: Identity
  procedures: Procedures
  drafts: Drafts
  signatures: Signatures
  dossiers: Dossiers
  reviews: Reviews
  deliveries: Deliveries
  validation: Validation
  /** Validates a stranger's file, a few at a time. @throws ProblemError `too-many-requests` when too many wait already */
  verifyFile(pdf: Uint8Array, fileName: string | null): Promise<ReportView>
  /** Begins to deliver, to issue results and to tidy up. */
  startWork(): Promise<void>
  /** Whether the database answers. */
  isReady(): Promise<boolean>
  /** Prometheus text format; numbers only, no personal data. */
  metrics(): Promise<string>
  /** Other places that forms may lead to (Content-Security-Policy `form-action`). */
  origins: { identity: string, signature: string }
  /** Lets the work in hand end, then closes the database. */
  close(): Promise<void>
}

/** What went wrong in the background: codes and ids, never contents. */
export interface LogEntry { level: 'info' | 'warn' | 'error', event: string, [field: string]: string | number | boolean | null }

export interface PortalOverrides {
  now?: () => Date
  newId?: () => string
  network?: NetworkPort
  log?: (entry: LogEntry) => void
  /** Seconds between looks for new work. @defaultValue 0.5 */
  pollSeconds?: number
}

/**
 * Opens the database, puts back what a crash took from it, and wires the rooms to the outside world.
 * @throws ConfigError, DatabaseLockedError, ProcedureFileError
 */
export async function createPortal(config: PortalConfig, overrides: PortalOverrides = {}): Promise<Portal> {
  throw new Error(`not wired yet: ${config.origin} ${Object.keys(overrides).length}`)
}
