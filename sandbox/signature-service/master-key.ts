import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StateFile } from '../state-file.ts'
import { signDigest } from './algorithms.ts'

/** Base64 digest and the OID of its hash. */
export interface DigestToSign { digest: string, hashOid: string }

/**
 * Wraps what must not lie open on disk: user keys and one-time-code secrets, each bound to what it is for. A user key is
 * open only while `sign` runs.
 */
export interface MasterKey {
  /** A fresh RSA key: wrapped, and the public part for its certificate. */
  generateKey(purpose: string, keyLength: number): Promise<{ wrapped: string, publicKey: KeyObject }>
  /** RSASSA-PKCS1-v1_5 over each digest, in order. @throws when the key was changed or is for another purpose */
  sign(wrapped: string, purpose: string, digests: readonly DigestToSign[]): Buffer[]
  wrap(secret: Buffer, purpose: string): string
  /** @throws when the text was changed or is for another purpose */
  unwrap(wrapped: string, purpose: string): Buffer
}

const makeKeys = promisify(generateKeyPair)

/** AES-256-GCM under a key file that is made at set-up. Losing it loses every user key; that is the point. */
export function openMasterKey(dataDir: string): MasterKey {
  const { value } = new StateFile(join(dataDir, 'master-key.json'), () => ({ key: randomBytes(32).toString('base64') }))
  const key = Buffer.from(value.key, 'base64')
  const wrap = (secret: Buffer, purpose: string): string => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
    const body = Buffer.concat([cipher.update(secret), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
  }
  const unwrap = (wrapped: string, purpose: string): Buffer => {
    const bytes = Buffer.from(wrapped, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
  }
  return {
    wrap,
    unwrap,
    generateKey: async (purpose, keyLength) => {
      const { publicKey, privateKey } = await makeKeys('rsa', { modulusLength: keyLength })
      return { publicKey, wrapped: wrap(privateKey.export({ format: 'der', type: 'pkcs8' }), purpose) }
    },
    sign: (wrapped, purpose, digests) => {
      const der = unwrap(wrapped, purpose)
      const userKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
      der.fill(0)
      return digests.map(({ digest, hashOid }) => signDigest(userKey, Buffer.from(digest, 'base64'), hashOid))
    },
  }
}
