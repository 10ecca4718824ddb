import { digestOf } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import type { AuthorisationRequest, CredentialSource, ExplicitAuthorisation, TransactionSigning } from '../types.ts'
import type { HashList } from './hash-list.ts'

type Guarded = CredentialSource & ExplicitAuthorisation & Partial<TransactionSigning>

/**
 * A provider that authorises by machine only what was decided before: every hash must be on the list, and goes off it. So
 * whoever gets hold of the process that knows the PIN still cannot seal a document that nobody decided upon.
 */
export function guardSeals<Provider extends Guarded>(provider: Provider, list: HashList): Provider {
  const requirePermit = ({ credential, hash, data }: AuthorisationRequest): void => {
    const digests = data.map(({ data: bytes }) => Buffer.from(digestOf(hash, bytes)).toString('base64'))
    if (!list.take(credential.id, digests)) throw new ProviderError('request-refused', 'seal: a hash is not on the list')
  }
  const { beginTransaction } = provider
  return {
    ...provider,
    authorise: async (request) => {
      requirePermit(request)
      return provider.authorise(request)
    },
    ...(beginTransaction === undefined
      ? {}
      : {
        beginTransaction: async (request) => {
          requirePermit(request)
          return beginTransaction(request)
        },
      } satisfies Partial<TransactionSigning>),
  }
}
