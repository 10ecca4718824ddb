import { createHash, verify } from 'node:crypto'
import { join } from 'node:path'
import {
  completeSignature, createRevocationSource, createTimestampSource, prepareSignature, validateSignatures, type CompletionOptions, type NetworkPort, type RevocationSource, type TrustAnchor,
} from '#signing'
import { createPki, generateKey, samplePdf, signWith, type TestKey } from '#signing/testing'
import { largeFileFigure } from './large-file/figure.ts'
import { compared, type Bench, type Figure } from './measure.ts'

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
function limitOf(pdf: Uint8Array, { digests, verifications }: { digests: number, verifications: number }): { name: string, work: () => void } {
  const data = Buffer.alloc(800, 7)
  const signature = signWith(key, data, { hash: 'SHA-256' })
  const work = () => {
    for (let count = 0; count < digests; count += 1) createHash('sha256').update(pdf).digest()
    for (let count = 0; count < verifications; count += 1) verify('sha256', data, key.publicKey, signature)
  }
  return { name: `${digests} × SHA-256 and ${verifications} RSA verifications`, work }
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
  const limit = limitOf(pdf, { digests: 1, verifications: 5 })
  return compared('validate B-B, RSA-2048, chain of 2 + CRLs', { limit, work: () => validated(pdf, lists), mustReach: 0.15, aim: 0.5, warmUp: 300, note: 'authorities known, document digest included' })
}

/** More signatories than are remembered: each file brings a certificate that was never seen. */
async function basicOfStrangers(): Promise<Figure> {
  const small = samplePdf()
  const files = await Promise.all(Array.from({ length: 2200 }, () => sign(small)))
  let next = 0
  const limit = limitOf(small, { digests: 1, verifications: 5 })
  const work = () => {
    next = (next + 1) % files.length
    return validated(files[next]!, lists)
  }
  return compared('validate B-B, every signatory a stranger, small page', { limit, work, warmUp: 300 })
}

async function archived(): Promise<Figure> {
  const timestamp = createTimestampSource({ url: 'http://pki.test/pki/public/tsa', network })
  const evidence = { revocation: createRevocationSource({ network, now: () => now }) }
  const pdf = await sign(page, { timestamp, evidence, archive: true })
  // Signature and two time-stamps; signatory, issuing and time-stamp authority; a response about each, two responders.
  const limit = limitOf(pdf, { digests: 2, verifications: 11 })
  return compared('validate B-LTA', { limit, work: () => validated(pdf), mustReach: 0.1, aim: 0.4, warmUp: 200 })
}

async function many(): Promise<Figure> {
  const count = 50
  let pdf = page
  for (let turn = 0; turn < count; turn += 1) pdf = await sign(pdf)
  const first = await sign(page)
  const limit = { name: `a ${count}th of files with one`, work: () => validated(first, lists), perRun: 1 / count }
  return compared(`validate a file with ${count} signatures`, { limit, work: () => validated(pdf, lists), mustReach: 0.5, aim: 1 / 1.2, warmUp: 60 })
}

const large = async (): Promise<Figure> =>
  largeFileFigure('validate a 100 MB file', await sign(samplePdf({ contentBytes: 100_000_000 })), join(import.meta.dirname, 'validation', 'validate-file.ts'))
