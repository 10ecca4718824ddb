import type { SignatureReport } from '../types.ts'

/**
 * Whether `bestSignatureTime` is proven: by a time-stamp over the signature or the document that holds, or because it is one itself.
 * One inside what was signed is older than the signature and proves nothing about it.
 */
export const isTimeProven = ({ kind, indication, timestamps }: Pick<SignatureReport, 'kind' | 'indication' | 'timestamps'>): boolean =>
  timestamps.some(one => one.kind !== 'content' && one.indication === 'TOTAL-PASSED') || (kind === 'timestamp' && indication === 'TOTAL-PASSED')
