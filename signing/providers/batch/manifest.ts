import { createHash } from 'node:crypto'
import type { HashAlgorithm, SignatureAlgorithm } from '../../types.ts'
import { digestOf } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import type { Credential, DataToBeSigned } from '../types.ts'

/** A document of a batch: its id is the caller's own. */
export interface BatchDocument extends DataToBeSigned { id: string }

export interface ManifestDocument { id: string, label: string, /** base64, of the data to be signed */ digest: string }

export interface ManifestChunk { number: number, documents: ManifestDocument[] }

/**
 * What is agreed to: every document with the hash that will be signed, cut into chunks that one authorisation covers.
 * Plain JSON; `digest` is hex SHA-256 over all of it, so that whoever was shown it sees when anything changes.
 */
export interface BatchManifest {
  version: 1
  id: string
  credential: string
  algorithm: SignatureAlgorithm
  hash: HashAlgorithm
  chunks: ManifestChunk[]
  digest: string
}

interface Plan { id: string, credential: Pick<Credential, 'id' | 'multisign'>, algorithm: SignatureAlgorithm, hash: HashAlgorithm }

/** In the order given; the size of a chunk is what the provider says that it signs with one authorisation. @throws RangeError when nothing is to be signed or two documents have one id */
export function planBatch(documents: readonly BatchDocument[], { id, credential, algorithm, hash }: Plan): BatchManifest {
  if (documents.length === 0) throw new RangeError('a batch of nothing')
  if (new Set(documents.map(one => one.id)).size !== documents.length) throw new RangeError('two documents with one id')
  const listed = documents.map(({ id, label, data }) => ({ id, label, digest: base64(digestOf(hash, data)) }))
  const chunks = Array.from({ length: Math.ceil(listed.length / credential.multisign) }, (_, index) => ({ number: index + 1, documents: listed.slice(index * credential.multisign, (index + 1) * credential.multisign) }))
  const content = { version: 1 as const, id, credential: credential.id, algorithm, hash, chunks }
  return { ...content, digest: digestOfManifest(content) }
}

/** Is the manifest as it was when it was shown? */
export const isUnchanged = ({ digest, ...content }: BatchManifest): boolean => digestOfManifest(content) === digest

/** The data of a chunk, checked against the manifest. @throws ProviderError `request-refused` when anything is not what was agreed to */
export function requireChunk(manifest: BatchManifest, chunk: ManifestChunk, data: readonly BatchDocument[]): DataToBeSigned[] {
  const isSame = data.length === chunk.documents.length && chunk.documents.every(({ id, digest }, index) => data[index]?.id === id && base64(digestOf(manifest.hash, data[index].data)) === digest)
  if (!isSame) throw new ProviderError('request-refused', `batch: chunk ${chunk.number} is not what the manifest says`)
  return data.map(({ data, label }) => ({ data, label }))
}

function digestOfManifest({ version, id, credential, algorithm, hash, chunks }: Omit<BatchManifest, 'digest'>): string {
  const documents = chunks.map(({ number, documents }) => [number, documents.map(({ id, label, digest }) => [id, label, digest])])
  return createHash('sha256').update(JSON.stringify([version, id, credential, algorithm, hash, documents])).digest('hex')
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
