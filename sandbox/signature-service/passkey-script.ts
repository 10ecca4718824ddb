/** Runs in the browser: asks for a passkey, or makes one. The pages work without it, with a one-time code. */
export const passkeyScript = String.raw`const toBytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character => character.charCodeAt(0))
const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const send = async (path, body) => {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return response.ok ? response.json() : null
}

document.getElementById('add-passkey')?.addEventListener('submit', async (event) => {
  event.preventDefault()
  const outcome = document.getElementById('passkey-outcome')
  const begun = await send('/passkeys/begin', Object.fromEntries(new FormData(event.target)))
  if (begun === null) {
    outcome.textContent = 'Số định danh, mã PIN hoặc mã một lần không đúng. Bạn nhập lại cả ba.'
    return
  }
  const { publicKey, session } = begun
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge), user: { ...publicKey.user, id: toBytes(publicKey.user.id) }, excludeCredentials: publicKey.excludeCredentials.map(one => ({ ...one, id: toBytes(one.id) })) }
  const made = await navigator.credentials.create({ publicKey: options }).catch(() => null)
  const kept = made === null ? null : await send('/passkeys/finish', { session, clientDataJSON: toText(made.response.clientDataJSON), attestationObject: toText(made.response.attestationObject) })
  outcome.textContent = kept === null ? 'Chưa thêm được khóa truy cập. Bạn thử lại với mã mới.' : 'Đã thêm khóa truy cập.'
})

document.getElementById('use-passkey')?.addEventListener('click', async (event) => {
  const { challenge, rpId, ids } = event.currentTarget.dataset
  const form = event.currentTarget.form
  const allowCredentials = ids.split(' ').map(id => ({ type: 'public-key', id: toBytes(id) }))
  const answer = await navigator.credentials.get({ publicKey: { challenge: toBytes(challenge), rpId, allowCredentials, userVerification: 'required' } }).catch(() => null)
  if (answer === null) return
  const { clientDataJSON, authenticatorData, signature } = answer.response
  form.elements.passkey.value = JSON.stringify({ id: toText(answer.rawId), clientDataJSON: toText(clientDataJSON), authenticatorData: toText(authenticatorData), signature: toText(signature) })
  form.elements.otp.required = false
  form.requestSubmit()
})
`
