import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { entryKinds, findBreak, genesis, kindOf, type AuditEntry, type ChainedEntry } from '#domain/audit'
import { at, someId, somePerson } from '../../../../support/store-samples.ts'
import type { Contract } from './contract.ts'

export const auditContract: Contract = open => describe('audit', () => {
  const entry = (change: Partial<AuditEntry> = {}): AuditEntry =>
    ({ at: at(1).toISOString(), actor: '001190012345', role: 'clerk', agency: 'a', action: 'dossier.accept', object: someId(), subject: null, ground: 'Điều 5', ...change })
  const append = (one: AuditEntry): Promise<void> => open().transact(({ audit }) => audit.append(one))
  const whole = (): Promise<ChainedEntry[]> => open().stores.audit.read(0, 100_000)

  it('chains from the genesis hash, in order, each value as it came', async () => {
    const entries = [entry(), entry({ subject: '001190012345', ground: null, agency: null })]
    for (const one of entries) await append(one)
    const stored = await whole()
    expect(stored[0]?.previous).toBe(genesis)
    expect(stored.slice(-2).map(({ seq: _seq, previous: _previous, hash: _hash, ...rest }) => rest)).toEqual(entries)
    expect(findBreak(stored)).toBeNull()
  })

  it('stays whole when many append at once and some of them fail', async () => {
    const before = (await whole()).length
    await Promise.all(Array.from({ length: 40 }, (_, index) => open().transact(async ({ audit }) => {
      await audit.append(entry())
      if (index % 4 === 0) throw new Error('planted')
    }).catch(() => {})))
    const stored = await whole()
    expect(stored).toHaveLength(before + 30)
    expect(findBreak(stored)).toBeNull()
  })

  it('stays whole when somebody appends outside a transaction', async () => {
    await Promise.all(Array.from({ length: 20 }, () => open().stores.audit.append(entry())))
    expect(findBreak(await whole())).toBeNull()
  })

  it('reads a part from a place on', async () => {
    const stored = await whole()
    const part = await open().stores.audit.read(stored[3]!.seq, 2)
    expect(part).toEqual(stored.slice(3, 5))
    expect(findBreak(part, stored[2]!.hash)).toBeNull()
  })

  it('finds one entry, and none that is not there', async () => {
    const stored = await whole()
    expect(await open().stores.audit.find(stored[2]!.seq)).toEqual(stored[2])
    expect(await open().stores.audit.find(stored.at(-1)!.seq + 1)).toBeNull()
  })

  describe('of one person', () => {
    const subject = somePerson()
    const actions: Partial<AuditEntry>[] = [
      { action: 'registry.lookup population answered', actor: subject, role: 'citizen' }, { action: 'dossier.submit', actor: subject, role: 'citizen' },
      { action: 'document-signed', actor: subject, role: 'system' }, { action: 'dossier.issue-result', actor: 'system', role: 'system' },
      { action: 'dossier.read' }, { action: 'delivery.acknowledge', actor: 'agency:a', role: 'machine' }, { action: 'usage.find', actor: 'data-tracker', role: 'data-tracker' },
      // Looks like the action of a question to a registry, and is none.
      { action: 'registry.lookups', actor: subject, role: 'citizen' },
    ]
    let theirs: ChainedEntry[] = []
    const part = (filter: Omit<Parameters<ReturnType<typeof open>['stores']['audit']['readOf']>[1], 'limit'> & { limit?: number }) => open().stores.audit.readOf(subject, { limit: 100, ...filter })

    it('reads all of theirs and nothing of others, newest first', async () => {
      for (const [index, change] of actions.entries()) {
        await append(entry({ subject, at: at(index).toISOString(), ...change }))
        await append(entry({ subject: index % 2 === 0 ? null : somePerson(), actor: subject }))
      }
      theirs = (await whole()).filter(one => one.subject === subject).reverse()
      expect(theirs).toHaveLength(actions.length)
      expect(await part({})).toEqual(theirs)
      expect(await open().stores.audit.countOf(subject, {})).toBe(actions.length)
      expect(await open().stores.audit.readOf(somePerson(), { limit: 5 })).toEqual([])
    })

    it.each(entryKinds)('reads those of the kind %s, as the room tells kinds apart', async (kind) => {
      const wanted = theirs.filter(one => kindOf(one) === kind)
      expect(wanted.length).toBeGreaterThan(0)
      expect(await part({ kind })).toEqual(wanted)
      expect(await open().stores.audit.countOf(subject, { kind })).toBe(wanted.length)
    })

    it('pages by seq and by offset without a gap or a double', async () => {
      const first = await part({ limit: 3 })
      expect([...first, ...await part({ before: first.at(-1)!.seq, limit: 100 })]).toEqual(theirs)
      expect([...first, ...await part({ offset: 3 })]).toEqual(theirs)
    })

    it('reads a period with both its ends, and without an action', async () => {
      const period = { from: at(1), until: at(6), without: 'usage.find' }
      const wanted = theirs.filter(one => one.at >= at(1).toISOString() && one.at <= at(6).toISOString() && one.action !== 'usage.find')
      expect(wanted).toHaveLength(5)
      expect(await part(period)).toEqual(wanted)
      expect(await open().stores.audit.countOf(subject, period)).toBe(5)
    })
  })

  it.each([
    ['changed', (seq: number) => sql`update audit_entries set object = 'another' where seq = ${seq}`],
    ['removed', (seq: number) => sql`delete from audit_entries where seq = ${seq}`],
    ['back-dated', (seq: number) => sql`update audit_entries set at = '2020-01-01T00:00:00.000Z' where seq = ${seq}`],
  ])('shows an entry that was %s in the database', async (_how, tamper) => {
    const stored = await whole()
    const victim = stored[Math.floor(stored.length / 2)]!
    const rollback = new Error('undo')
    await open().database.sql.transaction(async (transaction) => {
      await transaction.execute(tamper(victim.seq))
      const rows = await transaction.execute(sql`select seq::int, at, actor, role, agency, action, object, subject, ground, previous, hash from audit_entries order by seq`) as unknown as { rows: ChainedEntry[] }
      expect(findBreak(rows.rows)).toBeGreaterThanOrEqual(victim.seq)
      throw rollback
    }).catch((error) => { if (error !== rollback) throw error })
    expect(findBreak(await whole())).toBeNull()
  })
})
