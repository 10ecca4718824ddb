import { join } from 'node:path'
import type { Fault, FaultBoard } from '../faults.ts'
import type { Population } from '../people/population.ts'
import type { PortalClient } from '../portal-client.ts'
import { StateFile } from '../state-file.ts'
import type { SignatureFault } from '../types.ts'
import { ActivationLog } from './activation-log.ts'
import { ActivationModule } from './activation.ts'
import { otpPurpose, type StoredCredential } from './credential.ts'
import { Enrolment, type SealHolder } from './enrolment.ts'
import { showCode } from './factors.ts'
import { openMasterKey } from './master-key.ts'
import type { CertificateStatus, PublicKeyInfrastructure } from './public-key-infrastructure.ts'
import { TokenOffice } from './tokens.ts'

export interface ServiceDependencies {
  dataDir: string
  baseUrl: string
  population: Population
  /** Organisations that hold a seal. */
  sealHolders: readonly SealHolder[]
  client: StateFile<PortalClient>
  infrastructure: PublicKeyInfrastructure
  faults: FaultBoard<SignatureFault>
  now: () => Date
  onFailure: (error: Error) => void
}

/** What the routes share. */
export interface SignatureService {
  baseUrl: string
  activation: ActivationModule
  tokens: TokenOffice
  enrolment: Enrolment
  infrastructure: PublicKeyInfrastructure
  findCredential: (id: string) => StoredCredential | undefined
  statusOf: (credential: StoredCredential) => CertificateStatus
  client: () => PortalClient
  /** The person or organisation that a credential signs for, as people read it. */
  ownerName: (credentialId: string) => string
  phoneUrl: (credentialId: string) => string
  /** The code on the person's phone; null without a credential that takes one. */
  codeOnPhone: (personalId: string) => Promise<{ code: string, secondsLeft: number } | null>
  takeFault: (credentialId: string | null, at: string, kinds: readonly SignatureFault[]) => Fault<SignatureFault> | null
  now: () => Date
  onFailure: (error: Error) => void
}

export function openSignatureService({ dataDir, baseUrl, population, sealHolders, client, infrastructure, faults, now, onFailure }: ServiceDependencies): SignatureService {
  const credentials = new StateFile<Record<string, StoredCredential>>(join(dataDir, 'credentials.json'), () => ({}))
  const masterKey = openMasterKey(dataDir)
  const log = new ActivationLog(join(dataDir, 'activations.jsonl'))
  const activation = new ActivationModule({ credentials, masterKey, log, now })
  const enrolment = new Enrolment({ credentials, masterKey, log, infrastructure, population, sealHolders, now })
  const findCredential = (id: string) => Object.hasOwn(credentials.value, id) ? credentials.value[id] : undefined
  return {
    baseUrl,
    activation,
    enrolment,
    infrastructure,
    findCredential,
    now,
    onFailure,
    tokens: new TokenOffice({ client: () => client.value, activation, now }),
    statusOf: credential => infrastructure.statusOf(credential.certificates[0] ?? ''),
    client: () => client.value,
    ownerName: (id) => {
      const userId = findCredential(id)?.userId ?? ''
      return population.find(userId)?.fullName ?? sealHolders.find(holder => holder.userId === userId)?.organisation ?? userId
    },
    phoneUrl: id => `${baseUrl}/phone?person=${findCredential(id)?.userId ?? ''}`,
    codeOnPhone: async (personalId) => {
      const [credential] = await enrolment.credentialsOf(personalId)
      if (credential === undefined || credential.otpSecret === null) return null
      return showCode(masterKey.unwrap(credential.otpSecret, otpPurpose(credential.id)), now())
    },
    takeFault: (credentialId, at, kinds) => faults.take(credentialId === null ? null : findCredential(credentialId)?.userId ?? null, { kinds, at }),
  }
}
