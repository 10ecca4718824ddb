/** Every id that a check of the report may have: a closed list, because people read a sentence for each. */
export const checkIds = [
  // FC
  'byte-range-sound', 'contents-readable', 'one-signer', 'content-detached', 'signed-attributes-der', 'signed-attributes-unique', 'timestamp-readable',
  // ISC
  'signing-certificate-found', 'signing-certificate-bound',
  // VCI
  'signature-policy',
  // CV
  'signed-bytes-found', 'message-digest-matches', 'signature-verifies', 'content-type-matches', 'algorithms-protected', 'timestamp-imprint-matches',
  // XCV
  'certificate-chain-found', 'chain-rules', 'critical-extensions', 'certificate-policies', 'key-usage', 'extended-key-usage', 'timestamping-purpose', 'signing-certificate-in-validity',
  'issuers-in-validity', 'signing-certificate-not-revoked', 'issuers-not-revoked', 'revocation-evidence-found', 'chain-algorithms-reliable',
  // RFC
  'revocation-evidence-fresh',
  // SAV
  'sub-filter-accepted', 'signed-attributes-present', 'signing-time-absent', 'changes-permitted', 'algorithms-reliable', 'timestamps-in-order', 'timestamp-delay', 'timestamp-not-in-future',
  'content-timestamp-before-signature',
  // PSV
  'timestamps-valid', 'past-certificate', 'past-signature',
] as const
export type CheckId = typeof checkIds[number]

/** Every finding that this folder adds to those of the PDF's structure. */
export const findingCodes = [
  'cms-missing', 'cms-unreadable', 'cms-not-der', 'several-signers', 'content-not-detached', 'signed-attributes-not-der', 'signed-attribute-repeated', 'signing-certificate-missing',
  'signing-certificate-mismatch', 'message-digest-mismatch', 'signature-value-wrong', 'algorithm-unsupported', 'content-type-mismatch', 'algorithm-protection-mismatch',
  'timestamp-unreadable', 'timestamp-broken', 'timestamp-imprint-mismatch', 'timestamp-copied', 'signing-time-attribute', 'anchor-unreadable', 'byte-range-unsound', 'changes-forbidden', 'signature-unreachable',
] as const
export type FindingCode = typeof findingCodes[number]
