import type { Credential } from '../../types.ts'
import { toCredential } from '../read-credential.ts'
import type { CredentialReplyV1 } from './schemas.ts'

/** Version 1 names PIN and OTP where version 2 has a list of factors; all else is the same. */
export function toCredentialV1(id: string, { authMode, PIN, OTP, ...reply }: CredentialReplyV1, now: Date): Credential {
  const factors = [
    ...(PIN?.presence === 'true' ? [{ id: 'PIN', type: 'Password', ...labelled(PIN.label) }] : []),
    // An online code is sent when `credentials/sendOTP` asks for it; an offline one comes from the person's own device.
    ...(OTP?.presence === 'true' ? [{ id: 'OTP', type: OTP.type === 'online' ? 'ChallengeResponse' : 'Password', ...labelled(OTP.label) }] : []),
  ]
  return toCredential(id, { ...reply, auth: { mode: authMode, objects: factors } }, now)
}

const labelled = (label: string | undefined): { label?: string } => label === undefined ? {} : { label }
