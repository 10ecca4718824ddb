import { createHash } from 'node:crypto'
import * as der from '../asn1/index.ts'
import type { HashAlgorithm } from '../types.ts'
import { readFields, serialInteger } from './certificate-fields.ts'
import { digestOids, signatureIdentifier, signWith } from './keys.ts'
import type { TimestampAuthority, TimestampAuthorityOptions } from './types.ts'

const oids = { tstInfo: '1.2.840.113549.1.9.16.1.4', signedData: '1.2.840.113549.1.7.2', contentType: '1.2.840.113549.1.9.3', messageDigest: '1.2.840.113549.1.9.4', signingCertificateV2: '1.2.840.113549.1.9.16.2.47' }
const hashLengths: Record<HashAlgorithm, number> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 }
/** PKIFailureInfo bits (RFC 3161 §2.4.2). */
const failures = { badAlg: 0, badRequest: 2, badDataFormat: 5, unacceptedPolicy: 15 }

/** A time-stamp authority of RFC 3161 with a serial number that never repeats, as long as `lastSerial` is kept. */
export function createTimestampAuthority({ key, certificates, now, policy = '1.3.6.1.4.1.99999.1.1', accuracyMilliseconds = 1000, hash = 'SHA-256', lastSerial = '0', onChange }: TimestampAuthorityOptions): TimestampAuthority {
  const own = readFields(certificates[0]!)
  let serial = BigInt(lastSerial)

  return {
    respond: (request) => {
      let asked: ReturnType<typeof readRequest>
      try {
        asked = readRequest(request)
      }
      catch {
        return rejection(failures.badDataFormat)
      }
      if (asked.hash === null) return rejection(failures.badAlg)
      if (asked.digest.length !== hashLengths[asked.hash]) return rejection(failures.badRequest)
      if (asked.policy !== null && asked.policy !== policy) return rejection(failures.unacceptedPolicy)
      return new Uint8Array(der.sequence(der.sequence(der.integer(0)), stamp(asked.imprint, { nonce: asked.nonce, withCertificates: asked.withCertificates })))
    },
    token: (digest, digestHash, nonce = null) => stamp(der.sequence(der.sequence(der.oid(digestOids[digestHash]), der.nullValue()), der.octetString(digest)), { nonce: nonce === null ? null : der.integer(nonce), withCertificates: true }),
  }

  function stamp(imprint: Uint8Array, { nonce, withCertificates }: { nonce: Uint8Array | null, withCertificates: boolean }): Uint8Array {
    serial += 1n
    onChange?.(serial.toString())
    const info = der.sequence(
      der.integer(1), der.oid(policy), imprint, der.integer(serial), der.generalizedTimeWithFraction(now()),
      accuracyMilliseconds === null ? null : accuracy(accuracyMilliseconds), nonce,
    )
    return signToken(info, withCertificates)
  }

  function signToken(info: Uint8Array, withCertificates: boolean): Uint8Array {
    const digest = createHash(hash.toLowerCase().replace('-', '')).update(info).digest()
    const digestIdentifier = der.sequence(der.oid(digestOids[hash]))
    const attribute = (oid: string, value: Uint8Array) => der.sequence(der.oid(oid), der.setOf(value))
    const signedAttributes = der.setOf(
      attribute(oids.contentType, der.oid(oids.tstInfo)),
      attribute(oids.messageDigest, der.octetString(digest)),
      attribute(oids.signingCertificateV2, der.sequence(der.sequence(der.sequence(der.octetString(createHash('sha256').update(certificates[0]!).digest()))))),
    )
    const signerInfo = der.sequence(
      der.integer(1), der.sequence(own.issuer, serialInteger(own.serialNumber)), digestIdentifier, der.implicit(0, signedAttributes),
      signatureIdentifier(key, hash), der.octetString(signWith(key, signedAttributes, { hash })),
    )
    return new Uint8Array(der.sequence(der.oid(oids.signedData), der.explicit(0, der.sequence(
      der.integer(3), der.setOf(digestIdentifier), der.sequence(der.oid(oids.tstInfo), der.explicit(0, der.octetString(info))),
      withCertificates ? der.implicit(0, der.setOf(...certificates)) : null, der.setOf(signerInfo),
    ))))
  }
}

function accuracy(milliseconds: number): Uint8Array {
  const [seconds, rest] = [Math.floor(milliseconds / 1000), milliseconds % 1000]
  return der.sequence(seconds === 0 ? null : der.integer(seconds), rest === 0 ? null : der.implicit(0, der.integer(rest)))
}

function readRequest(bytes: Uint8Array) {
  const request = der.parseDer(bytes).expect(der.tags.sequence).inside()
  request.next(der.tags.integer)
  const imprint = request.next(der.tags.sequence)
  const [algorithm, digest] = imprint.children(2)
  const oid = der.readOid(algorithm!.inside().next())
  const policy = request.optional(der.tags.oid)
  const nonce = request.optional(der.tags.integer)
  const certificates = request.optional(der.tags.boolean)
  return {
    imprint: imprint.bytes,
    hash: (Object.keys(digestOids) as HashAlgorithm[]).find(one => digestOids[one] === oid) ?? null,
    digest: der.readOctetString(digest!),
    policy: policy === null ? null : der.readOid(policy),
    nonce: nonce?.bytes ?? null,
    withCertificates: certificates !== null && der.readBoolean(certificates),
  }
}

const rejection = (failure: number): Uint8Array => new Uint8Array(der.sequence(der.sequence(der.integer(2), der.namedBits([failure]))))
