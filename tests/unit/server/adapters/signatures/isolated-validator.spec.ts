import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRevocationSource, validateSignatures, type NetworkPort, type ValidationReport } from '#signing'
import { createPki, generateKey, samplePdf, signWith } from '#signing/testing'
import type { Credential } from '#signing/providers'
import { createTimestampSource } from '../../../../../signing/index.ts'
import { createIsolatedValidator, createPdfSigner, type IsolatedValidatorOptions } from '../../../../../server/adapters/signatures/index.ts'
import { startScript } from '../../../../support/child-script.ts'
import { repositoryRoot } from '../../../../support/source-imports.ts'

const time = new Date()
const now = (): Date => time
const pki = createPki({ now, baseUrl: 'http://pki.test/pki' })
const workerFile = join(repositoryRoot, 'server/adapters/signatures/validation-worker.ts')
const asked: string[] = []
const network: NetworkPort = { send: async ({ url, body }) => {
  asked.push(url)
  return pki.handle({ path: new URL(url).pathname.slice('/pki'.length), body: body ?? null })
} }
const nobody: NetworkPort = { send: () => Promise.reject(new Error('no way out')) }

const place = mkdtempSync(join(tmpdir(), 'validator-'))
const open = new Set<{ close(): Promise<void> }>()
afterAll(async () => {
  await Promise.all([...open].map(one => one.close()))
  rmSync(place, { recursive: true })
})

function createValidator(options: Partial<IsolatedValidatorOptions> = {}) {
  const validator = createIsolatedValidator({ anchors: pki.anchors, network, now, workerFile, ...options })
  open.add(validator)
  return validator
}

/** A B-T signature: what is known of its certificates has to be asked for. */
async function signForm({ chain = pki.public.issuing.chain, line = 'public' }: { chain?: Uint8Array[], line?: 'public' | 'government' } = {}): Promise<Uint8Array> {
  const key = generateKey('P-256')
  const certificate = pki.public.issuing.issue({ subject: [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN'], ['UID', 'CCCD:001000000001']], publicKey: key.publicKey, profile: 'person' })
  const credential = { algorithms: [{ algorithm: 'ECDSA', hash: 'SHA-256' }], certificates: [certificate, ...chain] } as Pick<Credential, 'algorithms' | 'certificates'> as Credential
  const signer = createPdfSigner({ timestamp: createTimestampSource({ url: `http://pki.test/pki/${line}/tsa`, network }), revocation: createRevocationSource({ network: nobody, now }), issuers: [pki.public.anchor.certificate] })
  const { pdf, prepared } = await signer.prepare(samplePdf(), { credential, signingTime: time, reason: 'thử' })
  return signer.complete(pdf, prepared, signWith(key, Buffer.from(prepared.signedAttributes, 'base64'), { algorithm: 'ECDSA', hash: 'SHA-256' }))
}

/** No two OCSP responses are alike, even about the same: each is signed anew. */
const withoutEvidence = (report: ValidationReport) => ({ ...report, signatures: report.signatures.map(one => ({ ...one, revocation: { ...one.revocation, fingerprint: null } })) })

/** A process that does its own thing with the bytes that it gets. */
function misbehave(deed: string): string {
  const file = join(place, `${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(file, `process.on('disconnect', () => process.exit())\nprocess.on('message', ({ validate }) => { if (validate?.[0] === 0) { ${deed} } else if (validate) process.send({ report: { integrity: 'none' } }) })\n`)
  return file
}
const bomb = new Uint8Array([0])
const harmless = new Uint8Array([1])

describe('a validator in a process of its own', () => {
  it('says the same as one in the house, and asks for evidence through it', async () => {
    const pdf = await signForm()
    asked.length = 0
    const report = await createValidator().validate(pdf)
    expect(report.signatures).toMatchObject([{ level: 'B-T', indication: 'TOTAL-PASSED' }])
    expect(asked.some(url => url.includes('ocsp'))).toBe(true)
    expect(withoutEvidence(report)).toEqual(withoutEvidence(await validateSignatures(pdf, { anchors: pki.anchors, revocation: createRevocationSource({ network, now }), time })))
  })

  it.each([
    ['what they are used for', { uses: ['timestamp'] as const }, { indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', timestamps: [{ indication: 'TOTAL-PASSED' }] }],
    ['since when they are not trusted any more', { trustedUntil: new Date(time.getTime() - 1000) }, { indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', timestamps: [{ indication: 'INDETERMINATE' }] }],
    ['until when they are', { trustedUntil: new Date(time.getTime() + 1000) }, { indication: 'TOTAL-PASSED', anchorLabel: 'Nhà cung cấp (VN)', timestamps: [{ indication: 'TOTAL-PASSED' }] }],
  ])('trusts anchors as the house does: %s', async (_, conditions, verdict) => {
    const anchors = [{ ...pki.public.anchor, label: 'Nhà cung cấp (VN)', ...conditions }]
    const pdf = await signForm()
    const report = await createValidator({ anchors }).validate(pdf)
    expect(report.signatures).toMatchObject([verdict])
    expect(withoutEvidence(report)).toEqual(withoutEvidence(await validateSignatures(pdf, { anchors, revocation: createRevocationSource({ network, now }), time })))
  })

  it('asks through the house for issuers that the file lacks', async () => {
    // The time-stamp is of the other line: it would bring the issuer along.
    const pdf = await signForm({ chain: [], line: 'government' })
    asked.length = 0
    const report = await createValidator().validate(pdf)
    expect(report.signatures).toMatchObject([{ indication: 'TOTAL-PASSED', path: [{}, {}, {}] }])
    expect(asked.filter(url => url.endsWith('certificate'))).toEqual(['http://pki.test/pki/public/issuing/certificate'])
    expect((await createValidator({ network: nobody }).validate(pdf)).signatures).toMatchObject([{ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }])
  })

  it('never calls a signature valid whose evidence it could not ask for', async () => {
    const { signatures } = await createValidator({ network: nobody }).validate(await signForm())
    expect(signatures).toMatchObject([{ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' }])
  })

  it.each([
    ['that never ends', 'for (;;) {}', 'the file takes too long to judge'],
    ['that eats all memory', 'const all = []; for (;;) all.push(new Array(10_000).fill({}))', 'the file needs too much memory to judge'],
    ['that breaks the process', 'throw new TypeError(\'what\')', 'the file was not judged to the end'],
    ['that ends the process', 'process.exit(0)', 'the file was not judged to the end'],
  ])('reports a file %s as unreadable, serves others meanwhile and afterwards', async (_, deed, reason) => {
    const validator = createValidator({ workerFile: misbehave(deed), seconds: 3, megabytes: 40 })
    const judging = validator.validate(bomb)
    expect(await validator.validate(harmless)).toMatchObject({ integrity: 'none' })
    expect(await judging).toMatchObject({ integrity: 'unreadable', unreadableReason: reason, signatures: [], documentDigest: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' })
    expect(await validator.validate(harmless)).toMatchObject({ integrity: 'none' })
  })

  it('leaves nobody behind that never comes to an end when the house is killed', async () => {
    const endless = join(place, 'endless.mjs')
    writeFileSync(endless, `import ${JSON.stringify(workerFile)}\nsetTimeout(() => { for (;;); }, 500)\n`)
    const house = startScript(`import { fork } from 'node:child_process'\nconsole.log('worker ' + fork(${JSON.stringify(endless)}).pid)\nsetInterval(() => {}, 1000)`)
    const worker = Number((await house.until('worker')).split(' ').at(-1))
    await new Promise(resolve => setTimeout(resolve, 1500))
    await house.kill()
    const isThere = (): boolean => {
      try {
        return process.kill(worker, 0)
      }
      catch {
        return false
      }
    }
    for (const end = Date.now() + 10_000; isThere() && Date.now() < end;) await new Promise(resolve => setTimeout(resolve, 100))
    expect(isThere()).toBe(false)
  })

  it('gives up what it judges when it is closed', async () => {
    const validator = createValidator({ workerFile: misbehave('for (;;) {}') })
    const judging = validator.validate(bomb)
    await new Promise(resolve => setTimeout(resolve, 200))
    await validator.close()
    expect(await judging).toMatchObject({ integrity: 'unreadable' })
  })
})
