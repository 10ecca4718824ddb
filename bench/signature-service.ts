import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { completeSignature, prepareSignature, type NetworkPort } from '#signing'
import { createCscProvider, Secret } from '#signing/providers'
import { samplePdf } from '#signing/testing'
import { createSoftHsm, whyNoSoftHsm } from '../tests/support/soft-hsm.ts'
import { figure, inTurns, ratePerSecondOf, type Bench, type Figure } from './measure.ts'
import type { Activation, Activations, KeyRate, Order, ServiceStart } from './signature-service/messages.ts'

/** `signatures/signHash` of the signature service over HTTP against its key alone, and what a remote signature costs the portal. */
export const figures: Bench = async () => {
  const [single, batch, portal] = await withService({}, async service => [await signHash(service, { hashes: 1, mustReach: 0.5 }), await signHash(service, { hashes: 50, mustReach: 0.8 }), await portalShare(service)])
  return [single!, batch!, ...await throughToken(), portal!]
}

async function throughToken(): Promise<Figure[]> {
  const missing = await whyNoSoftHsm()
  if (missing !== null) return [figure('signHash through PKCS#11', 0, null, null, missing)]
  const hsm = createSoftHsm()
  try {
    return await withService({ BENCH_PKCS11: JSON.stringify(hsm.settings) }, async service => [
      await signHash(service, { hashes: 1, mustReach: 0.5, through: ' through PKCS#11', limit: 'C_Sign of SoftHSM alone' }),
      await signHash(service, { hashes: 50, mustReach: 0.8, through: ' through PKCS#11', limit: 'C_Sign of SoftHSM alone' }),
    ])
  }
  finally {
    hsm.remove()
  }
}

interface Service extends ServiceStart { child: ChildProcess, agent: Agent }

async function withService<T>(environment: Record<string, string>, work: (service: Service) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'signature-service', 'service.ts'), { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  try {
    const [start] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('the service did not start')))]) as [ServiceStart]
    return await work({ ...start, child, agent })
  }
  finally {
    agent.destroy()
    if (child.connected) {
      child.disconnect()
      await once(child, 'exit')
    }
  }
}

/** Callers at once: many for short calls; of long ones a few fill the service, and more would only wait for each other. */
const [clients, clientsOfBatches] = [128, 16]
const [seconds, rounds] = [0.4, 5]
/** A little more than the rounds take. */
const activated = { single: 5000, batch: 400 }

async function signHash(service: Service, { hashes, mustReach, through = '', limit = 'the RSA-2048 key alone' }: { hashes: number, mustReach: number, through?: string, limit?: string }): Promise<Figure> {
  const activations: Activation[] = []
  let refilling: Promise<void> | null = null
  const refill = async (): Promise<void> => {
    service.child.send({ count: hashes === 1 ? activated.single : activated.batch, hashes } satisfies Order)
    activations.push(...(await once(service.child, 'message') as [Activations])[0].activations)
    refilling = null
  }
  await refill()
  const call = async () => {
    while (activations.length === 0) await (refilling ??= refill())
    await post(service, activations.pop()!)
  }
  const work = () => ratePerSecondOf(hashes === 1 ? clients : clientsOfBatches, call, { seconds, rounds: 1 })
  const { rate, limitRate } = await inTurns(rounds, { limit: () => keyRate(service), work })
  const words = hashes === 1 ? 'one hash a call' : `${hashes} hashes a call`
  return figure(`signHash${through}, ${words}`, rate * hashes, { name: limit, rate: limitRate }, mustReach, hashes === 1 ? `${clients} callers at once; each signature is in the log, on disk, before it leaves` : undefined)
}

async function keyRate({ child }: Service): Promise<number> {
  child.send('measure the key' satisfies Order)
  const [{ rawRate }] = await once(child, 'message') as [KeyRate]
  return rawRate
}

function post({ url, agent, token, credential }: Service, { sad, hashes }: Activation): Promise<void> {
  const body = JSON.stringify({ credentialID: credential, SAD: sad, hashes, signAlgo: '1.2.840.113549.1.1.11' })
  return new Promise((resolve, reject) => {
    const call = request(`${url}/csc/v2/signatures/signHash`, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'authorization': `Bearer ${token}` } }, (response) => {
      let size = 0
      response.on('data', (part: Buffer) => size += part.length)
      response.on('end', () => response.statusCode === 200 && size > hashes.length * 344 ? resolve() : reject(new Error(`signHash: status ${response.statusCode}`)))
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** From the frozen page to the signed one, less the time that the provider took: at most 5 ms. */
async function portalShare({ url, clientId, clientSecret, pin, credential: id }: Service): Promise<Figure> {
  let outside = 0
  const network: NetworkPort = {
    send: async ({ url, method, headers, contentType, body }) => {
      const start = performance.now()
      const response = await fetch(url, { method, headers: { ...headers, 'content-type': contentType ?? '' }, body: Uint8Array.from(body ?? []) })
      const reply = { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
      outside += performance.now() - start
      return reply
    },
  }
  const provider = createCscProvider({ baseUrl: `${url}/csc/v2`, clientId, clientSecret: new Secret(clientSecret), network, now: () => new Date() })
  const page = samplePdf({ contentBytes: 60_400 })
  const credential = await provider.readCredential(id)
  const times: number[] = []
  for (let run = 0; run < 60; run += 1) {
    outside = 0
    const start = performance.now()
    const { pdf, prepared } = prepareSignature(page, { certificates: credential.certificates, algorithm: 'RSA-PKCS1', hash: 'SHA-256', signingTime: new Date() })
    const order = { credential, hash: 'SHA-256', data: [{ data: Buffer.from(prepared.signedAttributes, 'base64'), label: 'Tờ khai' }] } as const
    const activation = await provider.authorise({ ...order, factors: { PIN: new Secret(pin) } })
    const [signature] = await provider.sign({ ...order, activation, algorithm: 'RSA-PKCS1' })
    await completeSignature(pdf, prepared, signature!)
    // The first runs warm everything up.
    if (run >= 10) times.push(performance.now() - start - outside)
  }
  const median = times.sort((one, other) => one - other)[Math.floor(times.length / 2)]!
  return figure('the portal’s part of a remote signature', 1000 / median, { name: '5 ms a document', rate: 200 }, 1, `median ${median.toFixed(2)} ms for a page of 61 kB, prepared, authorised, signed, verified and completed; the provider’s own time taken out`)
}
