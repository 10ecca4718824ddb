import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { SignatureValidator } from '#domain/validation'
import { defaultPolicy, type NetworkPort, type TrustAnchor, type ValidationReport } from '#signing'
import type { FromWorker, ToWorker } from './validation-worker.ts'

export interface IsolatedValidatorOptions {
  anchors: readonly TrustAnchor[]
  network: NetworkPort
  now: () => Date
  /** What runs in the process: `validation-worker`, as source or as built. */
  workerFile: string
  /** A process that works this long by itself is killed; waiting for the network does not count. @defaultValue 10 */
  seconds?: number
  /** Of the heap of a process. @defaultValue 512 */
  megabytes?: number
}

export interface IsolatedValidator extends SignatureValidator {
  /** Ends the processes; what is still being judged is reported as unreadable. */
  close(): Promise<void>
}

/** Processes that wait for the next file. */
const idleAtMost = 2

/**
 * Validates each file in a process of its own: one that never comes to an end, or eats all memory, costs that process and is
 * reported as unreadable; the house goes on serving meanwhile. A thread would not do: V8 ends the whole process when it cannot
 * stop a thread at the limit of its heap. What runs there reads files and writes none, starts nothing, and inherits no
 * setting. Callers bound how many run at once.
 */
export function createIsolatedValidator({ anchors, network, now, workerFile, seconds = 10, megabytes = 512 }: IsolatedValidatorOptions): IsolatedValidator {
  const idle: ChildProcess[] = []
  const all = new Set<ChildProcess>()

  function start(): ChildProcess {
    const worker = fork(workerFile, [], {
      execArgv: [`--max-old-space-size=${megabytes}`, '--permission', '--allow-fs-read=*', '--allow-worker', '--disable-warning=SecurityWarning'],
      env: {}, serialization: 'advanced', stdio: 'ignore',
    })
    all.add(worker)
    const forget = (): void => {
      all.delete(worker)
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    }
    // One that could not be started has an error and no exit.
    worker.once('exit', forget).on('error', forget)
    worker.send({ open: { anchors } } satisfies ToWorker)
    return worker
  }

  async function judge(worker: ChildProcess, pdf: Uint8Array, time: Date): Promise<ValidationReport | string> {
    const tell = (message: ToWorker): void => void worker.send(message, () => {})
    let waiting = 0
    let timer: NodeJS.Timeout | undefined
    const watch = (giveUp: () => void): void => {
      clearTimeout(timer)
      if (waiting === 0) timer = setTimeout(giveUp, seconds * 1000)
    }
    let listener: ((message: FromWorker) => void) | undefined
    let gone: ((code: unknown, signal?: NodeJS.Signals | null) => void) | undefined
    try {
      return await new Promise<ValidationReport | string>((resolve) => {
        const giveUp = (): void => resolve('the file takes too long to judge')
        listener = (message) => {
          if ('report' in message) return resolve(message.report)
          waiting += 1
          watch(giveUp)
          const answer = (reply: ToWorker): void => {
            waiting -= 1
            watch(giveUp)
            tell(reply)
          }
          network.send(message.request).then(response => answer({ call: message.call, response }), (cause: unknown) => answer({ call: message.call, refused: cause instanceof Error ? cause.message : 'no answer' }))
        }
        gone = (_, signal) => resolve(signal === 'SIGABRT' ? 'the file needs too much memory to judge' : 'the file was not judged to the end')
        worker.on('message', listener).once('exit', gone).once('error', gone)
        watch(giveUp)
        tell({ validate: pdf, time })
      })
    }
    finally {
      clearTimeout(timer)
      worker.off('message', listener!).off('exit', gone!).off('error', gone!)
    }
  }

  return {
    validate: async (pdf) => {
      const worker = idle.pop() ?? start()
      const time = now()
      keepAlive(worker, true)
      const outcome = await judge(worker, pdf, time)
      keepAlive(worker, false)
      if (typeof outcome === 'string') {
        await end(worker)
        return toUnreadable(pdf, time, outcome)
      }
      if (idle.length < idleAtMost) idle.push(worker)
      else await end(worker)
      return outcome
    },
    close: async () => {
      await Promise.all([...all].map(end))
    },
  }
}

/** Whether the house stays up for it. */
function keepAlive(worker: ChildProcess, isNeeded: boolean): void {
  for (const handle of [worker, worker.channel]) handle?.[isNeeded ? 'ref' : 'unref']()
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const gone = new Promise(resolve => worker.once('exit', resolve))
  worker.ref()
  worker.kill('SIGKILL')
  await gone
}

const toUnreadable = (pdf: Uint8Array, time: Date, unreadableReason: string): ValidationReport => ({
  integrity: 'unreadable', unreadableReason, findings: [], signatures: [], policy: defaultPolicy.id,
  validationTime: time.toISOString(), documentDigest: createHash('sha256').update(pdf).digest('hex'),
})
