import { join } from 'node:path'
import type { Fault, FaultBoard } from '../faults.ts'
import type { Population } from '../people/population.ts'
import type { PortalClient } from '../portal-client.ts'
import { StateFile } from '../state-file.ts'
import type { SignatureFault } from '../types.ts'
import { ActivationLog } from './activation-log.ts'
import { ActivationModule, type Binding } from './activation.ts'
import { otpPurpose, type CredentialLine, type StoredCredential } from './credential.ts'
import { invalidRequest } from './csc-error.ts'
import { DeviceRequests, type DeviceRequest } from './device-requests.ts'
import { Enrolment, type SealHolder } from './enrolment.ts'
import { proveOnPhone, showCode } from './factors.ts'
import type { MasterKey } from './master-key.ts'
import { Notifier } from './notifier.ts'
import type { RelyingParty } from './passkey.ts'
import type { CertificateStatus, PublicKeyInfrastructure } from './public-key-infrastructure.ts'
import { SigningResults } from './signing-results.ts'
import { TokenOffice } from './tokens.ts'

export interface ServiceDependencies {
  dataDir: string
  baseUrl: string
  population: Population
  /** Organisations that hold a seal. */
  sealHolders: readonly SealHolder[]
  client: StateFile<PortalClient>
  infrastructure: PublicKeyInfrastructure
  masterKey: MasterKey
  faults: FaultBoard<SignatureFault>
  now: () => Date
  onFailure: (error: Error) => void
}

/** What the routes of every protocol share. */
export interface SignatureService {
  baseUrl: string
  activation: ActivationModule
  devices: DeviceRequests
  results: SigningResults
  notifier: Notifier
  tokens: TokenOffice
  enrolment: Enrolment
  infrastructure: PublicKeyInfrastructure
  findCredential: (id: string) => StoredCredential | undefined
  statusOf: (credential: StoredCredential) => CertificateStatus
  /** What the world is shown of it, faults included. */
  present: (credential: StoredCredential) => { credential: StoredCredential, status: CertificateStatus }
  /** Spends the SAD; what comes back uses the key. @throws CscError for a certificate that does not hold, a SAD that is not for this */
  redeem: (credential: StoredCredential, sad: string, binding: Binding) => () => Promise<string[]>
  client: () => PortalClient
  /** For passkeys, which want a domain: browsers take this machine's name, never its number. */
  relyingParty: RelyingParty
  /** Whether the service may call this address. */
  mayNotify: (url: unknown) => url is string
  /** The person or organisation that a credential signs for, as people read it. */
  ownerName: (credentialId: string) => string
  phoneUrl: (credentialId: string) => string
  /** The code on the person's phone; null without a credential that takes one, or when none was sent. */
  codeOnPhone: (personalId: string, line?: CredentialLine) => Promise<{ code: string, secondsLeft: number } | null>
  /** What the person's phone would answer to a request. */
  proofOnPhone: (request: DeviceRequest) => string
  takeFault: (credentialId: string | null, at: string, kinds: readonly SignatureFault[]) => Fault<SignatureFault> | null
  now: () => Date
  onFailure: (error: Error) => void
}

export function openSignatureService({ dataDir, baseUrl, population, sealHolders, client, infrastructure, masterKey, faults, now, onFailure }: ServiceDependencies): SignatureService {
  const credentials = new StateFile<Record<string, StoredCredential>>(join(dataDir, 'credentials.json'), () => ({}))
  const log = new ActivationLog(join(dataDir, 'activations.jsonl'))
  const activation = new ActivationModule({ credentials, masterKey, log, now })
  const enrolment = new Enrolment({ credentials, masterKey, log, infrastructure, population, sealHolders, now })
  const findCredential = (id: string) => Object.hasOwn(credentials.value, id) ? credentials.value[id] : undefined
  const statusOf = (credential: StoredCredential) => infrastructure.statusOf(credential.certificates[0] ?? '')
  const takeFault: SignatureService['takeFault'] = (credentialId, at, kinds) => faults.take(credentialId === null ? null : findCredential(credentialId)?.userId ?? null, { kinds, at })
  const revokeWhenTold = (credential: StoredCredential, at: string): void => {
    if (takeFault(credential.id, at, ['revoked-certificate']) !== null) enrolment.revoke(credential)
  }
  return {
    baseUrl,
    activation,
    devices: new DeviceRequests(activation, now),
    results: new SigningResults(now),
    notifier: new Notifier({ takeFault, onFailure }),
    enrolment,
    infrastructure,
    findCredential,
    statusOf,
    takeFault,
    now,
    onFailure,
    tokens: new TokenOffice({ client: () => client.value, activation, now }),
    client: () => client.value,
    relyingParty: { id: 'localhost', origin: `http://localhost:${new URL(baseUrl).port}` },
    mayNotify: (url): url is string => typeof url === 'string' && URL.canParse(url) && client.value.origins.includes(new URL(url).origin),
    present: (credential) => {
      revokeWhenTold(credential, 'credentials/info')
      const wrong = takeFault(credential.id, 'credentials/info', ['wrong-certificate']) !== null
      return { credential: wrong ? { ...credential, certificates: enrolment.somebodyElses(credential) } : credential, status: statusOf(credential) }
    },
    redeem: (credential, sad, binding) => {
      revokeWhenTold(credential, 'signatures/signHash')
      refuseUnusable(statusOf(credential))
      const sign = activation.redeem(sad, binding)
      const isSpoilt = takeFault(credential.id, 'signatures/signHash', ['wrong-signature']) !== null
      return isSpoilt ? async () => (await sign()).map(spoil) : sign
    },
    ownerName: (id) => {
      const userId = findCredential(id)?.userId ?? ''
      return population.find(userId)?.fullName ?? sealHolders.find(holder => holder.userId === userId)?.organisation ?? userId
    },
    phoneUrl: id => `${baseUrl}/phone?person=${findCredential(id)?.userId ?? ''}`,
    codeOnPhone: async (personalId, line = 'page') => {
      const [credential] = await enrolment.credentialsOf(personalId, line)
      if (credential === undefined || credential.otpSecret === null) return null
      if (line !== 'typed') return showCode(masterKey.unwrap(credential.otpSecret, otpPurpose(credential.id)), now())
      const code = activation.sentCodes.received(credential.id)
      return code === null ? null : { code, secondsLeft: 300 }
    },
    proofOnPhone: ({ nonce, binding }) => {
      const secret = findCredential(binding.credentialId)?.otpSecret ?? ''
      return proveOnPhone(masterKey.unwrap(secret, otpPurpose(binding.credentialId)), { nonce, hashes: binding.hashes })
    },
  }
}

/** The law forbids signing with a certificate that does not hold (Decree 23/2025/NĐ-CP); the standard has a text for one case only. */
function refuseUnusable(status: CertificateStatus): void {
  if (status !== 'valid') throw invalidRequest(status === 'expired' ? 'Signing certificate is expired' : `Signing certificate is ${status}`)
}

function spoil(signature: string): string {
  const bytes = Buffer.from(signature, 'base64')
  bytes[10] = (bytes[10] ?? 0) ^ 0x01
  return bytes.toString('base64')
}
