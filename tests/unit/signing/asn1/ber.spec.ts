import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const fromHex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('DER from BER', () => {
  it.each([
    ['an indefinite length', '30 80 02 01 05 00 00', '30 03 02 01 05'],
    ['indefinite lengths inside one another', 'a0 80 30 80 02 01 05 00 00 00 00', 'a0 05 30 03 02 01 05'],
    ['an octet string in pieces', '24 80 04 02 01 02 04 01 03 00 00', '04 03 01 02 03'],
    ['an octet string in pieces of pieces', '24 80 24 80 04 01 01 00 00 04 01 02 00 00', '04 02 01 02'],
    ['a length that is too long', '30 83 00 00 03 02 01 05', '30 03 02 01 05'],
    ['a primitive whose length is too long', '30 05 02 82 00 01 05', '30 03 02 01 05'],
  ])('resolves %s', (_, ber, expected) => {
    expect(hex(der.derFromBer(fromHex(ber)).der)).toBe(expected.replaceAll(' ', ''))
  })

  it('leaves DER as it is, and says where it ends', () => {
    const value = der.sequence(der.integer(5), der.setOf(der.utf8String('Huế'), der.octetString(new Uint8Array(300))))
    const { der: same, end } = der.derFromBer(Buffer.concat([value, new Uint8Array(10)]))
    expect(hex(same)).toBe(hex(value))
    expect(end).toBe(value.length)
  })

  it.each([
    ['nothing', ''],
    ['an end that does not come', '30 80 02 01 05'],
    ['a primitive of indefinite length', '02 80 05 00 00'],
    ['a value beyond its container', '30 03 02 05 01'],
    ['a piece of an octet string that is none', '24 80 02 01 01 00 00'],
    ['too many levels', '30 80 '.repeat(2000)],
    ['a length of eight octets', '30 88 00 00 00 00 00 00 00 01 05'],
  ])('refuses %s', (_, ber) => {
    expect(() => der.derFromBer(fromHex(ber))).toThrow(expect.objectContaining({ code: 'der-malformed' }) as Error)
  })

  it('ends in DER or in a refusal, whatever the octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        const { der: value, end } = der.derFromBer(bytes)
        expect(end).toBeLessThanOrEqual(bytes.length)
        expect(hex(der.derFromBer(value).der)).toBe(hex(value))
      }
      catch (error) {
        expect(error).toMatchObject({ code: 'der-malformed' })
      }
    }))
  })
})
