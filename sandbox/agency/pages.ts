import { html } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import type { ReceivedDossier } from '../types.ts'
import { agencies } from './agencies.ts'

const service = 'Hệ thống của các cơ quan'

const titleOf = (id: string): string => agencies.find(agency => agency.id === id)?.title.vi ?? id
const timeOf = (iso: string): string => new Intl.DateTimeFormat('vi-VN', { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(iso))

export function inboxPage(dossiers: readonly ReceivedDossier[]): Page {
  const row = (dossier: ReceivedDossier, number: number) => html`<tr>
<td><a href="/dossiers/${number}">${dossier.dossierCode ?? dossier.acknowledgement}</a></td><td>${titleOf(dossier.agency)}</td><td>${timeOf(dossier.receivedAt)}</td><td>${dossier.deliveries}</td></tr>`
  return {
    service,
    title: 'Hồ sơ đã nhận từ cổng',
    body: dossiers.length === 0
      ? html`<p>Chưa có hồ sơ nào. Khi một người nộp hồ sơ trên cổng, hồ sơ đến đây trong vài giây.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Hồ sơ đã nhận"><table>
<thead><tr><th scope="col">Mã hồ sơ</th><th scope="col">Cơ quan</th><th scope="col">Nhận lúc</th><th scope="col">Số lần gửi</th></tr></thead>
<tbody>${dossiers.map(row).reverse()}</tbody></table></div>`,
  }
}

export function dossierPage(dossier: ReceivedDossier, number: number): Page {
  const part = ({ name, fileName, type, size, sha256 }: ReceivedDossier['parts'][number], index: number) => html`<li>
<a href="/dossiers/${number}/parts/${index}">${fileName ?? name}</a><span class="hint">${name} · ${type} · ${Math.ceil(size / 1024)} kB<br>SHA-256 ${sha256}</span></li>`
  return {
    service,
    title: dossier.dossierCode ?? dossier.acknowledgement,
    body: html`<dl><dt>Cơ quan</dt><dd>${titleOf(dossier.agency)}</dd><dt>Nhận lúc</dt><dd>${timeOf(dossier.receivedAt)}</dd>
<dt>Mã tiếp nhận</dt><dd>${dossier.acknowledgement}</dd><dt>Số lần gửi đến</dt><dd>${dossier.deliveries}</dd></dl>
<h2>Các phần của gói</h2><ul class="documents">${dossier.parts.map(part)}</ul><p><a href="/">Tất cả hồ sơ</a></p>`,
  }
}
