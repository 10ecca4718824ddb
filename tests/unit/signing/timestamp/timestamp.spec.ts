import { describe, expect, it } from 'vitest'
import { createTimestampSource, parseTimestampToken, verifyTimestampToken } from '../../../../signing/timestamp/index.ts'
import { digestOf } from '../../../../signing/x509/index.ts'
import { createPki, createTimestampAuthority, generateKey } from '#signing/testing'
import type { NetworkRequest } from '#signing'

const at = new Date('2026-06-01T08:00:00.250Z')
const pki = createPki({ now: () => at, baseUrl: 'http://pki.test' })
const digest = digestOf('SHA-256', Buffer.from('x'))
const networkOf = (answer: (request: NetworkRequest) => Uint8Array, status = 200) => ({ send: async (request: NetworkRequest) => ({ status, body: answer(request) }) })
const sourceOf = (answer: (request: NetworkRequest) => Uint8Array, status = 200) => createTimestampSource({ url: 'http://pki.test/public/tsa', network: networkOf(answer, status) })
const honest = ({ body }: NetworkRequest): Uint8Array => pki.public.timestamp.respond(body!)

describe('a time-stamp', () => {
  it.each(['SHA-256', 'SHA-384', 'SHA-512'] as const)('is had over a %s digest and verifies', async (hash) => {
    const stamped = digestOf(hash, Buffer.from('nội dung'))
    const token = parseTimestampToken(await sourceOf(honest).timestamp(stamped, hash))
    expect(token.info).toMatchObject({ hash, time: at, accuracyMilliseconds: 1000 })
    expect(verifyTimestampToken(token, stamped)).toMatchObject({ imprintMatches: true, purposeIsTimestamping: true, signer: { signature: 'valid', digestMatches: true, referenceMatches: true, contentTypeMatches: true } })
  })

  it('does not verify over another digest', async () => {
    const token = parseTimestampToken(await sourceOf(honest).timestamp(digest, 'SHA-256'))
    expect(verifyTimestampToken(token, digestOf('SHA-256', Buffer.from('y'))).imprintMatches).toBe(false)
  })

  it.each([
    ['no answer', () => { throw new Error('down') }, 200, 'timestamp-unavailable'],
    ['an HTTP error', honest, 503, 'timestamp-unavailable'],
    ['nonsense', () => Buffer.from('<html>'), 200, 'timestamp-invalid'],
    ['a refusal', () => pki.public.timestamp.respond(Buffer.from([0])), 200, 'timestamp-unavailable'],
    ['an earlier answer', replayed(), 200, 'timestamp-invalid'],
    ['a key that is not for time-stamping', impostor(), 200, 'timestamp-invalid'],
    ['a changed token', tampered, 200, 'timestamp-invalid'],
  ] as [string, (request: NetworkRequest) => Uint8Array, number, string][])('is refused after %s', async (_, answer, status, code) => {
    await sourceOf(answer, status).timestamp(digest, 'SHA-256').catch(() => null)
    await expect(sourceOf(answer, status).timestamp(digest, 'SHA-256')).rejects.toMatchObject({ code })
  })
})

function replayed(): (request: NetworkRequest) => Uint8Array {
  let first: Uint8Array | null = null
  return request => first ??= honest(request)
}

function impostor(): (request: NetworkRequest) => Uint8Array {
  const key = generateKey('P-256')
  const certificate = pki.public.issuing.issue({ subject: [['CN', 'Lê A']], publicKey: key.publicKey, profile: 'person' })
  const authority = createTimestampAuthority({ key, certificates: [certificate], now: () => at })
  return ({ body }) => authority.respond(body!)
}

function tampered(request: NetworkRequest): Uint8Array {
  const answer = Buffer.from(honest(request))
  answer[answer.indexOf('20260601080000.25Z') + 3] = 0x35
  return answer
}
