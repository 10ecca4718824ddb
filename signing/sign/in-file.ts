import type { CompletionOptions, ExtensionOptions, PreparedSignature, SignatureOptions } from '../types.ts'
import { completeOn } from './complete-signature.ts'
import { extendOn } from './extend-signature.ts'
import { FileMedium } from './medium.ts'
import { prepareOn } from './prepare-signature.ts'

/**
 * `prepareSignature` for large files: the revision is appended to the file where it lies, and only what is needed of it is read,
 * so memory does not grow with its size. Nobody else may change the file meanwhile.
 * @throws SigningError as `prepareSignature`, or an error of the file system; the file is as it was then
 */
export function prepareSignatureInFile(path: string, options: SignatureOptions): PreparedSignature {
  const medium = new FileMedium(path)
  try {
    return prepareOn(medium, options)
  }
  catch (error) {
    medium.restore()
    throw error
  }
  finally {
    medium.close()
  }
}

/** `completeSignature` for a file prepared by `prepareSignatureInFile`. When it rejects, the file is as it was. */
export const completeSignatureInFile = (path: string, prepared: PreparedSignature, signatureValue: Uint8Array, options: CompletionOptions = {}): Promise<void> =>
  changeFile(path, medium => completeOn(medium, prepared, { signatureValue, ...options }))

/** `extendSignature` for large files. When it rejects, the file is as it was. */
export const extendSignatureInFile = (path: string, options: ExtensionOptions): Promise<void> => changeFile(path, medium => extendOn(medium, options))

async function changeFile(path: string, work: (medium: FileMedium) => Promise<void>): Promise<void> {
  const medium = new FileMedium(path)
  try {
    await work(medium)
  }
  catch (error) {
    medium.restore()
    throw error
  }
  finally {
    medium.close()
  }
}
