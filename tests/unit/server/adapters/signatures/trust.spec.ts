import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRoot, generateKey } from '#signing/testing'
import { readTrust, TrustSettingsError } from '../../../../../server/adapters/signatures/index.ts'
import { listedService, listSigner, pemOf, signList, unsignedList } from '../../../../support/trusted-lists.ts'

const now = new Date('2026-06-01T00:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'motlan-trust-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, content: Uint8Array | string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const root = (name: string): Uint8Array => createRoot({ key: generateKey('P-256'), subject: [['CN', name]], now })
const [authority, stamps, former] = [root('Authority'), root('Time-stamps'), root('Former authority')]

const services = listedService({ certificate: authority }) + listedService({ certificate: stamps, type: 'TSA/QTST' })
  + listedService({ certificate: former, status: 'withdrawn', since: '2026-02-01T00:00:00Z', history: [{ status: 'granted', since: '2020-01-01T00:00:00Z' }] })
const sound = signList(unsignedList(services))
const trustedListFile = write('list.xml', sound)
const signersFile = write('operator.pem', pemOf(listSigner))
const label = 'Nhà cung cấp (VN)'

describe('the trust file', () => {
  it('takes certificates with what they are trusted for', () => {
    const trustedUntil = new Date('2026-05-01T00:00:00Z')
    expect(readTrust([{ label: 'all', pem: pemOf(authority) }, { label: 'some', pem: pemOf(stamps) + pemOf(former), uses: ['timestamp'], trustedUntil }], now)).toEqual({
      lists: [],
      anchors: [{ label: 'all', certificate: authority }, ...[stamps, former].map(certificate => ({ label: 'some', certificate, uses: ['timestamp'], trustedUntil }))],
    })
  })

  it('takes trusted lists, each service for what it is listed for and until it was withdrawn', () => {
    expect(readTrust([{ label: 'own', pem: pemOf(stamps) }, { trustedListFile, signersFile }], now)).toEqual({
      anchors: [
        { label: 'own', certificate: stamps },
        { label, certificate: authority, uses: ['signature', 'timestamp'] },
        { label, certificate: stamps, uses: ['timestamp'] },
        { label, certificate: former, uses: ['signature', 'timestamp'], trustedUntil: new Date('2026-02-01T00:00:00Z') },
      ],
      lists: [{ file: trustedListFile, sequenceNumber: 7, nextUpdate: new Date('2026-09-01T00:00:00Z'), anchors: 3, unreadable: 0 }],
    })
  })

  it('counts the certificates of a list that cannot be read', () => {
    const file = write('half.xml', signList(unsignedList(listedService({ certificate: authority }) + listedService({ certificate: Uint8Array.of(1, 2, 3) }))))
    expect(readTrust([{ trustedListFile: file, signersFile }], now)).toMatchObject({ anchors: [{ certificate: authority }], lists: [{ anchors: 1, unreadable: 1 }] })
  })

  const strangerFile = write('stranger.pem', pemOf(root('Scheme operator')))
  it.each([
    ['was changed', write('changed.xml', Buffer.from(sound).toString('utf8').replace('/granted<', '/accredited<')), signersFile, now, 'has been changed'],
    ['lost its signature', write('bare.xml', unsignedList(services)), signersFile, now, 'there is no signature'],
    ['was signed by somebody else', trustedListFile, strangerFile, now, 'the signer is none of those that are trusted'],
    ['is overdue', trustedListFile, signersFile, new Date('2026-09-01T00:00:01Z'), 'due to be renewed on 2026-09-01'],
    ['is not there', join(folder, 'absent.xml'), signersFile, now, 'ENOENT'],
  ])('is refused as a whole when a list %s', (_, file, signers, time, reason) => {
    const read = () => readTrust([{ label: 'own', pem: pemOf(stamps) }, { trustedListFile: file, signersFile: signers }], time)
    expect(read).toThrow(TrustSettingsError)
    expect(read).toThrow(expect.objectContaining({ message: `Trust file: the trusted list ${file} cannot be relied on`, cause: expect.objectContaining({ message: expect.stringContaining(reason) as string }) as Error }) as Error)
  })

  it('is refused when a list names nobody to trust', () => {
    const file = write('nobody.xml', signList(unsignedList(listedService({ certificate: authority, status: 'withdrawn' }))))
    expect(() => readTrust([{ trustedListFile: file, signersFile }], now)).toThrow(`Trust file: the trusted list ${file} names no service to trust`)
  })

  it.each([['are none', write('none.pem', 'nobody')], ['are not there', join(folder, 'absent.pem')]])('is refused when the signers of a list %s', (_, file) => {
    expect(() => readTrust([{ trustedListFile, signersFile: file }], now)).toThrow(`Trust file: cannot read the signers of a trusted list from ${file}`)
  })

  it('is refused when one certificate of an entry is none', () => {
    expect(() => readTrust([{ label: 'half', pem: `${pemOf(authority)}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n` }], now)).toThrow('Trust file: the anchor half is no certificate')
  })
})
