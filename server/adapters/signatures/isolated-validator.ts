import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { SignatureValidator } from '#domain/validation'
import { defaultPolicy, type NetworkPort, type TrustAnchor, type ValidationReport } from '#signing'
import type { FromWorker, ToWorker } from './validation-worker.ts'

export interface IsolatedValidatorOptions {
  anchors: readonly TrustAnchor[]
  network: NetworkPort
  now: () => Date
  /** What runs in the thread: `validation-worker`, as source or as built. */
  workerFile: string
  /** A thread that works this long by itself is killed; waiting for the network does not count. @defaultValue 10 */
  seconds?: number
  /** Of the heap of a thread. @defaultValue 512 */
  megabytes?: number
}

export interface IsolatedValidator extends SignatureValidator {
  /** Ends the threads; what is still being judged is reported as unreadable. */
  close(): Promise<void>
}

/** Threads that wait for the next file. */
const idleAtMost = 2

/**
 * Validates each file in a thread of its own: one that never comes to an end, or eats all memory, costs its thread and is
 * reported as unreadable; the house goes on serving meanwhile. Callers bound how many run at once.
 */
export function createIsolatedValidator({ anchors, network, now, workerFile, seconds = 10, megabytes = 512 }: IsolatedValidatorOptions): IsolatedValidator {
  const idle: Worker[] = []
  const all = new Set<Worker>()

  function start(): Worker {
    const worker = new Worker(workerFile, { workerData: { anchors }, resourceLimits: { maxOldGenerationSizeMb: megabytes } })
    all.add(worker)
    worker.once('exit', () => {
      all.delete(worker)
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    })
    // Whoever waits for it hears of it by itself.
    worker.on('error', () => {})
    worker.unref()
    return worker
  }

  async function judge(worker: Worker, pdf: Uint8Array, time: Date): Promise<ValidationReport | string> {
    const tell = (message: ToWorker): void => worker.postMessage(message)
    let waiting = 0
    let timer: NodeJS.Timeout | undefined
    const watch = (giveUp: () => void): void => {
      clearTimeout(timer)
      if (waiting === 0) timer = setTimeout(giveUp, seconds * 1000)
    }
    let listener: ((message: FromWorker) => void) | undefined
    let gone: (() => void) | undefined
    let broken: ((error: NodeJS.ErrnoException) => void) | undefined
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
        broken = error => resolve(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'the file needs too much memory to judge' : `the file cannot be judged (${error.name})`)
        gone = () => resolve('the file was not judged to the end')
        worker.on('message', listener).once('error', broken).once('exit', gone)
        watch(giveUp)
        tell({ validate: pdf, time })
      })
    }
    finally {
      clearTimeout(timer)
      worker.off('message', listener!).off('error', broken!).off('exit', gone!)
    }
  }

  return {
    validate: async (pdf) => {
      const worker = idle.pop() ?? start()
      const time = now()
      worker.ref()
      const outcome = await judge(worker, pdf, time)
      worker.unref()
      if (typeof outcome === 'string') {
        await worker.terminate()
        return toUnreadable(pdf, time, outcome)
      }
      if (idle.length < idleAtMost) idle.push(worker)
      else await worker.terminate()
      return outcome
    },
    close: async () => {
      await Promise.all([...all].map(worker => worker.terminate()))
    },
  }
}

const toUnreadable = (pdf: Uint8Array, time: Date, unreadableReason: string): ValidationReport => ({
  integrity: 'unreadable', unreadableReason, findings: [], signatures: [], policy: defaultPolicy.id,
  validationTime: time.toISOString(), documentDigest: createHash('sha256').update(pdf).digest('hex'),
})
