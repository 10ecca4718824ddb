import { agencies, agencySecret } from '../agency/agencies.ts'
import type { SealHolder } from './enrolment.ts'

export const sealCredentialId = (agencyId: string): string => `seal-${agencyId}`

/** Every agency of the sandbox holds a seal at the signature service. */
export function sealHolders(agencyKey: string): SealHolder[] {
  return agencies.map(({ id, title, kind, commune }) => ({
    userId: id,
    credentialId: sealCredentialId(id),
    organisation: title.vi,
    // Units that live on the state budget have seven digits; 9 begins none of the real ones we know of (unsure).
    unitNumber: `9${{ 'commune-police': '1', 'commune-committee': '2', 'province-police': '3' }[kind]}${commune}`,
    pin: agencySecret(agencyKey, id, 'seal-pin'),
  }))
}
