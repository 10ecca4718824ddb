/** What is used of the package `pkcs11js`, which comes only where it can be built; its names are those of PKCS#11 v2.40. */

export type Handle = Buffer
export interface Attribute { type: number, value?: number | boolean | string | Buffer }
interface Mechanism { mechanism: number, parameter?: unknown }

interface Module {
  load(path: string): void
  C_Initialize(): void
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): { label: string }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, user: number, pin: string): void
  C_FindObjectsInit(session: Handle, template: Attribute[]): void
  C_FindObjects(session: Handle, most: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: Attribute[]): Handle
  C_GenerateKeyPair(session: Handle, mechanism: Mechanism, publicTemplate: Attribute[], privateTemplate: Attribute[]): { publicKey: Handle, privateKey: Handle }
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { value: Buffer }[]
  C_WrapKey(session: Handle, mechanism: Mechanism, wrappingKey: Handle, key: Handle, out: Buffer): Buffer
  C_UnwrapKey(session: Handle, mechanism: Mechanism, key: Handle, wrapped: Buffer, template: Attribute[]): Handle
  C_DestroyObject(session: Handle, object: Handle): void
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_Sign(session: Handle, data: Buffer, out: Buffer): Buffer
  C_EncryptInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_Encrypt(session: Handle, data: Buffer, out: Buffer): Buffer
  C_DecryptInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_Decrypt(session: Handle, data: Buffer, out: Buffer): Buffer
}

export interface Pkcs11Settings {
  /** The manufacturer's library, e.g. `/usr/lib/softhsm/libsofthsm2.so`. */
  library: string
  tokenLabel: string
  pin: string
}

export interface Token {
  module: Module
  session: Handle
  /** Constants of the standard by name, e.g. `CKM_RSA_PKCS`. */
  constants: Record<string, number>
}

const name = 'pkcs11js'
const opened = new Map<string, Module>()

/** Is the package there that speaks to tokens? It is optional: it has to be built on the machine. */
export const hasPkcs11 = (): Promise<boolean> => import(name).then(() => true, () => false)

/** Logs in to a token that has been initialised. @throws Error when package, library, token or PIN are not as they should be */
export async function openToken({ library, tokenLabel, pin }: Pkcs11Settings): Promise<Token> {
  const { default: constants } = await import(name) as { default: Record<string, number> & { PKCS11: new () => Module } }
  // A library is loaded and initialised once a process.
  const module = opened.get(library) ?? new constants.PKCS11()
  if (!opened.has(library)) {
    module.load(library)
    module.C_Initialize()
    opened.set(library, module)
  }
  const slot = module.C_GetSlotList(true).find(one => module.C_GetTokenInfo(one).label.trim() === tokenLabel)
  if (slot === undefined) throw new Error('no such token')
  const session = module.C_OpenSession(slot, constants.CKF_SERIAL_SESSION! | constants.CKF_RW_SESSION!)
  try {
    module.C_Login(session, constants.CKU_USER!, pin)
  }
  catch (error) {
    // Another session of this process may have logged in already.
    if ((error as { code?: number }).code !== constants.CKR_USER_ALREADY_LOGGED_IN) throw new Error('the token does not accept the PIN', { cause: error })
  }
  return { module, session, constants }
}
