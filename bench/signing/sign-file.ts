/**
 * Signs a file where it lies, in a process of its own so that its memory can be told apart:
 * `node sign-file.ts PATH ROUNDS`. The file is cut back to its length after each round. Prints one line of JSON.
 */
import { statSync, truncateSync } from 'node:fs'
import { completeSignatureInFile, prepareSignatureInFile } from '#signing'
import { createPki, generateKey, signWith } from '#signing/testing'
import { highestMemory } from '../resident.ts'

const [path = '', rounds = '3'] = process.argv.slice(2)
const signingTime = new Date('2026-06-01T08:00:00Z')
const { issuing } = createPki({ now: () => signingTime }).public
const key = generateKey('P-256')
const certificates = [issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN']], publicKey: key.publicKey, profile: 'person' }), ...issuing.chain]
const { size } = statSync(path)
const seconds: number[] = []
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now()
  const prepared = prepareSignatureInFile(path, { certificates, algorithm: 'ECDSA', hash: 'SHA-256', signingTime })
  await completeSignatureInFile(path, prepared, signWith(key, Buffer.from(prepared.signedAttributes, 'base64'), { hash: 'SHA-256' }))
  seconds.push((performance.now() - start) / 1000)
  if (round + 1 < Number(rounds)) truncateSync(path, size)
}
seconds.sort((a, b) => a - b)
console.log(JSON.stringify({ seconds: seconds[Math.floor(seconds.length / 2)], megabytes: highestMemory() }))
