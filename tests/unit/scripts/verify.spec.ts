import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { samplePdf } from '#signing/testing'
import { World } from '../../corpus/kit/world.ts'
import { repositoryRoot } from '../../support/source-imports.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-verify-'))
const world = new World()
const at = (name: string) => join(folder, name)
const verify = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/verify.ts', ...args], { cwd: repositoryRoot, encoding: 'utf8' })
  return { status, stderr, stdout, lines: stdout.trimEnd().split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as unknown) }
}

beforeAll(async () => {
  writeFileSync(at('lta.pdf'), await world.sign(samplePdf(), world.person(), { level: 'B-LTA' }))
  writeFileSync(at('basic.pdf'), await world.sign(samplePdf(), world.person()))
  writeFileSync(at('plain.pdf'), samplePdf())
  writeFileSync(at('nonsense.pdf'), 'this is no PDF')
  mkdirSync(at('trust'))
  mkdirSync(at('half-trust'))
  const [first, second] = world.anchors
  writeFileSync(at('trust/public.pem'), `-----BEGIN CERTIFICATE-----\n${Buffer.from(first!.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`)
  writeFileSync(at('trust/government.crt'), second!.certificate)
  writeFileSync(at('trust/README.txt'), 'no certificate')
  writeFileSync(at('half-trust/broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run verify', () => {
  it('prints one line of JSON a file, in the order given', () => {
    const { status, lines } = verify('--trust', at('trust'), '--at', world.now.toISOString(), '--json', at('lta.pdf'), at('plain.pdf'), at('nonsense.pdf'))
    expect(status).toBe(0)
    expect(lines).toEqual([
      {
        file: at('lta.pdf'), integrity: 'sound', findings: [],
        signatures: [
          { field: 'Signature1', kind: 'signature', intact: true, byteRangeSound: true, changes: 'permitted', level: 'B-LTA', indication: 'TOTAL-PASSED', subIndication: null, signedBy: 'NGUYỄN VĂN AN', time: world.now.toISOString() },
          { field: 'Signature2', kind: 'timestamp', intact: true, byteRangeSound: true, changes: 'none', level: null, indication: 'TOTAL-PASSED', subIndication: null, signedBy: 'Sandbox Public TSA', time: world.now.toISOString() },
        ],
      },
      { file: at('plain.pdf'), integrity: 'none', findings: [], signatures: [] },
      { file: at('nonsense.pdf'), integrity: 'unreadable', findings: [], signatures: [] },
    ])
  })

  it('trusts nothing without --trust', () => {
    expect(verify('--json', at('lta.pdf')).lines).toMatchObject([{ integrity: 'sound', signatures: [{ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }, {}] }])
  })

  it('asks nobody: a basic signature stays undecided', () => {
    expect(verify('--trust', at('trust'), '--at', world.now.toISOString(), '--json', at('basic.pdf')).lines).toMatchObject([{ integrity: 'sound', signatures: [{ level: 'B-B', subIndication: 'TRY_LATER', time: world.now.toISOString() }] }])
  })

  it('says in words what it found', () => {
    expect(verify('--trust', at('trust'), '--at', world.now.toISOString(), at('lta.pdf')).stdout).toContain('✓ Signature1  B-LTA  TOTAL-PASSED  NGUYỄN VĂN AN')
  })

  it('prints one report as XML to ETSI TS 119 102-2, of an unreadable file too', () => {
    const judged = verify('--trust', at('trust'), '--at', world.now.toISOString(), '--etsi', at('lta.pdf'))
    expect(judged).toMatchObject({ status: 0, stderr: '' })
    expect(judged.stdout).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<ValidationReport [^]*urn:etsi:019102:mainindication:total-passed[^]*<\/ValidationReport>\n$/)
    expect(verify('--etsi', at('nonsense.pdf'))).toMatchObject({ status: 0, stdout: expect.stringContaining('urn:etsi:019102:mainindication:indeterminate') as string })
  })

  it('prints no XML for a file that is not there', () => {
    expect(verify('--etsi', at('absent.pdf'))).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('ENOENT') as string })
  })

  it('ends with 1 when a file cannot be read, and judges the others', () => {
    const { status, lines, stderr } = verify('--json', at('absent.pdf'), at('plain.pdf'))
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('ENOENT') as string })
    expect(lines).toMatchObject([{ integrity: 'unreadable' }, { integrity: 'none' }])
  })

  it('reads a pipe to its end', () => {
    const { status, stdout } = spawnSync('sh', ['-c', `cat '${at('lta.pdf')}' | '${process.execPath}' scripts/verify.ts --json /dev/stdin`], { cwd: repositoryRoot, encoding: 'utf8' })
    expect({ status, report: JSON.parse(stdout) as unknown }).toMatchObject({ status: 0, report: { file: '/dev/stdin', integrity: 'sound', signatures: [{}, {}] } })
  })

  it('ends with 1 for a folder', () => {
    expect(verify('--json', folder)).toMatchObject({ status: 1, stderr: expect.stringContaining('EISDIR') as string, lines: [{ integrity: 'unreadable' }] })
  })

  it.each([
    ['without a file', []],
    ['with an option that there is not', ['--nonsense', 'x.pdf']],
    ['with XML of several files', ['--etsi', 'x.pdf', 'y.pdf']],
    ['with XML and JSON at once', ['--etsi', '--json', 'x.pdf']],
    ['with a time that is none', ['--at', 'yesterday', 'x.pdf']],
    ['with a folder of anchors that is not there', ['--trust', 'nowhere', 'x.pdf']],
    ['with anchors that are none', ['--trust', at('half-trust'), 'x.pdf']],
  ])('ends with 2 %s', (_, args) => {
    const { status, stderr, stdout } = verify(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('npm run verify')
  })
})
