import type { AccessKind, AccessPage, AccessQuestion, Heartbeat, OpenQuestion, ReadQuestion, UsagePeriod } from '../../../shared/api/accesses.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import { authorise, requirePerson, requireRole, type Actor } from '#domain/identity'
import type { Transact } from '#domain/outbox'
import { mayQuestion, toAccessView, toOpenQuestion, type Names } from './access-view.ts'
import { findUsage, type UsageOwner, type UsageQuery, type UsageRecords } from './find-usage.ts'
import type { CaseIndex, Question, QuestionStore } from './ports.ts'
import { readQuestionText } from './read-question.ts'

export interface InsightDeps extends Names {
  audit: AuditStore
  questions: QuestionStore
  cases: CaseIndex
  transact: Transact<{ audit: AuditStore, questions: QuestionStore }>
  owner: UsageOwner
  now: () => Date
}

/** The access ledger, for those whose data it is about. */
export interface Insight {
  /** The person's own entries, newest first; `before` is the `next` of the page before. */
  listAccesses(actor: Actor, part: { kind: AccessKind | null, before: number | null }): Promise<AccessPage>
  /**
   * Questions an entry about the person's own data; asked again, the first question stands.
   * @throws ProblemError `not-found` for another's entry, `state-conflict` for what they did themselves, `input-invalid`
   */
  ask(actor: Actor, seq: number, text: string | null): Promise<AccessQuestion>
  /** Oldest first, without personal data. */
  listQuestions(actor: Actor): Promise<OpenQuestion[]>
  /** What the person wrote; the reading goes on record. @throws ProblemError `not-found` */
  readQuestion(actor: Actor, seq: number): Promise<ReadQuestion>
  /** For the national page; the asking goes on record. */
  findUsage(actor: Actor, query: UsageQuery): Promise<UsageRecords>
  usagePeriod(actor: Actor): Promise<UsagePeriod>
  heartbeat(actor: Actor): Promise<Heartbeat>
}

const pageSize = 20
const mostQuestions = 500

export function createInsight(deps: InsightDeps): Insight {
  const { audit, questions, cases, transact, now } = deps

  return {
    listAccesses: async (actor, { kind, before }) => {
      const { account: { personalId } } = requirePerson(actor, 'access.read')
      const found = await audit.readOf(personalId, { ...(kind === null ? {} : { kind }), ...(before === null ? {} : { before }), limit: pageSize + 1 })
      const entries = found.slice(0, pageSize)
      const caseOf = await cases.find(personalId, entries.map(({ object }) => object))
      const asked = new Map((await questions.listOf(personalId, entries.map(({ seq }) => seq))).map(question => [question.seq, question]))
      return {
        entries: entries.map(entry => toAccessView(entry, { case: caseOf.get(entry.object) ?? null, question: asked.get(entry.seq) ?? null }, deps)),
        next: found.length > pageSize ? entries.at(-1)!.seq : null,
      }
    },
    ask: async (actor, seq, given) => {
      const { account: { personalId } } = requirePerson(actor, 'access.question')
      const text = readQuestionText(given)
      const entry = await audit.find(seq)
      authorise(actor, 'access.question', entry?.subject == null ? null : { owner: entry.subject })
      if (!mayQuestion(entry!)) throw new ProblemError('state-conflict')
      return transact(async (stores) => {
        const question: Question = { seq, subject: personalId, text, askedAt: now() }
        const isFirst = await stores.questions.insert(question)
        if (isFirst) await stores.audit.append(toEntry(actor, question.askedAt, { action: 'access.question', object: String(seq), subject: personalId }))
        const kept = isFirst ? question : (await stores.questions.find(seq))!.question
        return { text: kept.text, askedAt: kept.askedAt.toISOString() }
      })
    },
    listQuestions: async (actor) => {
      requireRole(actor, 'question.read')
      return (await questions.list(mostQuestions)).map(one => toOpenQuestion(one, deps))
    },
    readQuestion: async (actor, seq) => {
      requireRole(actor, 'question.read')
      const found = await questions.find(seq)
      if (found === null) throw new ProblemError('not-found')
      const { subject, text } = found.question
      await transact(stores => stores.audit.append(toEntry(actor, now(), { action: 'question.read', object: String(seq), subject })))
      return { ...toOpenQuestion(found, deps), text }
    },
    findUsage: findUsage(deps),
    usagePeriod: async (actor) => {
      requireRole(actor, 'usage.find')
      return { periodStart: await oldest() ?? now().toISOString() }
    },
    heartbeat: async (actor) => {
      requireRole(actor, 'usage.find')
      return oldest().then((): Heartbeat => ({ status: 'OK', message: 'The ledger answers.' }), (): Heartbeat => ({ status: 'FAIL', message: 'The ledger does not answer.' }))
    },
  }

  /** When the oldest record was made; nothing is ever taken out of the ledger. */
  async function oldest(): Promise<string | undefined> {
    return (await audit.read(0, 1))[0]?.at
  }
}
