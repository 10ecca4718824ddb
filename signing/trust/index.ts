/** Where trust comes from: certificates that somebody chose. */
export { readTrustAnchors } from './read-anchors.ts'
