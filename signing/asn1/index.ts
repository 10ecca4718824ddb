/** DER (X.690): a bounds-checked reader without copies or recursion, and a writer. Knows no structure of PKIX. */
export { contextConstructed, contextPrimitive, tags } from './tags.ts'
export { DerCursor, DerValue, malformed, parseDer, parseDerPrefix } from './read.ts'
export { derFromBer } from './from-ber.ts'
export {
  bitStringContent, decodeOid, hasBit, integerContent, isText, readBitString, readBitStringOctets, readBoolean, readInteger, readIntegerBytes, readNull, readOctetString,
  readOid, readSmallInteger, readText, readTime, toBigInt, type BitString,
} from './primitives.ts'
export {
  bitString, bmpString, boolean, encode, enumerated, explicit, generalizedTime, generalizedTimeWithFraction, ia5String, implicit, integer, namedBits, nullValue, octetString, oid,
  printableString, sequence, setOf, time, unsignedInteger, utf8String,
} from './write.ts'
