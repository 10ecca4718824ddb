import { readFileSync } from 'node:fs'
import { readTrustAnchors, readTrustedList, toTrustAnchors, type TrustAnchor } from '#signing'

/** One entry of the trust file: certificates with what they are trusted for, or a signed list that says so of many. */
export type TrustEntry
  = | { label: string, pem: string, uses?: TrustAnchor['uses'], trustedUntil?: Date }
    /** ETSI TS 119 612. `signersFile`: PEM or DER of those who must have signed it. */
    | { trustedListFile: string, signersFile: string }

export interface Trust {
  anchors: TrustAnchor[]
  /** What was read from where, for the operator's eyes; `nextUpdate` null = the list is the last one, `unreadable` certificates are not trusted. */
  lists: { file: string, sequenceNumber: number, nextUpdate: Date | null, anchors: number, unreadable: number }[]
}

/** The trust file cannot be taken at its word; `message` names the entry, `cause` says why. */
export class TrustSettingsError extends Error {
  override name = 'TrustSettingsError'
}

/**
 * Whom the portal trusts: every entry as it stands, or nobody at all.
 * @param now when a list must not be overdue
 * @throws TrustSettingsError
 */
export function readTrust(entries: readonly TrustEntry[], now: Date): Trust {
  const trust: Trust = { anchors: [], lists: [] }
  for (const entry of entries) {
    if ('trustedListFile' in entry) readList(entry, now, trust)
    else trust.anchors.push(...readEntry(entry))
  }
  return trust
}

function readEntry({ label, pem, ...conditions }: Extract<TrustEntry, { pem: string }>): TrustAnchor[] {
  const anchors = orRefuse(`the anchor ${label} is no certificate`, () => readTrustAnchors(Buffer.from(pem), label))
  return anchors.map(anchor => ({ ...anchor, ...conditions }))
}

function readList({ trustedListFile: file, signersFile }: Extract<TrustEntry, { trustedListFile: string }>, now: Date, trust: Trust): void {
  const signers = orRefuse(`cannot read the signers of a trusted list from ${signersFile}`, () => readTrustAnchors(readFileSync(signersFile), signersFile))
  const list = orRefuse(`the trusted list ${file} cannot be relied on`, () => readTrustedList(readFileSync(file), { signers: signers.map(({ certificate }) => certificate), time: now }))
  const anchors = toTrustAnchors(list)
  if (anchors.length === 0) throw new TrustSettingsError(`Trust file: the trusted list ${file} names no service to trust`)
  trust.anchors.push(...anchors)
  trust.lists.push({ file, sequenceNumber: list.sequenceNumber, nextUpdate: list.nextUpdate, anchors: anchors.length, unreadable: list.services.reduce((sum, service) => sum + service.unreadable, 0) })
}

function orRefuse<Value>(why: string, read: () => Value): Value {
  try {
    return read()
  }
  catch (cause) {
    throw new TrustSettingsError(`Trust file: ${why}`, { cause })
  }
}
