import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Html, html } from './html.ts'

const style = readFileSync(join(import.meta.dirname, 'style.css'), 'utf8')
const styleElement = new Html(`<style>${style}</style>`)
const styleHash = createHash('sha256').update(style).digest('base64')

export interface Page {
  title: string
  /** Who runs this page, shown above the title. */
  service: string
  body: Html
}

/** A whole page in Vietnamese that works without scripts. */
export function renderPage({ title, service, body }: Page): string {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${service}</title>
<link rel="icon" href="data:,">
${styleElement}
</head>
<body>
<header><p class="service">${service}</p><p class="sandbox">Môi trường thử nghiệm: người và dữ liệu ở đây đều do máy tạo ra.</p></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`.markup
}

/**
 * Headers of every page. A browser checks `form-action` on the redirects after a form post too, so the origins that a
 * page may lead back to are named. A page that does not say so runs no script, not even of ours.
 */
export function pageHeaders(leadsTo: readonly string[] = [], { scripts = false } = {}): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      `default-src 'none'`, `style-src 'sha256-${styleHash}'`, `font-src 'self'`, `img-src data:`, `base-uri 'none'`, `frame-ancestors 'none'`,
      `form-action ${['\'self\'', ...leadsTo].join(' ')}`,
      ...(scripts ? [`script-src 'self'`, `connect-src 'self'`] : []),
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
