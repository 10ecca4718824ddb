import { createHash, verify } from 'node:crypto'
import {
  completeSignature, createRevocationSource, createTimestampSource, prepareSignature, validateSignatures, type CompletionOptions, type NetworkPort, type RevocationSource, type TrustAnchor,
} from '#signing'
import { createPki, generateKey, samplePdf, signWith, type TestKey } from '#signing/testing'
import { figure, ratePerSecond, type Bench, type Figure } from './measure.ts'

const now = new Date('2026-06-01T08:00:00Z')
/** A page of 61 kB, as the project's figures are stated for. */
const page = samplePdf({ contentBytes: 60_400 })
const key = generateKey('RSA-2048')
const pki = createPki({ now: () => now, baseUrl: 'http://pki.test/pki', authorityKey: 'RSA-2048' })
const network: NetworkPort = { send: async ({ url, body }) => pki.handle({ path: new URL(url).pathname.slice('/pki'.length), body: body ?? null }) }
const { issuing, root } = pki.public
const anchors: TrustAnchor[] = [pki.public.anchor]

/** The lists of both authorities, at hand. */
const lists: RevocationSource = listsOf()
function listsOf(): RevocationSource {
  const [ofIssuing, ofRoot] = [issuing.crl(), root.crl()]
  return { find: async (_, issuer) => ({ kind: 'crl', crl: Buffer.compare(issuer, issuing.certificate) === 0 ? ofIssuing : ofRoot }) }
}

async function sign(pdf: Uint8Array, completion: CompletionOptions = {}, signer: { key: TestKey, certificate: Uint8Array } = someone()): Promise<Uint8Array> {
  const { pdf: prepared, prepared: state } = prepareSignature(pdf, { certificates: [signer.certificate, ...issuing.chain], algorithm: 'RSA-PKCS1', hash: 'SHA-256', signingTime: now, reservedBytes: 8192 })
  return completeSignature(prepared, state, signWith(signer.key, Buffer.from(state.signedAttributes, 'base64'), { hash: 'SHA-256' }), completion)
}
const someone = () => ({ key, certificate: issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN']], publicKey: key.publicKey, profile: 'person' }) })

/** What the cryptography alone costs: the digest of these bytes so many times, and so many verifications. */
async function limitOf(pdf: Uint8Array, { digests, verifications }: { digests: number, verifications: number }): Promise<{ name: string, rate: number }> {
  const data = Buffer.alloc(800, 7)
  const signature = signWith(key, data, { hash: 'SHA-256' })
  const rate = await ratePerSecond(() => {
    for (let count = 0; count < digests; count += 1) createHash('sha256').update(pdf).digest()
    for (let count = 0; count < verifications; count += 1) verify('sha256', data, key.publicKey, signature)
  }, { warmUp: 50 })
  return { name: `${digests} × SHA-256 and ${verifications} RSA verifications`, rate }
}

async function validated(pdf: Uint8Array, revocation?: RevocationSource): Promise<void> {
  const { signatures, integrity } = await validateSignatures(pdf, { anchors, time: now, ...(revocation === undefined ? {} : { revocation }) })
  const bad = signatures.find(one => one.indication !== 'TOTAL-PASSED')
  if (integrity !== 'sound' || signatures.length === 0 || bad !== undefined) throw new Error(`not what was to be measured: ${integrity} ${bad?.subIndication}`)
}

/** Against SHA-256 of the bytes and the verifications that one file needs when nothing is remembered. */
export const figures: Bench = async () => [await basic(), await basicOfStrangers(), await archived(), await many(), await large()]

async function basic(): Promise<Figure> {
  const pdf = await sign(page)
  // Signature, two certificates, two lists.
  const limit = await limitOf(pdf, { digests: 1, verifications: 5 })
  return figure('validate B-B, RSA-2048, chain of 2 + CRLs', await ratePerSecond(() => validated(pdf, lists), { warmUp: 300 }), limit, 0.15, 'aims for 50 %; authorities known, document digest included')
}

/** More signatories than are remembered: each file brings a certificate that was never seen. */
async function basicOfStrangers(): Promise<Figure> {
  const small = samplePdf()
  const files = await Promise.all(Array.from({ length: 2500 }, () => sign(small)))
  let next = 0
  const limit = await limitOf(small, { digests: 1, verifications: 5 })
  const rate = await ratePerSecond(() => {
    next = (next + 1) % files.length
    return validated(files[next]!, lists)
  }, { warmUp: 300 })
  return figure('validate B-B, every signatory a stranger, small page', rate, limit)
}

async function archived(): Promise<Figure> {
  const timestamp = createTimestampSource({ url: 'http://pki.test/pki/public/tsa', network })
  const evidence = { revocation: createRevocationSource({ network, now: () => now }) }
  const pdf = await sign(page, { timestamp, evidence, archive: true })
  // Signature and two time-stamps; signatory, issuing and time-stamp authority; a response about each, two responders.
  const limit = await limitOf(pdf, { digests: 2, verifications: 11 })
  return figure('validate B-LTA', await ratePerSecond(() => validated(pdf), { warmUp: 200 }), limit, 0.10, 'aims for 40 %')
}

async function many(): Promise<Figure> {
  const count = 50
  let pdf = page
  for (let turn = 0; turn < count; turn += 1) pdf = await sign(pdf)
  const first = await sign(page)
  const one = await ratePerSecond(() => validated(first, lists), { warmUp: 100 })
  return figure(`validate a file with ${count} signatures`, await ratePerSecond(() => validated(pdf, lists), { warmUp: 5 }), { name: `a ${count}th of files with one`, rate: one / count }, 0.5, 'aims for 83 %')
}

async function large(): Promise<Figure> {
  const pdf = await sign(samplePdf({ contentBytes: 100_000_000 }))
  const limit = { name: 'SHA-256 of the file', rate: await ratePerSecond(() => createHash('sha256').update(pdf).digest(), { warmUp: 1 }) }
  const before = process.memoryUsage().rss
  const rate = await ratePerSecond(() => validated(pdf, lists), { warmUp: 2 })
  return figure('validate 100 MB', rate, limit, 1 / 3, `aims for 67 %; ${Math.max(0, Math.round((process.memoryUsage().rss - before) / 1e6))} MB more than the file itself`)
}
