import { spawnSync } from 'node:child_process'
import { createHash, hash, sign as signRaw } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completeSignature, prepareSignature, type SignatureAlgorithm } from '#signing'
import { createPki, generateKey, samplePdf, signWith, type KeySpec } from '#signing/testing'
import { figure, ratePerSecond, type Bench, type Figure } from './measure.ts'

/** A page of 61 kB, as the project's figures are stated for. */
const page = samplePdf({ contentBytes: 60_400 })
const signingTime = new Date('2026-06-01T08:00:00Z')

/** B-B signatures with a key that lies here, against what the cryptography alone costs: the key operation and SHA-256 of the page. */
export const figures: Bench = async () => [
  await signatures('RSA-2048', 'RSA-PKCS1', 0.25),
  await signatures('P-256', 'ECDSA', 0.05),
  await largeFile(),
]

async function signatures(spec: KeySpec, algorithm: SignatureAlgorithm, mustReach: number): Promise<Figure> {
  const { issuing } = createPki({ now: () => signingTime }).public
  const key = generateKey(spec)
  const certificates = [issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN']], publicKey: key.publicKey, profile: 'person' }), ...issuing.chain]
  const work = async (): Promise<Uint8Array> => {
    const { pdf, prepared } = prepareSignature(page, { certificates, algorithm, hash: 'SHA-256', signingTime })
    return completeSignature(pdf, prepared, signWith(key, Buffer.from(prepared.signedAttributes, 'base64'), { hash: 'SHA-256' }))
  }
  const attributes = Buffer.alloc(300)
  const limit = {
    name: `the ${spec} key and SHA-256 alone`,
    rate: await ratePerSecond(() => {
      hash('sha256', page, 'buffer')
      signRaw('sha256', attributes, key.privateKey)
    }),
  }
  return figure(`B-B signatures, ${spec}`, await ratePerSecond(work, { warmUp: 200 }), limit, mustReach, `${Math.round(page.length / 1000)} kB, verified before it leaves`)
}

/** A file of 100 MB, signed where it lies: prepared, then checked and completed. */
async function largeFile(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-bench-'))
  try {
    const path = join(folder, 'large.pdf')
    writeFileSync(path, samplePdf({ contentBytes: 100_000_000 }))
    const limit = { name: 'SHA-256 of the file', rate: await ratePerSecond(() => digestOf(path), { rounds: 5, warmUp: 1, seconds: 0.1 }) }
    const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'signing', 'sign-file.ts'), path, '5'], { encoding: 'utf8' })
    const { seconds, megabytes } = JSON.parse(stdout) as { seconds: number, megabytes: number }
    return figure('B-B signature of a 100 MB file', 1 / seconds, limit, 1 / 3, `at most ${Math.round(megabytes)} MB of memory in a process of its own; may take 150`)
  }
  finally {
    rmSync(folder, { recursive: true })
  }
}

async function digestOf(path: string): Promise<string> {
  const state = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) state.update(piece as Buffer)
  return state.digest('hex')
}
