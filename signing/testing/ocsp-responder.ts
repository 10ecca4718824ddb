import { createHash } from 'node:crypto'
import * as der from '../asn1/index.ts'
import { keyIdentifier, keyOctets, readFields, serialHex } from './certificate-fields.ts'
import { reasonCodes } from './certificate-authority.ts'
import { signatureIdentifier, signWith } from './keys.ts'
import type { OcspResponder, OcspResponderOptions } from './types.ts'

const basicOid = '1.3.6.1.5.5.7.48.1.1'
const nonceOid = '1.3.6.1.5.5.7.48.1.2'
const hashes: Record<string, string> = { '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' }
const malformedRequest = 1

/** Answers for one authority (RFC 6960), by itself or through a delegated responder. */
export function createOcspResponder({ authority, delegate, now, validForSeconds = 3600, nonce: echoNonce = true }: OcspResponderOptions): OcspResponder {
  const signer = delegate ?? { key: authority.key, certificate: authority.certificate }
  const issuer = readFields(authority.certificate)
  const responderId = keyIdentifier(readFields(signer.certificate).publicKeyInfo)

  return {
    respond: (request) => {
      try {
        const { ids, nonce } = readRequest(request)
        if (ids.length === 0 || ids.length > 50) return errorResponse(malformedRequest)
        const basic = sign(ids, echoNonce ? nonce : null)
        return new Uint8Array(der.sequence(der.enumerated(0), der.explicit(0, der.sequence(der.oid(basicOid), der.octetString(basic)))))
      }
      catch {
        return errorResponse(malformedRequest)
      }
    },
  }

  function sign(ids: der.DerValue[], nonce: Uint8Array | null): Uint8Array {
    const at = now()
    const nextUpdate = validForSeconds === null ? null : der.explicit(0, der.generalizedTime(new Date(at.getTime() + validForSeconds * 1000)))
    const data = der.sequence(
      der.explicit(2, der.octetString(responderId)),
      der.generalizedTime(at),
      der.sequence(...ids.map(id => der.sequence(id.bytes, statusOf(id), der.generalizedTime(at), nextUpdate))),
      nonce === null ? null : der.explicit(1, der.sequence(nonce)),
    )
    return der.sequence(data, signatureIdentifier(signer.key, 'SHA-256'), der.bitString(signWith(signer.key, data, { hash: 'SHA-256' })), der.explicit(0, der.sequence(signer.certificate)))
  }

  function statusOf(id: der.DerValue): Uint8Array {
    const [algorithm, name, key, serial] = id.children()
    const hash = hashes[der.readOid(algorithm!.children()[0]!)]
    const same = (field: der.DerValue, value: Uint8Array) => hash !== undefined && Buffer.compare(der.readOctetString(field), createHash(hash).update(value).digest()) === 0
    const entry = same(name!, issuer.subject) && same(key!, keyOctets(issuer.publicKeyInfo)) ? authority.statusOf(serialHex(serial!)) : null
    if (entry === null) return der.implicit(2, der.nullValue())
    if (entry.revokedAt === null) return der.implicit(0, der.nullValue())
    const reason = entry.reason === null || entry.reason === 'unspecified' ? null : der.explicit(0, der.enumerated(reasonCodes[entry.reason]))
    return der.implicit(1, der.sequence(der.generalizedTime(new Date(entry.revokedAt)), reason))
  }
}

function readRequest(bytes: Uint8Array): { ids: der.DerValue[], nonce: Uint8Array | null } {
  const request = der.parseDer(bytes).expect(der.tags.sequence).inside().next(der.tags.sequence).inside()
  request.optional(der.contextConstructed(0))
  request.optional(der.contextConstructed(1))
  const ids = request.next(der.tags.sequence).children(100).map(one => one.inside().next(der.tags.sequence))
  const extensions = request.optional(der.contextConstructed(2))?.inside().next(der.tags.sequence).children(20) ?? []
  const nonce = extensions.find(one => der.readOid(one.inside().next()) === nonceOid)
  return { ids, nonce: nonce?.bytes ?? null }
}

const errorResponse = (status: number): Uint8Array => new Uint8Array(der.sequence(der.enumerated(status)))
