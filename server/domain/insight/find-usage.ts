import type { AccessDeed } from '../../../shared/api/accesses.ts'
import type { LocalizedText } from '../../../shared/forms/definition.ts'
import { kindOf, toEntry, type AuditStore, type ChainedEntry } from '#domain/audit'
import { requireRole, type Actor } from '#domain/identity'
import type { Transact } from '#domain/outbox'
import { deedOf, registryOf, type Names } from './access-view.ts'

/** Who answers for the portal, as the national page names organisations. */
export interface UsageOwner { code: string, name: string, system: string }

/** @property userCode personal number of the person who asks about themself */
export interface UsageQuery { userCode: string, periodStart: Date | null, periodEnd: Date | null, offset: number, limit: number }

export interface UsageRecords { totalUsages: number, usages: UsageRecord[] }
/** The data tracker's fields, but for `action`, whose words are the door's. */
export interface UsageRecord { logtime: string, deed: AccessDeed, registry: LocalizedText | null, receiverCode: string, receiverName: string, receiverSystem: string }

const own = 'usage.find'

/**
 * What was done with a person's data, newest first. That the page asked is on record too and the person finds it here in
 * the portal, but the page does not get it back: every page of an answer would push the next one along.
 */
export const findUsage = (deps: Names & { audit: AuditStore, transact: Transact<{ audit: AuditStore }>, owner: UsageOwner, now: () => Date }) =>
  async (actor: Actor, { userCode, periodStart, periodEnd, offset, limit }: UsageQuery): Promise<UsageRecords> => {
    requireRole(actor, 'usage.find')
    await deps.transact(({ audit }) => audit.append(toEntry(actor, deps.now(), { action: own, object: own, subject: userCode })))
    const period = { ...(periodStart === null ? {} : { from: periodStart }), ...(periodEnd === null ? {} : { until: periodEnd }), without: own }
    const found = await deps.audit.readOf(userCode, { ...period, offset, limit })
    return { totalUsages: await deps.audit.countOf(userCode, period), usages: found.map(entry => toUsage(entry, deps)) }
  }

/** Of what an agency did, the agency is the receiver; of everything else, the portal. */
function toUsage(entry: ChainedEntry, { agencies, registries, owner }: Names & { owner: UsageOwner }): UsageRecord {
  const agency = agencies.find(({ id }) => id === entry.agency)
  return {
    logtime: entry.at,
    deed: deedOf(entry),
    registry: kindOf(entry) === 'registry' ? registryOf(entry, { registries }).title : null,
    receiverCode: agency?.code ?? owner.code,
    receiverName: agency?.title.vi ?? owner.name,
    receiverSystem: entry.role === 'machine' ? agency?.title.vi ?? owner.system : owner.system,
  }
}
