import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { findBreak, genesis, type AuditEntry, type ChainedEntry } from '#domain/audit'
import { at, someId } from '../../../../support/store-samples.ts'
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
