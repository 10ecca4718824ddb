import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extendSignature, signatureLayouts, type PadesLevel, type SignatureAlgorithm } from '#signing'
import { samplePdf } from '#signing/testing'
import { enrol, evidence, hasTool, levels, now, run, sign, timestamp, type Signatory } from '../unit/signing/sign/signing-world.ts'

/** A file that we signed, and the level of each of its signatures, first to last. */
export interface SignedFile {
  name: string
  pdf: Uint8Array
  claims: PadesLevel[]
  password?: string
  /** Referees that do not know the algorithm. */
  unknownTo: readonly ('EU DSS' | 'pdfsig')[]
}

const font = readFileSync(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'))
const every = Object.keys(levels) as PadesLevel[]
const algorithms: Parameters<typeof enrol>[] = [
  ['RSA-2048', 'RSA-PKCS1', 'SHA-256'], ['RSA-3072', 'RSA-PKCS1', 'SHA-384'], ['RSA-2048', 'RSA-PKCS1', 'SHA-512'], ['RSA-2048', 'RSA-PSS', 'SHA-256'], ['RSA-3072', 'RSA-PSS', 'SHA-512'],
  ['P-256', 'ECDSA', 'SHA-256'], ['P-384', 'ECDSA', 'SHA-384'], ['P-521', 'ECDSA', 'SHA-512'], ['Ed25519', 'Ed25519', 'SHA-512'], ['ML-DSA-65', 'ML-DSA-65', 'SHA-512'],
]

/** EU DSS 6.3 and NSS, on which pdfsig stands. */
const unknown: Partial<Record<SignatureAlgorithm, SignedFile['unknownTo']>> = { 'Ed25519': ['pdfsig'], 'ML-DSA-65': ['pdfsig', 'EU DSS'] }

type Add = (name: string, pdf: Uint8Array, claims: PadesLevel[], unknownTo?: SignedFile['unknownTo']) => void

/** Everything that this library can sign: levels by algorithms, styles of files, series, certified, locked, visible, raised later. */
export async function signEverything(): Promise<SignedFile[]> {
  const files: SignedFile[] = []
  const add: Add = (name, pdf, claims, unknownTo = []) => files.push({ name, pdf, claims, unknownTo })
  const signatory = enrol('P-256', 'ECDSA')
  for (const one of algorithms) {
    const own = enrol(...one)
    for (const level of every) add([...one.slice(0, 3), level].join('_'), await sign(samplePdf(), own, { level: levels[level] }), [level], unknown[own.algorithm])
  }
  for (const style of ['table', 'stream', 'hybrid'] as const) {
    for (const version of ['1.4', '1.7', '2.0']) add(`style_${style}_${version}`, await sign(samplePdf({ style, version, pages: 3 }), signatory, { level: levels['B-LTA'] }), ['B-LTA'])
  }
  await addSeries(add, signatory)
  await addRestricted(add, signatory)
  await addVisible(add, signatory)
  await addRaised(add, signatory)
  if (hasTool('qpdf')) files.push(...await signEncrypted(signatory))
  return files
}

async function addSeries(add: Add, signatory: Signatory): Promise<void> {
  for (const style of ['table', 'stream'] as const) {
    let pdf: Uint8Array = samplePdf({ style })
    for (let count = 0; count < 4; count += 1) pdf = await sign(pdf, count % 2 === 0 ? signatory : enrol('RSA-2048', 'RSA-PKCS1'), { reason: `Ký lần ${count + 1}` })
    add(`series_${style}_B-B`, pdf, ['B-B', 'B-B', 'B-B', 'B-B'])
    const official = await sign(samplePdf({ style }), signatory, { level: levels['B-T'], field: 'Cán bộ' })
    const head = await sign(official, enrol('P-384', 'ECDSA', 'SHA-384'), { level: levels['B-T'], field: 'Lãnh đạo' })
    add(`series_${style}_B-T`, head, ['B-T', 'B-T'])
    add(`series_${style}_raised`, await extendSignature(head, { timestamp, evidence, archive: true }), ['B-LTA', 'B-LTA'])
  }
}

async function addRestricted(add: Add, signatory: Signatory): Promise<void> {
  for (const certify of [1, 2, 3] as const) {
    const certified = await sign(samplePdf(), signatory, { certify })
    add(`certified_${certify}`, certified, ['B-B'])
    add(`certified_${certify}_archived`, await extendSignature(certified, { timestamp, evidence, archive: true }), ['B-LTA'])
    if (certify > 1) add(`certified_${certify}_signed`, await sign(certified, signatory, { level: levels['B-T'] }), ['B-B', 'B-T'])
  }
  const field = '<</FT /Sig /T (Ky ten) /Type /Annot /Subtype /Widget /Rect [100 100 250 150] /F 132 /P 1000 0 R>>'
  const form = samplePdf({ catalog: '/AcroForm <</Fields [21 0 R]>>', annotations: '[21 0 R]', objects: { 21: field } })
  add('field_existing', await sign(form, signatory, { field: 'Ky ten', level: levels['B-LT'] }), ['B-LT'])
  const locked = await sign(form, signatory, { lock: { action: 'exclude', fields: ['Ky ten'], permissions: 2 } })
  add('field_after_lock', await sign(locked, signatory, { field: 'Ky ten', level: levels['B-T'] }), ['B-B', 'B-T'])
  add('commitment', await sign(samplePdf(), signatory, { commitmentType: '1.2.840.113549.1.9.16.6.5', location: 'Đà Nẵng', contactInfo: 'mot-cua@example.test' }), ['B-B'])
}

async function addVisible(add: Add, signatory: Signatory): Promise<void> {
  const stamp = { signingTime: now(), font }
  add('visible_box', await sign(samplePdf(), signatory, { appearance: signatureLayouts.box({ page: 0, rect: [300, 100, 500, 150] }, 'NGUYỄN VĂN AN', stamp), level: levels['B-LTA'] }), ['B-LTA'])
  add('visible_appendix', await sign(samplePdf({ style: 'stream' }), signatory, { appearance: signatureLayouts.appendix('Số: 12/QĐ-UBND', stamp) }), ['B-B'])
  const copied = await sign(samplePdf({ pages: 2 }), signatory, { appearance: signatureLayouts.copy('UBND phường Vĩnh Hải', 'SAO Y', stamp), level: levels['B-T'] })
  add('visible_twice', await sign(copied, signatory, { appearance: signatureLayouts.box({ page: 1, rect: [300, 100, 500, 150] }, 'LÊ THỊ BÌNH', stamp), level: levels['B-T'] }), ['B-T', 'B-T'])
}

async function addRaised(add: Add, signatory: Signatory): Promise<void> {
  const plain = await sign(samplePdf({ style: 'hybrid' }), signatory)
  add('raised_B-T', await extendSignature(plain, { timestamp }), ['B-T'])
  add('raised_B-LT', await extendSignature(plain, { timestamp, evidence }), ['B-LT'])
  const archived = await extendSignature(plain, { timestamp, evidence, archive: true })
  add('raised_B-LTA', archived, ['B-LTA'])
  const renewed = await extendSignature(archived, { timestamp, evidence, archive: true })
  add('renewed', renewed, ['B-LTA'])
  add('renewed_twice', await extendSignature(renewed, { timestamp, evidence, archive: true }), ['B-LTA'])
}

async function signEncrypted(signatory: Signatory): Promise<SignedFile[]> {
  const password = 'user'
  return Promise.all(['128', '256'].map(async (bits) => {
    const encrypted = run({ 'plain.pdf': samplePdf() }, 'qpdf', ['--encrypt', password, 'owner', bits, ...(bits === '128' ? ['--use-aes=y'] : []), '--', 'plain.pdf', '-']).stdout
    const pdf = await sign(encrypted, signatory, { password, reason: 'Tôi đồng ý', level: { ...levels['B-LTA'], password } })
    return { name: `encrypted_${bits}`, pdf, claims: ['B-LTA'], password, unknownTo: [] }
  }))
}
