import { createPublicKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { digestInfo } from './algorithms.ts'
import type { MasterKey } from './master-key.ts'
import { openToken, type Attribute, type Handle, type Pkcs11Settings, type Token } from './pkcs11-token.ts'

/** Labels of the two keys that never leave the token: one wraps, one says what a wrapped key is for. */
const labels = { wrapping: 'motlan wrapping key', binding: 'motlan binding key' }
const macLength = 32
const [ivLength, tagBits] = [12, 128]

/**
 * A master key that lies in a PKCS#11 token. User keys are made in the token, leave it wrapped only (CKM_AES_KEY_WRAP_PAD,
 * RFC 5649), and are unwrapped into it for one turn: this process never sees one.
 */
export async function openPkcs11MasterKey(settings: Pkcs11Settings): Promise<MasterKey> {
  const token = await openToken(settings)
  const { module, session, constants } = token
  const wrappingKey = findKey(token, labels.wrapping) ?? makeKey(token, labels.wrapping)
  const bindingKey = findKey(token, labels.binding) ?? makeKey(token, labels.binding)
  const wrapMechanism = { mechanism: constants.CKM_AES_KEY_WRAP_PAD! }

  /** Key wrapping knows no additional data, so a MAC made in the token ties the wrapped key to its purpose. */
  const macOf = (wrapped: Buffer, purpose: string): Buffer => {
    module.C_SignInit(session, { mechanism: constants.CKM_SHA256_HMAC! }, bindingKey)
    return module.C_Sign(session, Buffer.concat([Buffer.from(`${purpose}\n`), wrapped]), Buffer.alloc(macLength))
  }
  const gcm = (iv: Buffer, purpose: string) => ({ mechanism: constants.CKM_AES_GCM!, parameter: { type: constants.CK_PARAMS_AES_GCM_v240!, iv, aad: Buffer.from(purpose), ivBits: ivLength * 8, tagBits } })
  const open = (text: string, purpose: string): Handle => {
    const bytes = Buffer.from(text, 'base64')
    const [mac, wrapped] = [bytes.subarray(0, macLength), bytes.subarray(macLength)]
    if (mac.length !== macLength || !timingSafeEqual(mac, macOf(wrapped, purpose))) throw new Error('the wrapped key was changed, or is for another purpose')
    return module.C_UnwrapKey(session, wrapMechanism, wrappingKey, wrapped, userKeyTemplate(token, { extractable: false }))
  }

  return {
    generateKey: async (purpose, keyLength) => {
      const pair = module.C_GenerateKeyPair(session, { mechanism: constants.CKM_RSA_PKCS_KEY_PAIR_GEN! }, [
        { type: constants.CKA_TOKEN!, value: false },
        { type: constants.CKA_MODULUS_BITS!, value: keyLength },
        { type: constants.CKA_PUBLIC_EXPONENT!, value: Buffer.from([1, 0, 1]) },
      ], userKeyTemplate(token, { extractable: true }))
      try {
        const wrapped = Buffer.from(module.C_WrapKey(session, wrapMechanism, wrappingKey, pair.privateKey, Buffer.alloc(8192)))
        const [modulus, exponent] = module.C_GetAttributeValue(session, pair.publicKey, [{ type: constants.CKA_MODULUS! }, { type: constants.CKA_PUBLIC_EXPONENT! }]).map(({ value }) => value.toString('base64url'))
        return {
          wrapped: Buffer.concat([macOf(wrapped, purpose), wrapped]).toString('base64'),
          publicKey: createPublicKey({ key: { kty: 'RSA', n: modulus ?? '', e: exponent ?? '' }, format: 'jwk' }),
        }
      }
      finally {
        module.C_DestroyObject(session, pair.privateKey)
        module.C_DestroyObject(session, pair.publicKey)
      }
    },
    sign: (wrapped, purpose, digests) => {
      const key = open(wrapped, purpose)
      try {
        return digests.map(({ digest, hashOid }) => {
          module.C_SignInit(session, { mechanism: constants.CKM_RSA_PKCS! }, key)
          return Buffer.from(module.C_Sign(session, digestInfo(Buffer.from(digest, 'base64'), hashOid), Buffer.alloc(1024)))
        })
      }
      finally {
        module.C_DestroyObject(session, key)
      }
    },
    wrap: (secret, purpose) => {
      const iv = randomBytes(ivLength)
      module.C_EncryptInit(session, gcm(iv, purpose), wrappingKey)
      return Buffer.concat([iv, module.C_Encrypt(session, secret, Buffer.alloc(secret.length + 64))]).toString('base64')
    },
    unwrap: (text, purpose) => {
      const bytes = Buffer.from(text, 'base64')
      module.C_DecryptInit(session, gcm(bytes.subarray(0, ivLength), purpose), wrappingKey)
      return Buffer.from(module.C_Decrypt(session, bytes.subarray(ivLength), Buffer.alloc(bytes.length)))
    },
  }
}

/** A session object: it is gone with the session at the latest. */
function userKeyTemplate({ constants }: Token, { extractable }: { extractable: boolean }): Attribute[] {
  return [
    { type: constants.CKA_CLASS!, value: constants.CKO_PRIVATE_KEY! },
    { type: constants.CKA_KEY_TYPE!, value: constants.CKK_RSA! },
    { type: constants.CKA_TOKEN!, value: false },
    { type: constants.CKA_PRIVATE!, value: true },
    { type: constants.CKA_SENSITIVE!, value: true },
    { type: constants.CKA_EXTRACTABLE!, value: extractable },
    { type: constants.CKA_SIGN!, value: true },
  ]
}

function findKey({ module, session, constants }: Token, label: string): Handle | undefined {
  module.C_FindObjectsInit(session, [{ type: constants.CKA_CLASS!, value: constants.CKO_SECRET_KEY! }, { type: constants.CKA_LABEL!, value: label }])
  try {
    return module.C_FindObjects(session, 1)[0]
  }
  finally {
    module.C_FindObjectsFinal(session)
  }
}

function makeKey({ module, session, constants }: Token, label: string): Handle {
  const wraps = label === labels.wrapping
  const uses = wraps ? [constants.CKA_WRAP!, constants.CKA_UNWRAP!, constants.CKA_ENCRYPT!, constants.CKA_DECRYPT!] : [constants.CKA_SIGN!]
  return module.C_GenerateKey(session, { mechanism: wraps ? constants.CKM_AES_KEY_GEN! : constants.CKM_GENERIC_SECRET_KEY_GEN! }, [
    { type: constants.CKA_LABEL!, value: label },
    { type: constants.CKA_VALUE_LEN!, value: 32 },
    { type: constants.CKA_TOKEN!, value: true },
    { type: constants.CKA_PRIVATE!, value: true },
    { type: constants.CKA_SENSITIVE!, value: true },
    { type: constants.CKA_EXTRACTABLE!, value: false },
    ...uses.map(type => ({ type, value: true })),
  ])
}
