import type { Check } from '../../types.ts'
import type { Certificate } from '../../x509/index.ts'
import type { ValidationPolicy } from '../policy.ts'
import { judged, notApplicable } from './check.ts'

/** What the signing certificate may be used for (EN 319 102-1 §5.2.6.3, constraints on the chain). */
export function purposeChecks({ known }: Certificate, { certificate: constraints }: ValidationPolicy): Check[] {
  const { keyUsage, extendedKeyUsage } = known
  const hasUsage = keyUsage === null || constraints.usages.some(usage => keyUsage.has(usage))
  const hasPurpose = extendedKeyUsage === null || extendedKeyUsage.purposes.some(purpose => constraints.purposes.includes(purpose))
  return [
    keyUsage === null ? notApplicable('XCV', 'key-usage') : judged('XCV', 'key-usage', { objection: hasUsage ? null : `only ${[...keyUsage].join(', ')}`, subIndication: 'CHAIN_CONSTRAINTS_FAILURE' }),
    extendedKeyUsage === null
      ? notApplicable('XCV', 'extended-key-usage')
      : judged('XCV', 'extended-key-usage', { objection: hasPurpose ? null : `only ${extendedKeyUsage.purposes.join(', ')}`, subIndication: 'CHAIN_CONSTRAINTS_FAILURE' }),
  ]
}
