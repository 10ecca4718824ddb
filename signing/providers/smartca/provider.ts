import type { AccountLinking, Credential, CredentialSource, TransactionSigning } from '../types.ts'
import { createAccounts } from './account.ts'
import { joinId, splitId } from './credential-id.ts'
import { toCredential } from './read-credential.ts'
import { credentialSchema, listSchema } from './schemas.ts'
import type { SmartCaSettings } from './settings.ts'
import { createTransactions } from './transactions.ts'
import { call } from './wire.ts'

export type SmartCaProvider = CredentialSource & AccountLinking & TransactionSigning

/**
 * A gateway in the manner of VNPT SmartCA: people link their account once and confirm every transaction in an app; the
 * result is asked for, or told of once.
 */
export function createSmartCaProvider(options: SmartCaSettings): SmartCaProvider {
  const settings = { ...options, baseUrl: options.baseUrl.replace(/\/*$/, '') }
  const accounts = createAccounts(settings)
  const { isLinked, beginLink, completeLink } = accounts

  const readCredential = async (id: string): Promise<Credential> => {
    const { userId, own } = splitId(id)
    const reply = await accounts.with(userId, authorization => call(settings, {
      url: `${settings.baseUrl}/csc/credentials/info`,
      step: 'credentials/info',
      body: { json: { credentialId: own, certificates: 'chain', certInfo: true, authInfo: true } },
      authorization,
      schema: credentialSchema,
    }))
    return toCredential(id, reply, settings.now())
  }

  return {
    describe: async () => ({ name: 'SmartCA', specification: 'SmartCA 1.1', region: 'VN', methods: ['credentials/list', 'credentials/info', 'signature/signhash', 'credentials/gettraninfo'], authorisation: ['transaction'], signAlgorithms: ['1.2.840.113549.1.1.11'] }),
    listCredentials: async (userId) => {
      if (!await isLinked(userId)) return []
      const ids = await accounts.with(userId, authorization => call(settings, { url: `${settings.baseUrl}/csc/credentials/list`, step: 'credentials/list', body: { json: {} }, authorization, schema: listSchema }))
      return Promise.all(ids.map(own => readCredential(joinId(userId, own))))
    },
    readCredential,
    isLinked,
    beginLink,
    completeLink,
    ...createTransactions({ settings, accounts, readCredential }),
  }
}
