import { html, type Html } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import type { SandboxPerson } from '../types.ts'
import type { CredentialLine } from './credential.ts'
import { documentList } from './pages.ts'

export interface PhoneMessage { line: CredentialLine, code: string, secondsLeft: number }

interface PhoneRequest { id: string, /** what the app answers with the PIN */ proof: string, hash: string, documents: { label: string, digest: string }[] }

interface PhonePage {
  people: readonly SandboxPerson[]
  shown: { person: SandboxPerson, codes: PhoneMessage[], requests: PhoneRequest[] } | null
  unknown: string | null
  wasRefused: boolean
}

const lineTitles: Record<CredentialLine, string> = { page: 'Để ký trên trang của dịch vụ', typed: 'Đã gửi đến bạn', device: 'Để liên kết ứng dụng' }

/** What the signatory's own phone would show: codes, requests to sign, and nothing that a thief of the page could not see there. */
export function phonePage({ people, shown, unknown, wasRefused }: PhonePage): Page {
  const link = ({ personalId, fullName, story }: SandboxPerson) => html`<li><a href="/phone?person=${personalId}">${fullName}</a><span class="hint">${story}</span></li>`
  return {
    service: 'Điện thoại của người ký',
    title: shown === null ? 'Điện thoại của ai?' : 'Điện thoại của bạn',
    body: html`
${unknown !== null && html`<div class="alert" role="alert"><p><b>Người có số ${unknown} chưa có chữ ký số.</b></p></div>`}
${wasRefused && html`<div class="alert" role="alert"><p><b>Mã PIN không đúng, hoặc bạn phải chờ một lúc.</b> Bạn thử lại. Sau 5 lần sai liên tiếp, chữ ký số bị khóa.</p></div>`}
${shown !== null && owned(shown)}
<form method="get" action="/phone"><label for="person">Số định danh cá nhân <span class="hint" id="person-hint">12 chữ số, của bất kỳ ai có chữ ký số</span></label>
<input type="text" id="person" name="person" inputmode="numeric" maxlength="12" aria-describedby="person-hint"><div class="buttons"><button class="second">Mở điện thoại</button></div></form>
<h2>Những người trong câu chuyện</h2>
<ul class="documents">${people.map(link)}</ul>
<p class="quiet">Mã PIN không có trên điện thoại: lệnh khởi động đã in mã PIN của từng người.</p>`,
  }
}

const owned = ({ person, codes, requests }: NonNullable<PhonePage['shown']>): Html => html`
<p><b>${person.fullName}</b></p>
${requests.map(question)}
${codes.map(({ line, code, secondsLeft }) => html`<div class="done" role="status"><p>${lineTitles[line]}</p><p class="onetime">${code.slice(0, 3)} ${code.slice(3)}</p><p class="quiet">Còn ${secondsLeft} giây, mỗi mã dùng một lần.</p></div>`)}
<p class="quiet"><a href="/phone?person=${person.personalId}">Xem lại</a></p>`

/** The app on the phone answers for exactly what it shows: who holds the phone and knows the PIN agrees. */
const question = ({ id, proof, hash, documents }: PhoneRequest): Html => html`<section><h2>Yêu cầu ký</h2>
${documentList(documents, hash)}
<p>Chỉ đồng ý khi dấu vân tay ở đây giống dấu vân tay trên trang của nơi yêu cầu.</p>
<form method="post" action="/phone/requests/${id}" autocomplete="off"><input type="hidden" name="proof" value="${proof}">
<label for="pin-${id}">Mã PIN</label><input class="code" type="password" id="pin-${id}" name="pin" inputmode="numeric" autocomplete="off" maxlength="12">
<div class="buttons"><button name="answer" value="agree">Ký</button><button class="second" name="answer" value="decline" formnovalidate>Không ký</button></div></form></section>`
