/**
 * The signature service in a process of its own, for `bench/signature-service.ts`: it measures what its key alone does,
 * then hands out activations over the process's channel and answers over HTTP.
 */
import { constants, createHash, generateKeyPairSync, privateEncrypt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultBoard } from '../../sandbox/faults.ts'
import { listen } from '../../sandbox/http/listen.ts'
import { createPopulation } from '../../sandbox/people/population.ts'
import { digestInfo } from '../../sandbox/signature-service/algorithms.ts'
import { openMasterKey, type MasterKey } from '../../sandbox/signature-service/master-key.ts'
import { openPkcs11MasterKey } from '../../sandbox/signature-service/pkcs11-master-key.ts'
import { openToken, type Pkcs11Settings } from '../../sandbox/signature-service/pkcs11-token.ts'
import { sealCredentialId } from '../../sandbox/signature-service/seal-holders.ts'
import { serveSignatureService } from '../../sandbox/signature-service/server.ts'
import { agencies, agencySecret } from '../../sandbox/agency/agencies.ts'
import { signatureFaults } from '../../sandbox/types.ts'
import { ratePerSecond } from '../measure.ts'
import type { Activations, KeyRate, Order, ServiceStart } from './messages.ts'

const pkcs11 = process.env.BENCH_PKCS11 === undefined ? null : JSON.parse(process.env.BENCH_PKCS11) as Pkcs11Settings
const window = { seconds: 0.4, rounds: 1, warmUp: 50 }
const hashOid = '2.16.840.1.101.3.4.2.1'
const digest = createHash('sha256').update('measured').digest()

const dataDir = mkdtempSync(join(tmpdir(), 'motlan-bench-service-'))
const measureKey = pkcs11 === null ? rawOfFile() : await rawOfToken(pkcs11)
const masterKey: MasterKey = pkcs11 === null ? openMasterKey(dataDir) : await openPkcs11MasterKey(pkcs11)
const server = await listen(0)
const agencyKey = 'a key of the bench'
const running = serveSignatureService(server, {
  population: createPopulation({ seed: 1, count: 100 }), dataDir, agencyKey, masterKey, faults: new FaultBoard(signatureFaults), adminToken: 'none', now: () => new Date(), onFailure: console.error,
})
const { service, client } = running
const [agency] = agencies
const [credential] = await service.enrolment.credentialsOf(agency!.id)
const tokenOf = () => service.tokens.issueServiceToken(null).access_token

const start: ServiceStart = {
  kind: 'start', url: server.url, token: tokenOf(), credential: sealCredentialId(agency!.id), clientId: client.value.id, clientSecret: client.value.secret,
  pin: agencySecret(agencyKey, agency!.id, 'seal-pin'),
}
process.send!(start)
process.on('message', async (order: Order) => {
  if (order === 'measure the key') {
    process.send!({ kind: 'key', rawRate: await measureKey() } satisfies KeyRate)
    return
  }
  const { count, hashes: perActivation } = order
  const activations = Array.from({ length: count }, (_, index) => {
    const hashes = Array.from({ length: perActivation }, (_, other) => createHash('sha256').update(`${index} ${other}`).digest('base64'))
    return { sad: service.activation.issue({ credentialId: credential!.id, client: client.value.id, hashOid, hashes }).sad, hashes }
  })
  const message: Activations = { kind: 'activations', activations }
  process.send!(message)
})
process.on('disconnect', () => {
  rmSync(dataDir, { recursive: true, force: true })
  process.exit(0)
})

/** One window of the key operation alone, with a key that is open already. */
function rawOfFile(): () => Promise<number> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const info = digestInfo(digest, hashOid)
  return () => ratePerSecond(() => privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, info), window)
}

async function rawOfToken(settings: Pkcs11Settings): Promise<() => Promise<number>> {
  const { module, session, constants: names } = await openToken(settings)
  const pair = module.C_GenerateKeyPair(session, { mechanism: names.CKM_RSA_PKCS_KEY_PAIR_GEN! }, [
    { type: names.CKA_TOKEN!, value: false }, { type: names.CKA_MODULUS_BITS!, value: 2048 }, { type: names.CKA_PUBLIC_EXPONENT!, value: Buffer.from([1, 0, 1]) },
  ], [{ type: names.CKA_TOKEN!, value: false }, { type: names.CKA_SIGN!, value: true }])
  const info = digestInfo(digest, hashOid)
  return () => ratePerSecond(() => {
    module.C_SignInit(session, { mechanism: names.CKM_RSA_PKCS! }, pair.privateKey)
    module.C_Sign(session, info, Buffer.alloc(512))
  }, window)
}
