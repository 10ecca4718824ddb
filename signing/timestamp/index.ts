/** Time-stamps (RFC 3161, RFC 5816). */
export { encodeTimestampRequest, parseTimestampResponse, type TimestampAnswer, type TimestampQuestion } from './protocol.ts'
export { parseTimestampToken, verifyTimestampToken, type TimestampInfo, type TimestampToken, type TimestampVerification } from './token.ts'
export { assertToken, createTimestampSource, type TimestampSourceOptions } from './source.ts'
