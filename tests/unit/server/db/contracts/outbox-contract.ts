import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { startWork } from '../../../../../server/db/outbox-store.ts'
import { sampleDraft, someId } from '../../../../support/store-samples.ts'
import type { Contract } from './contract.ts'

export const outboxContract: Contract = open => describe('the outbox', () => {
  const jobsFor = async (delivery: string): Promise<number> => {
    const result = await open().database.sql.execute(sql`select count(*)::int as jobs from pgboss.job where data->>'delivery' = ${delivery}`) as unknown as { rows: { jobs: number }[] }
    return result.rows[0]!.jobs
  }

  it('exists if and only if the transaction commits', async () => {
    const [kept, lost, draft] = [someId(), someId(), sampleDraft()]
    await open().transact(({ outbox }) => outbox.send({ kind: 'deliver', delivery: kept }))
    await expect(open().transact(async ({ drafts, outbox }) => {
      await drafts.insert(draft)
      await outbox.send({ kind: 'deliver', delivery: lost })
      throw new Error('planted')
    })).rejects.toThrow('planted')
    expect(await jobsFor(kept)).toBe(1)
    expect(await jobsFor(lost)).toBe(0)
    expect(await open().stores.drafts.find(draft.id)).toBeNull()
  })

  it('rolls back with a statement that the database itself refuses', async () => {
    const delivery = someId()
    await expect(open().transact(async ({ outbox, dossiers }) => {
      await outbox.send({ kind: 'deliver', delivery })
      await dossiers.addEvent({ dossier: null as never, event: 'submit', party: 'applicant', actor: null, at: new Date(), note: null })
    })).rejects.toThrow()
    expect(await jobsFor(delivery)).toBe(0)
  })

  it('does its work, counts the attempts and tries again what fails', async () => {
    const [smooth, rough] = [someId(), someId()]
    const seen: string[] = []
    const errors: unknown[] = []
    await startWork(open().database.queue, {
      pollSeconds: 0.5,
      onError: (_kind, error) => errors.push(error),
      handlers: {
        'deliver': async ({ delivery }, { number }) => {
          if (delivery !== smooth && delivery !== rough) return
          seen.push(`${delivery === smooth ? 'smooth' : 'rough'} ${number}`)
          if (delivery === rough && number === 1) throw new Error('planted')
        },
        'issue-result': async () => {},
      },
    })
    await open().transact(async ({ outbox }) => {
      await outbox.send({ kind: 'deliver', delivery: rough })
      await outbox.send({ kind: 'deliver', delivery: smooth })
    })
    await expect.poll(() => [...seen].sort(), { timeout: 15_000, interval: 100 }).toEqual(['rough 1', 'rough 2', 'smooth 1'])
    expect(errors).toHaveLength(1)
  })

  it('leaves work for later that is for later', async () => {
    const delivery = someId()
    await open().transact(({ outbox }) => outbox.send({ kind: 'deliver', delivery }, { after: new Date(Date.now() + 3_600_000) }))
    const result = await open().database.sql.execute(sql`select (start_after > now() + interval '50 minutes') as later, state from pgboss.job where data->>'delivery' = ${delivery}`) as unknown as { rows: unknown[] }
    expect(result.rows).toEqual([{ later: true, state: 'created' }])
  })
})
