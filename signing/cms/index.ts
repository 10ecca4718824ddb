/** Cryptographic Message Syntax (RFC 5652) as CAdES and PAdES use it. */
export { cmsOids, commitmentTypes } from './oids.ts'
export { Attributes, encodeAttribute, type Attribute } from './attributes.ts'
export { matchesReference, readCertificateReferences, type CertificateReference } from './signing-certificate.ts'
export { certificatesOf, isIdentifiedBy, parseSignedData, type SignedData, type SignerIdentifier, type SignerInfo } from './signed-data.ts'
export { findSigningCertificate, verifySigner, type SignerInput, type SignerVerification } from './verify-signer.ts'
export { encodeSignatureTimestamp, encodeSignedAttributes, encodeSignedData, type SignedAttributesInput, type SignedDataInput } from './build.ts'
