import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completeSignature, createRevocationSource, createTimestampSource, prepareSignature, type CompletionOptions, type HashAlgorithm, type NetworkPort, type SignatureAlgorithm, type SignatureOptions } from '#signing'
import { createPki, generateKey, signWith, type KeySpec, type NameAttribute, type TestKey } from '#signing/testing'

/** The declared PKI at work, without a network: time-stamps and evidence as over HTTP, in one process. */
export const now = (): Date => new Date()
export const pki = createPki({ now, baseUrl: 'http://pki.test/pki' })
export const network: NetworkPort = {
  send: async ({ url, body }) => pki.handle({ path: new URL(url).pathname.slice('/pki'.length), body: body ?? null }),
}
export const timestamp = createTimestampSource({ url: 'http://pki.test/pki/public/tsa', network })
export const evidence = { revocation: createRevocationSource({ network, now }) }

/** What each further level needs. */
export const levels = {
  'B-B': {},
  'B-T': { timestamp },
  'B-LT': { timestamp, evidence },
  'B-LTA': { timestamp, evidence, archive: true },
} satisfies Record<string, CompletionOptions>

export interface Signatory { key: TestKey, certificates: Uint8Array[], algorithm: SignatureAlgorithm, hash: HashAlgorithm }

const subject: NameAttribute[] = [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN'], ['UID', 'CCCD:001000000001']]

export function enrol(spec: KeySpec, algorithm: SignatureAlgorithm, hash: HashAlgorithm = 'SHA-256'): Signatory {
  const key = generateKey(spec)
  const certificate = pki.public.issuing.issue({ subject, publicKey: key.publicKey, profile: 'person' })
  return { key, certificates: [certificate, ...pki.public.issuing.chain], algorithm, hash }
}

/** Both steps, with the preparation stored as JSON in between, as a portal does. */
export async function sign(pdf: Uint8Array, signatory: Signatory, { level = {}, ...options }: Partial<SignatureOptions> & { level?: CompletionOptions } = {}): Promise<Uint8Array> {
  const { pdf: preparedPdf, prepared } = prepare(pdf, signatory, options)
  return completeSignature(preparedPdf, JSON.parse(JSON.stringify(prepared)), valueOf(signatory, prepared.signedAttributes), level)
}

export const prepare = (pdf: Uint8Array, { certificates, algorithm, hash }: Signatory, options: Partial<SignatureOptions> = {}) =>
  prepareSignature(pdf, { certificates, algorithm, hash, signingTime: now(), ...options })

export const valueOf = ({ key, algorithm, hash }: Signatory, signedAttributes: string): Uint8Array => signWith(key, Buffer.from(signedAttributes, 'base64'), { hash, algorithm })

export const hasTool = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

/** Runs a tool over files that are put into a folder of their own and taken away again: its words, from both of its mouths. */
export function judge(files: Readonly<Record<string, Uint8Array | string>>, command: string, args: string[]): string {
  const { stdout, stderr } = run(files, command, args)
  return `${stdout}${stderr}`
}

export function run(files: Readonly<Record<string, Uint8Array | string>>, command: string, args: string[]): { stdout: Buffer, stderr: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-sign-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return spawnSync(command, args, { cwd: folder })
  }
  finally {
    rmSync(folder, { recursive: true })
  }
}

export const pdfsig = (pdf: Uint8Array): string => judge({ 'signed.pdf': pdf }, 'pdfsig', ['-nocert', 'signed.pdf'])
export const qpdfCheck = (pdf: Uint8Array): string => judge({ 'signed.pdf': pdf }, 'qpdf', ['--check', 'signed.pdf'])
export const count = (text: string, part: string): number => text.split(part).length - 1

export const text = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1')
export const rootPem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(pki.public.root.certificate).toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`

/** Octets that the byte range of the last (or n-th) signature covers, and the CMS in its gap, padding included. */
export function partsOf(pdf: Uint8Array, index = -1): { signed: Uint8Array, cms: Uint8Array } {
  const ranges = [...text(pdf).matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+) *\]/g)].map(match => match.slice(1).map(Number) as [number, number, number])
  const [second, third, fourth] = ranges.at(index)!
  return { signed: Buffer.concat([pdf.subarray(0, second), pdf.subarray(third, third + fourth)]), cms: Buffer.from(text(pdf.subarray(second + 1, third - 1)), 'hex') }
}
