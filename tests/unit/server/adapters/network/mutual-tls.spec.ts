import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuardedNetwork } from '../../../../../server/adapters/network/index.ts'

/** A security server that lets in only those who show a certificate of its authority. */
let folder: string
let server: Server
let port: number
const pem = (name: string): string => readFileSync(join(folder, `${name}.pem`), 'utf8')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mutual-tls-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  for (const authority of ['authority', 'stranger']) openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${authority}-key.pem`, '-out', `${authority}.pem`, '-subj', `/CN=${authority}`, '-days', '2')
  writeFileSync(join(folder, 'san'), 'subjectAltName=IP:127.0.0.1')
  for (const [name, authority] of [['server', 'authority'], ['portal', 'authority'], ['intruder', 'stranger']] as const) {
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${authority}.pem`, '-CAkey', `${authority}-key.pem`, '-CAcreateserial', '-out', `${name}.pem`, '-days', '2', '-extfile', 'san')
  }
  server = createServer({ key: pem('server-key'), cert: pem('server'), ca: pem('authority'), requestCert: true, rejectUnauthorized: true }, (request, response) => {
    response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as { port: number }).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true })
})

const ask = (tls: Parameters<typeof createGuardedNetwork>[0]['tls'], protocol = 'https') =>
  createGuardedNetwork({ allow: [`127.0.0.1:${port}`], ...(tls === undefined ? {} : { tls }) }).send({ url: `${protocol}://127.0.0.1:${port}/`, method: 'GET', maxBytes: 1_000, timeoutMs: 5_000 })

describe('mutual TLS', () => {
  it('shows the certificate that it was given', async () => {
    const { body } = await ask({ key: pem('portal-key'), certificate: pem('portal'), authorities: pem('authority') })
    expect(new TextDecoder().decode(body)).toBe('portal')
  })

  it.each<[string, () => Parameters<typeof ask>[0]]>([
    ['no certificate', () => undefined],
    ['a certificate of another authority', () => ({ key: pem('intruder-key'), certificate: pem('intruder'), authorities: pem('authority') })],
    ['a server of another authority than it was told', () => ({ key: pem('portal-key'), certificate: pem('portal'), authorities: pem('stranger') })],
  ])('does not come about with %s', async (_what, tls) => {
    await expect(ask(tls())).rejects.toThrow()
  })

  it('is never given up for plain HTTP', async () => {
    await expect(ask({ key: pem('portal-key'), certificate: pem('portal'), authorities: pem('authority') }, 'http')).rejects.toMatchObject({ code: 'scheme-not-allowed' })
  })
})
