import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'

/** The authorities as they run, judged by openssl over HTTP. */

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
let world: TemporarySandbox
let folder: string
let adminToken: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motlan-referee-'))
  world = await startTemporarySandbox('http://localhost:3993')
  adminToken = JSON.parse(readFileSync(join(world.dataDir, 'admin-token.json'), 'utf8')) as string
  for (const authority of ['root', 'issuing']) {
    const der = Buffer.from(await (await fetch(`${pki()}/public/${authority}/certificate`)).arrayBuffer())
    writeFileSync(join(folder, `${authority}.pem`), pem(der))
  }
  writeFileSync(join(folder, 'chain.pem'), readFileSync(join(folder, 'issuing.pem'), 'utf8') + readFileSync(join(folder, 'root.pem'), 'utf8'))
})
afterAll(async () => {
  await world.remove()
  rmSync(folder, { recursive: true })
})

const pki = (): string => `${world.sandbox.urls.signature}/pki`
const pem = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
/** Asynchronously, because the servers that it asks run in this process. */
const openssl = async (...args: string[]): Promise<string> => {
  const { spawn } = await import('node:child_process')
  const child = spawn('openssl', args, { cwd: folder })
  let text = ''
  child.stdout.on('data', part => text += String(part))
  child.stderr.on('data', part => text += String(part))
  await new Promise(resolve => child.on('close', resolve))
  return text
}
const admin = async (path: string, body: unknown): Promise<{ status: number, body: Record<string, unknown> }> => {
  const response = await fetch(`${world.sandbox.urls.signature}/admin/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Bearer ${adminToken}` }, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() as Record<string, unknown> }
}
let taken = 40
/** Somebody's certificate in `person.pem`; gives the credential. */
const newcomer = async (): Promise<string> => {
  const person = world.sandbox.people.slice(taken).find(({ pin }) => pin !== null)!
  taken = world.sandbox.people.indexOf(person) + 1
  await world.sandbox.control.oneTimeCode(person.personalId)
  return certificateOf(`person-${person.personalId}`)
}
const certificateOf = (credential: string): string => {
  const stored = JSON.parse(readFileSync(join(world.dataDir, 'signature-service', 'credentials.json'), 'utf8')) as Record<string, { certificates: string[] }>
  writeFileSync(join(folder, 'person.pem'), pem(Buffer.from(stored[credential]?.certificates[0] ?? '', 'base64')))
  return credential
}
const list = async (kind: 'crl' | 'delta'): Promise<void> => writeFileSync(join(folder, `${kind}.der`), Buffer.from(await (await fetch(`${pki()}/public/issuing/${kind}`)).arrayBuffer()))
const toPem = async (kind: 'crl' | 'delta'): Promise<string> => openssl('crl', '-inform', 'DER', '-in', `${kind}.der`, '-out', `${kind}.pem`)

describe.runIf(hasOpenssl)('the authorities, judged by openssl', () => {
  it('answer OCSP with the nonce that was sent, by a responder of their own', async () => {
    await newcomer()
    const text = await openssl('ocsp', '-issuer', 'issuing.pem', '-cert', 'person.pem', '-url', `${pki()}/public/issuing/ocsp`, '-CAfile', 'chain.pem', '-nonce', '-text')
    expect(text).toContain('Response verify OK')
    expect(text).toContain('person.pem: good')
    expect(text).not.toMatch(/nonce verify error|no nonce/i)
    expect(text).toMatch(/Sandbox Remote Signing CA OCSP/)
    expect(text).toContain('OCSP Signing')
  })

  it.each(['keyCompromise', 'cessationOfOperation', 'certificateHold'])('say in OCSP and list that a certificate was revoked: %s', async (reason) => {
    const credential = await newcomer()
    expect(await admin('revocations', { credential, reason })).toMatchObject({ status: 200, body: { status: reason === 'certificateHold' ? 'suspended' : 'revoked' } })
    const ocsp = await openssl('ocsp', '-issuer', 'issuing.pem', '-cert', 'person.pem', '-url', `${pki()}/public/issuing/ocsp`, '-CAfile', 'chain.pem')
    expect(ocsp).toContain('person.pem: revoked')
    expect(ocsp).toContain(`Reason: ${reason}`)
    await list('crl')
    await toPem('crl')
    expect(await openssl('verify', '-CAfile', 'chain.pem', '-CRLfile', 'crl.pem', '-crl_check', 'person.pem')).toContain('certificate revoked')
  })

  it('let a certificate that was on hold go again', async () => {
    const credential = await newcomer()
    await admin('revocations', { credential, reason: 'certificateHold' })
    expect(await admin('releases', { credential })).toMatchObject({ body: { status: 'valid' } })
    expect(await openssl('ocsp', '-issuer', 'issuing.pem', '-cert', 'person.pem', '-url', `${pki()}/public/issuing/ocsp`, '-CAfile', 'chain.pem')).toContain('person.pem: good')
  })

  it('list what was revoked since the last full list in a delta', async () => {
    const before = await newcomer()
    await admin('revocations', { credential: before, reason: 'superseded' })
    await list('crl')
    const credential = await newcomer()
    await admin('revocations', { credential, reason: 'keyCompromise' })
    await list('delta')
    const text = await openssl('crl', '-inform', 'DER', '-in', 'delta.der', '-CAfile', 'chain.pem', '-noout', '-text')
    expect(text).toContain('verify OK')
    expect(text).toContain('Delta CRL Indicator: critical')
    expect(text.match(/Serial Number:/g)).toHaveLength(1)
    await toPem('crl')
    await toPem('delta')
    writeFileSync(join(folder, 'both.pem'), readFileSync(join(folder, 'crl.pem'), 'utf8') + readFileSync(join(folder, 'delta.pem'), 'utf8'))
    expect(await openssl('verify', '-CAfile', 'chain.pem', '-CRLfile', 'both.pem', '-crl_check', '-extended_crl', '-use_deltas', 'person.pem')).toContain('certificate revoked')
    expect(await openssl('verify', '-CAfile', 'chain.pem', '-CRLfile', 'crl.pem', '-crl_check', 'person.pem')).toContain('person.pem: OK')
  })

  it('renew a certificate for the same key', async () => {
    const credential = await newcomer()
    const facts = async () => [await openssl('x509', '-in', 'person.pem', '-noout', '-pubkey'), await openssl('x509', '-in', 'person.pem', '-noout', '-serial')]
    const [oldKey, oldSerial] = await facts()
    expect((await admin('renewals', { credential })).status).toBe(200)
    certificateOf(credential)
    const [newKey, newSerial] = await facts()
    expect(newKey).toBe(oldKey)
    expect(newSerial).not.toBe(oldSerial)
    expect(await openssl('verify', '-x509_strict', '-CAfile', 'chain.pem', 'person.pem')).toContain('person.pem: OK')
  })

  it('stamp time with their accuracy and a serial number that grows', async () => {
    writeFileSync(join(folder, 'data'), 'hello')
    await openssl('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'query.tsq')
    const stamp = async (name: string): Promise<string> => {
      const reply = await fetch(`${pki()}/public/tsa`, { method: 'POST', headers: { 'content-type': 'application/timestamp-query' }, body: readFileSync(join(folder, 'query.tsq')) })
      writeFileSync(join(folder, name), Buffer.from(await reply.arrayBuffer()))
      expect(await openssl('ts', '-verify', '-queryfile', 'query.tsq', '-in', name, '-CAfile', 'root.pem', '-untrusted', 'issuing.pem')).toContain('Verification: OK')
      return openssl('ts', '-reply', '-in', name, '-text')
    }
    const serialOf = (text: string): bigint => BigInt(/Serial number: (0x[0-9A-F]+)/i.exec(text)?.[1] ?? '0')
    const [first, second] = [await stamp('one.tsr'), await stamp('two.tsr')]
    expect(first).toMatch(/Accuracy: 0x01 seconds/)
    expect(serialOf(second)).toBe(serialOf(first) + 1n)
  })

  it('keep what they do to whoever holds the token', async () => {
    const credential = await newcomer()
    adminToken = adminToken.replace(/^./, one => one === 'x' ? 'y' : 'x')
    expect((await admin('revocations', { credential, reason: 'keyCompromise' })).status).toBe(401)
    expect((await admin('renewals', { credential })).status).toBe(401)
  })
})
