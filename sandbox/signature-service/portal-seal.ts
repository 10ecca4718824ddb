import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { StateFile } from '../state-file.ts'
import { toPem, type PublicKeyInfrastructure } from './public-key-infrastructure.ts'

/** PKCS#8 PEM, and the certificate with its issuer as PEM. */
export interface PortalSeal { key: string, certificates: string }

/** The key with which the portal seals receipts lies with the portal; here it is made and certified, as at set-up of a real one. */
export function openPortalSeal({ dataDir, infrastructure, now }: { dataDir: string, infrastructure: PublicKeyInfrastructure, now: () => Date }): PortalSeal {
  const stored = new StateFile(join(dataDir, 'portal-seal.json'), () => ({
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    chain: [] as string[],
  }))
  if (!infrastructure.isOurs(stored.value.chain)) {
    const start = now().getTime()
    stored.value.chain = infrastructure.issue({
      line: 'government',
      profile: 'organisation',
      subject: [['C', 'VN'], ['O', 'Cổng dịch vụ công MotLan (thử nghiệm)'], ['CN', 'Cổng dịch vụ công MotLan'], ['UID', 'MNS:9000001']],
      publicKey: createPublicKey(stored.value.key),
      notBefore: new Date(start - 60 * 60 * 1000),
      notAfter: new Date(start + 3 * 365 * 24 * 60 * 60 * 1000),
    })
    stored.save()
  }
  return { key: stored.value.key, certificates: stored.value.chain.map(toPem).join('') }
}
