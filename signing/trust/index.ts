/** Where trust comes from: certificates that somebody chose, and lists that somebody signs. */
export { readTrustAnchors } from './read-anchors.ts'
export { readTrustedList, toTrustAnchors, type TrustedList, type TrustedListOptions, type TrustedService } from './trusted-list.ts'
