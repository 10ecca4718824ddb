import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRoot, generateKey, samplePdf } from '#signing/testing'
import { World } from '../../corpus/kit/world.ts'
import { repositoryRoot } from '../../support/source-imports.ts'
import { listedService, listSigner, pemOf, signList, unsignedList } from '../../support/trusted-lists.ts'

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
  writeFileSync(at('trust/public.pem'), pemOf(first!.certificate))
  writeFileSync(at('trust/government.crt'), second!.certificate)
  writeFileSync(at('trust/README.txt'), 'no certificate')
  writeFileSync(at('half-trust/broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  const { certificate } = first!
  const sound = signList(unsignedList(listedService({ certificate })))
  writeFileSync(at('list.xml'), sound)
  writeFileSync(at('changed.xml'), Buffer.from(sound).toString('utf8').replace('Nhà cung cấp', 'Nhà cung câp'))
  writeFileSync(at('stamps-only.xml'), signList(unsignedList(listedService({ certificate, type: 'TSA/QTST' }))))
  writeFileSync(at('withdrawn.xml'), signList(unsignedList(listedService({ certificate, status: 'withdrawn', since: '2026-03-01T00:00:00Z', history: [{ status: 'granted', since: '2025-01-01T00:00:00Z' }] }))))
  writeFileSync(at('half.xml'), signList(unsignedList(listedService({ certificate }) + listedService({ certificate: Uint8Array.of(1, 2, 3) }))))
  writeFileSync(at('never.xml'), signList(unsignedList(listedService({ certificate, status: 'withdrawn' }))))
  writeFileSync(at('operator.pem'), pemOf(listSigner))
  writeFileSync(at('stranger.pem'), pemOf(createRoot({ key: generateKey('P-256'), subject: [['CN', 'Scheme operator']], now: world.now })))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run verify', () => {
  it('speaks plainly in either language', () => {
    const said = (...args: string[]) => verify('--trust', at('trust'), '--at', world.now.toISOString(), ...args).stdout
    expect(said('--plain', 'vi', at('lta.pdf'))).toMatch(/: Mọi chữ ký trên tệp đều hợp lệ.*\n {2}✓ Chữ ký của NGUYỄN VĂN AN\n/u)
    expect(said('--plain', 'en', at('nonsense.pdf'))).toBe(`${at('nonsense.pdf')}: This file cannot be read, so its signatures cannot be checked.\n`)
    expect(verify('--plain', 'en', at('basic.pdf')).stdout).toMatch(/\n {2}\? Signature of NGUYỄN VĂN AN\n[\s\S]*Does the certificate lead to a trusted issuer\? Not known\./u)
  })

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

  describe('with a trusted list', () => {
    const verifyBy = (list: string, ...more: string[]) => verify('--trusted-list', at(list), '--list-signer', at('operator.pem'), '--at', world.now.toISOString(), '--json', at('lta.pdf'), ...more)

    it('trusts the services of the list', () => {
      expect(verifyBy('list.xml').lines).toMatchObject([{ signatures: [{ indication: 'TOTAL-PASSED' }, { indication: 'TOTAL-PASSED' }] }])
    })

    it('trusts a service for what it is listed for', () => {
      expect(verifyBy('stamps-only.xml').lines).toMatchObject([{ signatures: [{ kind: 'signature', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }, { kind: 'timestamp', indication: 'TOTAL-PASSED' }] }])
    })

    it('trusts one that was withdrawn for nothing that is younger', () => {
      expect(verifyBy('withdrawn.xml').lines).toMatchObject([{ signatures: [{ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }, { subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }] }])
    })

    it('adds to what a folder holds, and takes several lists', () => {
      expect(verifyBy('stamps-only.xml', '--trust', at('trust')).lines).toMatchObject([{ signatures: [{ indication: 'TOTAL-PASSED' }, {}] }])
      expect(verifyBy('stamps-only.xml', '--trusted-list', at('list.xml')).lines).toMatchObject([{ signatures: [{ indication: 'TOTAL-PASSED' }, {}] }])
    })

    it('says whose certificate it cannot read, and trusts the others', () => {
      const { lines, stderr } = verifyBy('half.xml')
      expect(lines).toMatchObject([{ signatures: [{ indication: 'TOTAL-PASSED' }, {}] }])
      expect(stderr).toContain('a certificate of Nhà cung cấp (CA) cannot be read and is not trusted')
    })

    it('wants it not to be overdue at the time that is asked about', () => {
      const [list, signer, time] = [['--trusted-list', at('list.xml')], ['--list-signer', at('operator.pem')], ['--at', '2026-09-02T00:00:00Z']]
      expect(verify(...list, ...signer, ...time, at('lta.pdf'))).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('due to be renewed on 2026-09-01') as string })
    })

    it.each([
      ['that was changed', 'changed.xml', 'operator.pem', 'what was signed has been changed'],
      ['that somebody else signed', 'list.xml', 'stranger.pem', 'the signer is none of those that are trusted'],
      ['that names nobody to trust', 'never.xml', 'operator.pem', 'no service to trust'],
      ['that is no list', 'plain.pdf', 'operator.pem', 'trusted-list-invalid'],
      ['that is not there', 'absent.xml', 'operator.pem', 'ENOENT'],
    ])('validates nothing by a list %s', (_, list, signer, reason) => {
      const { status, stdout, stderr } = verify('--trust', at('trust'), '--trusted-list', at(list), '--list-signer', at(signer), '--at', world.now.toISOString(), at('lta.pdf'))
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain(`--trusted-list ${at(list)}`)
      expect(stderr).toContain(reason)
    })
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
    ['with a language that it does not speak', ['--plain', 'fr', 'x.pdf']],
    ['with plain words and JSON at once', ['--plain', 'vi', '--json', 'x.pdf']],
    ['with XML and JSON at once', ['--etsi', '--json', 'x.pdf']],
    ['with a time that is none', ['--at', 'yesterday', 'x.pdf']],
    ['with a folder of anchors that is not there', ['--trust', 'nowhere', 'x.pdf']],
    ['with anchors that are none', ['--trust', at('half-trust'), 'x.pdf']],
    ['with a list and nobody who must have signed it', ['--trusted-list', at('list.xml'), 'x.pdf']],
    ['with a signer and no list', ['--list-signer', at('operator.pem'), 'x.pdf']],
    ['with a signer that is no certificate', ['--trusted-list', at('list.xml'), '--list-signer', at('half-trust/broken.pem'), 'x.pdf']],
  ])('ends with 2 %s', (_, args) => {
    const { status, stderr, stdout } = verify(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('npm run verify')
  })
})
