import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { PasskeyAssertion, PasskeyRegistration } from '../../sandbox/signature-service/passkey.ts'

interface Ceremony { challenge: string, origin: string, rpId: string, /** @defaultValue user present and verified */ flags?: number }

/** An authenticator in software (ES256, attestation "none"), for tests: what a browser with a security key would hand over. */
export class SoftwareAuthenticator {
  readonly #key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly id = randomBytes(16)
  signCount = 0

  register({ challenge, origin, rpId, flags = 0x45 }: Ceremony): PasskeyRegistration {
    const { x, y } = this.#key.publicKey.export({ format: 'jwk' })
    const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), Buffer.from(x ?? '', 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(y ?? '', 'base64url')])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const authData = Buffer.concat([this.#head(rpId, flags), Buffer.alloc(16), length, this.id, cose])
    const size = Buffer.alloc(2)
    size.writeUInt16BE(authData.length)
    const attestation = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159', 'hex'), size, authData])
    return { clientDataJSON: clientData('webauthn.create', { challenge, origin }), attestationObject: attestation.toString('base64url') }
  }

  assert({ challenge, origin, rpId, flags = 0x05 }: Ceremony): PasskeyAssertion {
    this.signCount += 1
    const authenticatorData = this.#head(rpId, flags)
    const client = clientData('webauthn.get', { challenge, origin })
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(Buffer.from(client, 'base64url')).digest()])
    return { id: this.id.toString('base64url'), clientDataJSON: client, authenticatorData: authenticatorData.toString('base64url'), signature: sign('sha256', signed, this.#key.privateKey).toString('base64url') }
  }

  #head(rpId: string, flags: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(this.signCount)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count])
  }
}

const clientData = (type: string, { challenge, origin }: Pick<Ceremony, 'challenge' | 'origin'>): string => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url')
