/** Signs a file where it lies: `node sign-file.ts PATH ROUNDS`. It is signed once more in each round. Prints one line of JSON. */
import { completeSignatureInFile, prepareSignatureInFile } from '#signing'
import { createPki, generateKey, signWith } from '#signing/testing'
import { inTurns } from '../large-file/in-turns.ts'

const [path = '', rounds = '3'] = process.argv.slice(2)
const signingTime = new Date('2026-06-01T08:00:00Z')
const { issuing } = createPki({ now: () => signingTime }).public
const key = generateKey('P-256')
const certificates = [issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN']], publicKey: key.publicKey, profile: 'person' }), ...issuing.chain]
const times = await inTurns(path, Number(rounds), async () => {
  const prepared = prepareSignatureInFile(path, { certificates, algorithm: 'ECDSA', hash: 'SHA-256', signingTime })
  await completeSignatureInFile(path, prepared, signWith(key, Buffer.from(prepared.signedAttributes, 'base64'), { hash: 'SHA-256' }))
})
console.log(JSON.stringify(times))
