import { hash, sign as signRaw } from 'node:crypto'
import { join } from 'node:path'
import { completeSignature, prepareSignature, type SignatureAlgorithm } from '#signing'
import { createPki, generateKey, samplePdf, signWith, type KeySpec } from '#signing/testing'
import { largeFileFigure } from './large-file/figure.ts'
import { compared, type Bench, type Figure } from './measure.ts'

/** A page of 61 kB, as the project's figures are stated for. */
const page = samplePdf({ contentBytes: 60_400 })
const signingTime = new Date('2026-06-01T08:00:00Z')

/** B-B signatures with a key that lies here, against what the cryptography alone costs: the key operation and SHA-256 of the page. */
export const figures: Bench = async () => [
  await signatures('RSA-2048', 'RSA-PKCS1', { mustReach: 0.25, aim: 0.6 }),
  await signatures('P-256', 'ECDSA', { mustReach: 0.05, aim: 0.2 }),
  largeFileFigure('B-B signature of a 100 MB file, prepared, checked and completed', samplePdf({ contentBytes: 100_000_000 }), join(import.meta.dirname, 'signing', 'sign-file.ts')),
]

async function signatures(spec: KeySpec, algorithm: SignatureAlgorithm, asked: { mustReach: number, aim: number }): Promise<Figure> {
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
    work: () => {
      hash('sha256', page, 'buffer')
      signRaw('sha256', attributes, key.privateKey)
    },
  }
  return compared(`B-B signatures, ${spec}`, { limit, work, ...asked, warmUp: 200, note: `${Math.round(page.length / 1000)} kB, verified before it leaves` })
}
