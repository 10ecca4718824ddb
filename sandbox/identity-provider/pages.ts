import type { KoaContextWithOIDC, ErrorOut } from 'oidc-provider'
import { Html, html } from '../http/html.ts'
import { pageHeaders, renderPage, type Page } from '../http/page.ts'
import type { SandboxOfficial, SandboxPerson } from '../types.ts'

const service = 'Định danh điện tử'

interface LoginPage {
  uid: string
  people: readonly SandboxPerson[]
  officials: readonly SandboxOfficial[]
  /** What was typed, when it was nobody's number. */
  unknown: string | null
}

export function loginPage({ uid, people, officials, unknown }: LoginPage): Page {
  const choice = ({ personalId, fullName, story }: SandboxPerson) =>
    html`<label class="choice"><input type="radio" name="person" value="${personalId}"><span><b>${fullName}</b><span class="hint">${story}</span></span></label>`
  return {
    service,
    title: 'Đăng nhập',
    body: html`
${unknown !== null && html`<div class="alert" role="alert"><p><b>Không tìm thấy ai có số ${unknown}.</b> Số định danh có 12 chữ số. Bạn xem lại, hoặc chọn một người trong danh sách.</p></div>`}
<p>Chọn người mà bạn muốn đóng vai, hoặc nhập số định danh của bất kỳ ai trong dân cư thử nghiệm. Ở đây không cần mật khẩu.</p>
<form method="post" action="/interaction/${uid}/login">
<label for="personal-id">Số định danh cá nhân <span class="hint" id="personal-id-hint">12 chữ số. Để trống nếu bạn chọn người ở dưới.</span></label>
<input type="text" id="personal-id" name="personal-id" inputmode="numeric" autocomplete="off" maxlength="15" aria-describedby="personal-id-hint" value="${unknown ?? ''}">
<fieldset><legend>Người dân</legend>${people.map(choice)}</fieldset>
<fieldset><legend>Cán bộ, công chức</legend>${officials.map(choice)}</fieldset>
<label for="assurance">Mức độ định danh</label>
<select id="assurance" name="assurance"><option value="high">Cao: thẻ căn cước gắn chip</option><option value="substantial">Khá: tài khoản mức 2</option><option value="low">Thấp: tài khoản mức 1</option></select>
<div class="buttons"><button>Đăng nhập</button></div>
</form>
<form method="post" action="/interaction/${uid}/abort"><div class="buttons"><button class="second">Quay lại, không đăng nhập</button></div></form>`,
  }
}

export const expiredPage: Page = {
  service,
  title: 'Lần đăng nhập này đã hết hạn',
  body: html`<p>Bạn quay lại cổng dịch vụ công và bấm đăng nhập lần nữa. Những gì bạn đã điền vẫn còn ở đó.</p>`,
}

export function renderLogout(ctx: KoaContextWithOIDC, form: string): void {
  send(ctx, {
    service,
    title: 'Đăng xuất',
    body: html`<p>Bạn cũng muốn đăng xuất khỏi định danh điện tử trên máy này?</p>
${new Html(form)}
<div class="buttons"><button type="submit" form="op.logoutForm" name="logout" value="yes">Đăng xuất</button><button type="submit" form="op.logoutForm" class="second">Không, giữ đăng nhập</button></div>`,
  })
}

export function renderLoggedOut(ctx: KoaContextWithOIDC): void {
  send(ctx, { service, title: 'Bạn đã đăng xuất', body: html`<p>Bạn có thể đóng trang này.</p>` })
}

/** Only what the protocol lets people see: the error's code, for whoever helps them. */
export function renderProblem(ctx: KoaContextWithOIDC, { error }: ErrorOut): void {
  send(ctx, {
    service,
    title: 'Không đăng nhập được',
    body: html`<p>Cổng dịch vụ công gửi một yêu cầu mà chúng tôi không thể nhận, hoặc yêu cầu đó đã hết hạn. Bạn quay lại cổng và đăng nhập lần nữa.</p><p class="quiet">Mã lỗi: ${error}</p>`,
  })
}

function send(ctx: KoaContextWithOIDC, page: Page): void {
  // Logging out leads back to the portal; its address is checked by the provider before it gets here.
  const target = ctx.oidc?.session?.state?.postLogoutRedirectUri
  ctx.set(pageHeaders(typeof target === 'string' ? [new URL(target).origin] : []))
  ctx.body = renderPage(page)
}
