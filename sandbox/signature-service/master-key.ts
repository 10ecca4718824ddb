import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { StateFile } from '../state-file.ts'

/** Wraps what must not lie open on disk: user keys and one-time-code secrets (AES-256-GCM, bound to what they are for). */
export interface MasterKey {
  wrap(secret: Buffer, purpose: string): string
  /** @throws when the text was changed or is for another purpose */
  unwrap(wrapped: string, purpose: string): Buffer
}

/** The key file is made at set-up. Losing it loses every user key; that is the point. */
export function openMasterKey(dataDir: string): MasterKey {
  const { value } = new StateFile(join(dataDir, 'master-key.json'), () => ({ key: randomBytes(32).toString('base64') }))
  const key = Buffer.from(value.key, 'base64')
  return {
    wrap: (secret, purpose) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(secret), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },
    unwrap: (wrapped, purpose) => {
      const bytes = Buffer.from(wrapped, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    },
  }
}
