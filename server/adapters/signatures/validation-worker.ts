/**
 * Where strangers' PDFs are taken apart: a process that can be killed without harm to anybody else. It has no way out but to
 * ask the house, which guards the network.
 */
import { Worker } from 'node:worker_threads'
import { createIssuerSource, createRevocationSource, validateSignatures, type NetworkRequest, type NetworkResponse, type TrustAnchor, type ValidationReport } from '#signing'

export type ToWorker = { open: { anchors: readonly TrustAnchor[] } } | { validate: Uint8Array, time: Date } | { call: number, response: NetworkResponse } | { call: number, refused: string }
export type FromWorker = { report: ValidationReport } | { call: number, request: NetworkRequest }

/** A process that never comes to an end does not hear that its house is gone; this thread sees it. */
const orphanGuard = `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL') }, 1000)`

if (process.send !== undefined) {
  new Worker(orphanGuard, { eval: true }).unref()
  process.on('disconnect', () => process.exit(0))
  let anchors: readonly TrustAnchor[] = []
  const calls = new Map<number, { resolve: (response: NetworkResponse) => void, reject: (reason: Error) => void }>()
  let number = 0
  // The house's clock, which need not be the machine's.
  let ahead = 0

  const tell = (message: FromWorker): void => void process.send?.(message)
  const send = (request: NetworkRequest): Promise<NetworkResponse> => new Promise((resolve, reject) => {
    number += 1
    calls.set(number, { resolve, reject })
    tell({ call: number, request })
  })
  const outside = { network: { send }, now: () => new Date(Date.now() + ahead) }
  const [revocation, issuers] = [createRevocationSource(outside), createIssuerSource(outside)]

  process.on('message', async (message: ToWorker) => {
    if ('open' in message) {
      anchors = message.open.anchors
      return
    }
    if ('validate' in message) {
      ahead = message.time.getTime() - Date.now()
      return tell({ report: await validateSignatures(message.validate, { anchors, revocation, issuers, time: message.time }) })
    }
    const call = calls.get(message.call)
    calls.delete(message.call)
    if ('response' in message) call?.resolve(message.response)
    else call?.reject(new Error(message.refused))
  })
}
