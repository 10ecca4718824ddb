/** Revocation status: OCSP (RFC 6960, RFC 9654) and revocation lists (RFC 5280 §5 and §6.3). */
export { Crl, parseCrl, type CrlEntry, type CrlScope } from './crl.ts'
export { judgeCrl, type CrlQuestion } from './judge-crl.ts'
export { encodeOcspRequest, judgeOcsp, parseOcspResponse, type OcspQuestion, type OcspResponse } from './ocsp.ts'
export { createRevocationSource, type RevocationSourceOptions } from './source.ts'
export { isFreshAt, revocationReasons, type StatusFacts, type StatusOutcome } from './status.ts'
