import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { SigningError } from '../../../../signing/errors.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex')

describe('reading DER', () => {
  it.each([
    ['a value that is cut off', '04 05 01 02'],
    ['a length that is cut off', '04 82 01'],
    ['an indefinite length', '30 80 00 00'],
    ['a length not in its shortest form', '04 81 05 01 02 03 04 05'],
    ['a length with a leading zero', '04 82 00 80'],
    ['a length of five octets', '04 85 01 00 00 00 00'],
    ['a tag number above 30', '1f 1f 00'],
    ['bytes behind the value', '05 00 00'],
    ['nothing', ''],
  ])('refuses %s', (_, hex) => {
    expect(() => der.parseDer(bytes(hex))).toThrowError(SigningError)
  })

  it('refuses a member that runs beyond its sequence', () => {
    expect(() => der.parseDer(bytes('30 03 04 05 01 00 00 00').subarray(0, 5)).children()).toThrowError(/beyond/)
  })

  it.each([
    ['BOOLEAN other than 00 and FF', () => der.readBoolean(der.parseDer(bytes('01 01 01')))],
    ['INTEGER with a padding octet', () => der.readInteger(der.parseDer(bytes('02 02 00 01')))],
    ['empty INTEGER', () => der.readInteger(der.parseDer(bytes('02 00')))],
    ['OBJECT IDENTIFIER with a padded arc', () => der.readOid(der.parseDer(bytes('06 03 2a 80 01')))],
    ['OBJECT IDENTIFIER cut off inside an arc', () => der.readOid(der.parseDer(bytes('06 02 2a 86')))],
    ['BIT STRING whose padding is not zero', () => der.readBitString(der.parseDer(bytes('03 02 04 ff')))],
    ['a date that does not exist', () => der.readTime(der.parseDer(der.encode(der.tags.generalizedTime, Buffer.from('20260230000000Z'))))],
    ['UTF8String that is not UTF-8', () => der.readText(der.parseDer(bytes('0c 02 c3 28')))],
    ['BMPString with a lone surrogate', () => der.readText(der.parseDer(bytes('1e 02 d8 00')))],
  ])('refuses %s', (_, read) => {
    expect(read).toThrowError(SigningError)
  })

  it('never fails otherwise than with its own error, on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
      try {
        walk(der.parseDerPrefix(input))
      }
      catch (error) {
        expect(error).toBeInstanceOf(SigningError)
      }
    }), { numRuns: 3000 })
  })

  it('does not care how deep an attacker nests', () => {
    let nested: Uint8Array = der.nullValue()
    for (let depth = 0; depth < 5000; depth += 1) nested = der.sequence(nested)
    expect(der.parseDer(nested).children()).toHaveLength(1)
  })
})

describe('writing and reading', () => {
  it('gives every integer back', () => {
    fc.assert(fc.property(fc.bigInt(-(2n ** 200n), 2n ** 200n), number => der.readInteger(der.parseDer(der.integer(number))) === number))
  })

  it('gives every object identifier back', () => {
    const arcs = fc.tuple(fc.constantFrom('0', '1', '2'), fc.integer({ min: 0, max: 39 }), fc.array(fc.bigInt(0n, 2n ** 60n), { maxLength: 5 }))
    fc.assert(fc.property(arcs, ([root, second, rest]) => {
      const dotted = [root, second, ...rest].join('.')
      return der.readOid(der.parseDer(der.oid(dotted))) === dotted
    }))
  })

  it('gives Vietnamese text back composed, from UTF-8 and from BMPString', () => {
    const name = 'NGUYỄN THỊ ỆCH'
    expect(der.readText(der.parseDer(der.utf8String(name.normalize('NFD'))))).toBe(name)
    expect(der.readText(der.parseDer(der.bmpString(name.normalize('NFD'))))).toBe(name)
  })

  it('writes UTCTime through 2049 and GeneralizedTime after', () => {
    const [last, first] = [new Date('2049-12-31T23:59:59Z'), new Date('2050-01-01T00:00:00Z')]
    expect(der.parseDer(der.time(last)).tag).toBe(der.tags.utcTime)
    expect(der.parseDer(der.time(first)).tag).toBe(der.tags.generalizedTime)
    expect([last, first].map(date => der.readTime(der.parseDer(der.time(date))))).toEqual([last, first])
  })

  it('orders the members of a set by their encodings', () => {
    const set = der.setOf(der.integer(3), der.integer(1), der.boolean(true), der.integer(2))
    expect(Buffer.from(set).toString('hex')).toBe('310c0101ff020101020102020103')
  })

  it('leaves trailing zero bits out of a named bit list', () => {
    expect(Buffer.from(der.namedBits([0, 1])).toString('hex')).toBe('030206c0')
    expect(Buffer.from(der.namedBits([])).toString('hex')).toBe('030100')
  })
})

function walk(root: der.DerValue): void {
  const waiting = [root]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value.isConstructed) waiting.push(...value.children())
    else if (value.tag === der.tags.oid) der.readOid(value)
    else if (value.tag === der.tags.integer) der.readInteger(value)
    else if (der.isText(value)) der.readText(value)
  }
}
