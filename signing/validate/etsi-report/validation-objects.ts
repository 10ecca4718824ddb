import type { CertificateSummary, Indication, RevocationSummary, TimestampSummary, ValidationReport } from '../../types.ts'
import { dateTime, digestAlgAndValue, objectType, proofByValidation } from './vocabulary.ts'
import { element, type XmlPart } from './xml.ts'

export const referTo = (name: string, ...ids: readonly string[]): XmlPart => element(name, [], { VOReference: ids.join(' ') })

/** Proof that something existed at `time`. @param provenBy id of the object that proves it; without one, the validation itself */
export const proofOfExistence = (name: string, time: string, provenBy: string | null = null): XmlPart =>
  element(name, [element('POETime', dateTime(time)), proofByValidation, provenBy === null ? null : referTo('POEObject', provenBy)])

export interface ObservedTimestamp {
  id: string
  /** Null when no token could be read. */
  fingerprint: string | null
  /** Since when it is known to have existed. */
  existed: string
  indication: Indication
  /** The youngest signature that it covers; older ones lie within what that one covers. */
  covers: string | null
  validationReport: XmlPart
}

/** Everything that was used, each once, under an id that follows from the report alone. */
export class ValidationObjects {
  readonly documentId = 'document'
  readonly #time: string
  readonly #held = new Map<string, XmlPart>()

  constructor({ documentDigest, validationTime }: ValidationReport) {
    this.#time = validationTime
    this.#hold(this.documentId, 'signedData', documentDigest)
  }

  /** Returns the id. */
  certificate({ fingerprint }: CertificateSummary): string {
    return this.#hold(`certificate-${fingerprint}`, 'certificate', fingerprint)
  }

  /** Returns the id, or null when the status rests on no evidence. */
  evidence({ source, fingerprint }: RevocationSummary): string | null {
    return source === 'none' || fingerprint === null ? null : this.#hold(`${source}-${fingerprint}`, source === 'ocsp' ? 'OCSPResponse' : 'CRL', fingerprint)
  }

  timestamp({ id, fingerprint, existed, indication, covers, validationReport }: ObservedTimestamp): void {
    this.#held.set(id, element('ValidationObject', [
      objectType('timestamp'),
      // What cannot be read has no digest of its own: it is what it is named.
      element('ValidationObjectRepresentation', [fingerprint === null ? element('direct', id) : digestAlgAndValue('SHA-256', fingerprint)]),
      proofOfExistence('POE', existed),
      indication === 'TOTAL-PASSED' ? element('POEProvisioning', [element('POETime', dateTime(existed)), covers === null ? null : element('SignatureReference', [element('PAdESFieldName', covers)])]) : null,
      validationReport,
    ], { id }))
  }

  toElement(): XmlPart {
    return element('SignatureValidationObjects', [...this.#held.values()])
  }

  #hold(id: string, type: Parameters<typeof objectType>[0], digest: string): string {
    this.#held.set(id, element('ValidationObject', [
      objectType(type),
      element('ValidationObjectRepresentation', [digestAlgAndValue('SHA-256', digest)]),
      proofOfExistence('POE', this.#time),
    ], { id }))
    return id
  }
}

/** A time-stamp as the report of a signature knows it, with the id under which it is an object. */
export interface NamedTimestamp extends TimestampSummary { id: string }
