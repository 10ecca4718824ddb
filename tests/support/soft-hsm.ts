import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPkcs11, type Pkcs11Settings } from '../../sandbox/signature-service/pkcs11-token.ts'

const libraries = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so', '/usr/lib64/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so']

export interface SoftHsm { settings: Pkcs11Settings, /** Where the token lies on disk. */ folder: string, remove: () => void }

/** What is missing for a PKCS#11 token in software, in one line; null when all is there. */
export async function whyNoSoftHsm(): Promise<string | null> {
  if (!libraries.some(path => existsSync(path)) || spawnSync('softhsm2-util', ['--version']).status !== 0) return 'SoftHSM2 is not installed (Debian: softhsm2)'
  return await hasPkcs11() ? null : 'the optional package pkcs11js was not built'
}

/** A fresh token in a folder of its own. One a process: the library reads its configuration once. */
export function createSoftHsm(): SoftHsm {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-hsm-'))
  mkdirSync(join(folder, 'tokens'))
  process.env.SOFTHSM2_CONF = join(folder, 'softhsm2.conf')
  writeFileSync(process.env.SOFTHSM2_CONF, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  const settings = { library: libraries.find(path => existsSync(path)) ?? '', tokenLabel: 'motlan', pin: '271828' }
  const made = spawnSync('softhsm2-util', ['--init-token', '--free', '--label', settings.tokenLabel, '--so-pin', '314159', '--pin', settings.pin], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`softhsm2-util: ${made.stderr}`)
  return { settings, folder: join(folder, 'tokens'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
