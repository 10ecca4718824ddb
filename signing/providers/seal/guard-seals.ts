import { digestOf } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import type { AuthorisationRequest, CredentialSource, ExplicitAuthorisation, TransactionSigning } from '../types.ts'

/** Where a guarded provider asks; whoever holds the decisions gives them (`createHashList` is one such book). */
export interface SealPermits {
  /** Takes the permits of these hashes (base64): all of them, or none and false. */
  take(credential: string, digests: readonly string[]): boolean | Promise<boolean>
}

type Guarded = CredentialSource & ExplicitAuthorisation & Partial<TransactionSigning>

/**
 * A provider that authorises by machine only what was decided before: every hash needs a permit, which is used up. So
 * whoever gets hold of the process that knows the PIN still cannot seal a document that nobody decided upon.
 */
export function guardSeals<Provider extends Guarded>(provider: Provider, permits: SealPermits): Provider {
  const requirePermit = async ({ credential, hash, data }: AuthorisationRequest): Promise<void> => {
    const digests = data.map(({ data: bytes }) => Buffer.from(digestOf(hash, bytes)).toString('base64'))
    if (!await permits.take(credential.id, digests)) throw new ProviderError('request-refused', 'seal: a hash has no permit')
  }
  const { beginTransaction } = provider
  return {
    ...provider,
    authorise: async (request) => {
      await requirePermit(request)
      return provider.authorise(request)
    },
    ...(beginTransaction === undefined
      ? {}
      : {
        beginTransaction: async (request) => {
          await requirePermit(request)
          return beginTransaction(request)
        },
      } satisfies Partial<TransactionSigning>),
  }
}
