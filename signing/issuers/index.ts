/** Issuers that did not come with a file, where certificates say they are (RFC 5280 §4.2.2.1). */
export { readIssuers } from './read-issuers.ts'
export { createIssuerSource, type IssuerSourceOptions } from './source.ts'
