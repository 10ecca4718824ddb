import { X509Certificate } from 'node:crypto'
import type { RevocationReason } from '#signing/testing'
import type { Population } from '../people/population.ts'
import type { StateFile } from '../state-file.ts'
import type { SandboxPerson, StoryId } from '../types.ts'
import type { ActivationLog } from './activation-log.ts'
import { credentialIdOf, keyPurpose, lineOf, mostTries, otpPurpose, type CredentialLine, type StoredCredential } from './credential.ts'
import { hashPin, newOtpSecret } from './factors.ts'
import type { MasterKey } from './master-key.ts'
import type { CertificateOrder, PublicKeyInfrastructure } from './public-key-infrastructure.ts'

/** An organisation with a seal of its own. */
export interface SealHolder {
  userId: string
  credentialId: string
  organisation: string
  /** Number of a unit that lives on the state budget; goes into the certificate as `MNS:…` (prefix from memory). */
  unitNumber: string
  pin: string
}

interface EnrolmentDependencies {
  credentials: StateFile<Record<string, StoredCredential>>
  masterKey: MasterKey
  log: ActivationLog
  infrastructure: PublicKeyInfrastructure
  population: Population
  sealHolders: readonly SealHolder[]
  now: () => Date
}

interface Validity { notBefore: Date, notAfter: Date }

const day = 24 * 60 * 60 * 1000
const keyLength = 2048

/**
 * Everybody who may have a credential gets it when somebody first asks for it: a thousand key pairs at set-up would take
 * a minute. Afterwards it is kept; after a move to another address certificates are issued anew, because they name ours.
 */
export class Enrolment {
  readonly #deps: EnrolmentDependencies
  readonly #underWay = new Map<string, Promise<StoredCredential>>()

  constructor(deps: EnrolmentDependencies) {
    this.#deps = deps
  }

  /** What this user has on one line. */
  async credentialsOf(userId: string, line: CredentialLine = 'page'): Promise<StoredCredential[]> {
    const holder = this.#deps.sealHolders.find(one => one.userId === userId)
    const person = this.#deps.population.find(userId)
    if (holder !== undefined) return [await this.#once(holder.credentialId, () => this.#enrolSeal(holder))]
    if (person === undefined || person.pin === null) return []
    return [await this.#once(credentialIdOf(userId, line), () => this.#enrolPerson(person, person.pin ?? '', line))]
  }

  /** By the credential's own id, for callers that know it from their configuration. */
  async credential(id: string): Promise<StoredCredential | undefined> {
    const line = lineOf(id)
    const userId = this.#deps.sealHolders.find(({ credentialId }) => credentialId === id)?.userId ?? id.slice(id.indexOf('-') + 1)
    return (await this.credentialsOf(userId, line === 'seal' ? 'page' : line)).find(credential => credential.id === id)
  }

  /** For a fault: the chain of some other credential. */
  somebodyElses(credential: StoredCredential): string[] {
    return Object.values(this.#deps.credentials.value).find(({ id }) => id !== credential.id)?.certificates ?? []
  }

  revoke({ id, certificates }: StoredCredential, reason: RevocationReason = 'keyCompromise'): void {
    this.#deps.infrastructure.revoke(certificates[0] ?? '', reason)
    this.#deps.log.add({ at: this.#deps.now().toISOString(), event: 'certificate-revoked', credential: id, client: null, hashes: [], detail: reason })
  }

  /** Ends a suspension (`certificateHold`); other reasons stay. */
  release({ id, certificates }: StoredCredential): void {
    this.#deps.infrastructure.release(certificates[0] ?? '')
    this.#deps.log.add({ at: this.#deps.now().toISOString(), event: 'certificate-released', credential: id, client: null, hashes: [], detail: null })
  }

  #once(id: string, enrol: () => Promise<StoredCredential>): Promise<StoredCredential> | StoredCredential {
    const { credentials, infrastructure } = this.#deps
    const known = credentials.value[id]
    if (known !== undefined && infrastructure.isOurs(known.certificates)) return known
    const running = this.#underWay.get(id) ?? enrol().finally(() => this.#underWay.delete(id))
    this.#underWay.set(id, running)
    return running
  }

  /** A new certificate for the same key; the old one stands until it ends by itself. */
  async renew(credential: StoredCredential): Promise<void> {
    const { infrastructure, credentials, log, now } = this.#deps
    const { publicKey } = new X509Certificate(Buffer.from(credential.certificates[0] ?? '', 'base64'))
    credential.certificates = infrastructure.issue({ ...this.#orderFor(credential.userId), ...this.#validity(null), publicKey })
    credentials.save()
    log.add({ at: now().toISOString(), event: 'certificate-renewed', credential: credential.id, client: null, hashes: [], detail: null })
  }

  /** What the authority writes into a certificate: what it has checked itself, of a person or of an organisation. */
  #orderFor(userId: string): Pick<CertificateOrder, 'line' | 'profile' | 'subject'> {
    const person = this.#deps.population.find(userId)
    if (person !== undefined) return { line: 'public', profile: 'person', subject: [['C', 'VN'], ['CN', person.fullName], ['UID', `CCCD:${person.personalId}`]] }
    const holder = this.#deps.sealHolders.find(one => one.userId === userId)
    if (holder === undefined) throw new RangeError('nobody to certify')
    return { line: 'government', profile: 'organisation', subject: [['C', 'VN'], ['O', holder.organisation], ['CN', holder.organisation], ['UID', `MNS:${holder.unitNumber}`]] }
  }

  async #enrolPerson(person: SandboxPerson, pin: string, line: CredentialLine): Promise<StoredCredential> {
    const credential = await this.#create({
      id: credentialIdOf(person.personalId, line),
      userId: person.personalId,
      description: `Chữ ký số cá nhân của ${person.fullName}`,
      mode: line === 'page' ? 'oauth2code' : 'explicit',
      pin,
      validity: this.#validity(person.storyId),
    })
    if (person.storyId === 'locked-credential') Object.assign(credential, { wrongTries: mostTries, waitUntil: '2099-01-01T00:00:00.000Z' })
    this.#deps.credentials.save()
    if (person.storyId === 'revoked-certificate') this.#deps.infrastructure.revoke(credential.certificates[0] ?? '', 'keyCompromise')
    return credential
  }

  #enrolSeal({ userId, credentialId, organisation, pin }: SealHolder): Promise<StoredCredential> {
    return this.#create({ id: credentialId, userId, description: `Con dấu số của ${organisation}`, mode: 'explicit', pin, validity: this.#validity(null) })
  }

  async #create({ id, userId, description, mode, pin, validity }: Pick<StoredCredential, 'id' | 'userId' | 'description' | 'mode'> & { pin: string, validity: Validity }): Promise<StoredCredential> {
    const { credentials, masterKey, infrastructure, log, now } = this.#deps
    const { publicKey, wrapped } = await masterKey.generateKey(keyPurpose(id), keyLength)
    const credential: StoredCredential = {
      id, userId, description, mode, keyLength,
      multisign: 50,
      key: wrapped,
      certificates: infrastructure.issue({ ...this.#orderFor(userId), ...validity, publicKey }),
      pin: await hashPin(pin),
      otpSecret: lineOf(id) === 'seal' ? null : masterKey.wrap(newOtpSecret(), otpPurpose(id)),
      wrongTries: 0,
      waitUntil: null,
      lastOtpStep: 0,
    }
    credentials.value[id] = credential
    credentials.save()
    log.add({ at: now().toISOString(), event: 'enrolled', credential: id, client: null, hashes: [], detail: null })
    return credential
  }

  #validity(storyId: StoryId | null): Validity {
    const now = this.#deps.now().getTime()
    return storyId === 'expired-certificate'
      ? { notBefore: new Date(now - 400 * day), notAfter: new Date(now - 35 * day) }
      : { notBefore: new Date(now - day), notAfter: new Date(now + 3 * 365 * day) }
  }
}
