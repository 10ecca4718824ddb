import { html, type Html } from '../http/html.ts'
import type { Page } from '../http/page.ts'

export const serviceName = 'Chữ ký số từ xa'

/** Digests in short groups of hex, so that a person can compare them with what the portal shows. */
export function groupDigest(base64: string): string[] {
  return Buffer.from(base64, 'base64').toString('hex').toUpperCase().match(/.{4}/g) ?? []
}

interface ShownDocument { label: string, digest: string }

/** @param hash of the digests, e.g. "SHA-256" */
export function documentList(documents: readonly ShownDocument[], hash: string): Html {
  const item = ({ label, digest }: ShownDocument) => html`<li><b>${label || 'Tài liệu không có tên'}</b>
<span class="hint">Dấu vân tay của dữ liệu sẽ ký (${hash})</span><span class="hash">${groupDigest(digest).map(group => html`<span>${group}</span>`)}</span></li>`
  return html`<ul class="documents">${documents.map(item)}</ul>`
}

export interface SignPage {
  id: string
  signatory: string
  client: string
  documents: ShownDocument[]
  /** Of the digests, e.g. "SHA-256". */
  hash: string
  problem: 'refused' | 'wait' | null
  phoneUrl: string
  /** Shown as a second way where the person has added one and this page's address allows it. */
  passkey: { challenge: string, rpId: string, ids: string[] } | null
}

const problems: Record<'refused' | 'wait', Html> = {
  refused: html`<p><b>Mã PIN hoặc mã một lần không đúng.</b> Bạn nhập lại cả hai. Sau 5 lần sai liên tiếp, chữ ký số bị khóa.</p>`,
  wait: html`<p><b>Đã có vài lần nhập sai.</b> Bạn chờ một lúc rồi nhập lại với mã mới trên điện thoại.</p>`,
}

export function signPage({ id, signatory, client, documents, hash, problem, phoneUrl, passkey }: SignPage): Page {
  return {
    service: serviceName,
    title: documents.length === 1 ? 'Ký một tài liệu' : `Ký ${documents.length} tài liệu`,
    body: html`
${problem !== null && html`<div class="alert" role="alert">${problems[problem]}</div>`}
<dl><dt>Người ký</dt><dd>${signatory}</dd><dt>Nơi yêu cầu</dt><dd>${client}</dd></dl>
<h2>Bạn sẽ ký</h2>
${documentList(documents, hash)}
<p>Chỉ tiếp tục khi dấu vân tay ở đây giống dấu vân tay trên trang của nơi yêu cầu.</p>
<form method="post" action="/authorise/${id}/sign" autocomplete="off">
<label for="pin">Mã PIN <span class="hint" id="pin-hint">6 chữ số, do bạn đặt khi đăng ký chữ ký số</span></label>
<input class="code" type="password" id="pin" name="pin" inputmode="numeric" autocomplete="off" required maxlength="12" aria-describedby="pin-hint">
<label for="otp">Mã một lần <span class="hint" id="otp-hint">6 chữ số, đang hiện trên <a href="${phoneUrl}" target="_blank" rel="noopener">điện thoại của bạn</a></span></label>
<input class="code" type="text" id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" required maxlength="8" aria-describedby="otp-hint">
<input type="hidden" name="passkey" value="">
<div class="buttons"><button>Ký</button>${passkey !== null && html`<button type="button" id="use-passkey" data-challenge="${passkey.challenge}" data-rp-id="${passkey.rpId}" data-ids="${passkey.ids.join(' ')}">Ký bằng khóa truy cập</button>`}<button class="second" formaction="/authorise/${id}/decline" formnovalidate>Không ký</button></div>
</form>${passkey !== null && html`<script src="/passkey.js"></script>`}
<p class="quiet">Mã PIN chỉ dùng ở trang này. Cổng dịch vụ công không bao giờ hỏi mã PIN của bạn.</p>`,
  }
}

export interface ClosedPage { reason: 'locked' | 'expired' | 'done' | 'elsewhere', backUrl: string | null }

const closings: Record<ClosedPage['reason'], { title: string, text: string }> = {
  locked: { title: 'Chữ ký số đang bị khóa', text: 'Mã đã bị nhập sai nhiều lần, nên chúng tôi khóa chữ ký số để bảo vệ bạn. Khóa tự mở sau một thời gian; nếu không phải bạn đã nhập, hãy gọi cho chúng tôi.' },
  expired: { title: 'Lần ký này đã hết hạn', text: 'Chưa có gì được ký. Bạn quay lại nơi yêu cầu và bắt đầu ký lại.' },
  done: { title: 'Bạn đã trả lời yêu cầu này', text: 'Mỗi yêu cầu chỉ trả lời một lần. Bạn có thể đóng trang này.' },
  elsewhere: { title: 'Yêu cầu này mở ở trình duyệt khác', text: 'Để an toàn, bạn chỉ ký được trong trình duyệt đã mở yêu cầu. Bạn quay lại đó, hoặc bắt đầu ký lại.' },
}

export function closedPage({ reason, backUrl }: ClosedPage): Page {
  const { title, text } = closings[reason]
  return { service: serviceName, title, body: html`<p>${text}</p>${backUrl !== null && html`<div class="buttons"><a class="button" href="${backUrl}">Quay lại nơi yêu cầu</a></div>`}` }
}

/** The client's request itself is wrong; only its maker can mend it. */
export function badRequestPage(description: string): Page {
  return { service: serviceName, title: 'Yêu cầu ký không hợp lệ', body: html`<p>Nơi yêu cầu bạn ký đã gửi một yêu cầu mà chúng tôi không thể nhận. Chưa có gì được ký.</p><p class="quiet" lang="en">${description}</p>` }
}

export const answeredPage: Page = { service: serviceName, title: 'Bạn đã xác nhận ký', body: html`<p>Bạn có thể đóng trang này.</p>` }

export interface LinkPage { id: string, client: string, problem: boolean, phoneUrl: string }

/** Once for every client: the person lets it send signing requests to their phone. */
export function linkPage({ id, client, problem, phoneUrl }: LinkPage): Page {
  return {
    service: serviceName,
    title: 'Liên kết chữ ký số',
    body: html`
${problem && html`<div class="alert" role="alert"><p><b>Số định danh, mã PIN hoặc mã một lần không đúng.</b> Bạn nhập lại cả ba.</p></div>`}
<dl><dt>Nơi yêu cầu</dt><dd>${client}</dd><dt>Được phép</dt><dd>Xem chứng thư của bạn, gửi yêu cầu ký đến điện thoại của bạn. Mỗi lần ký, bạn vẫn phải xác nhận trên điện thoại.</dd></dl>
<form method="post" action="/smartca/link/${id}" autocomplete="off">
<label for="person">Số định danh cá nhân</label><input class="code" type="text" id="person" name="person" inputmode="numeric" required maxlength="12">
<label for="pin">Mã PIN</label><input class="code" type="password" id="pin" name="pin" inputmode="numeric" autocomplete="off" required maxlength="12">
<label for="otp">Mã một lần <span class="hint" id="otp-hint">đang hiện trên <a href="${phoneUrl}" target="_blank" rel="noopener">điện thoại của bạn</a></span></label><input class="code" type="text" id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" required maxlength="8" aria-describedby="otp-hint">
<div class="buttons"><button name="answer" value="agree">Đồng ý</button><button class="second" name="answer" value="decline" formnovalidate>Không đồng ý</button></div>
</form>`,
  }
}
