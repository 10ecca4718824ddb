import { getRequestHeader, sendRedirect, setResponseHeader, setResponseHeaders, type H3Event } from 'h3'
import { useHouse } from './house.ts'
import { inLanguageOf, toOwnPath, withParameter } from './own-path.ts'

/** The page that a form was posted from, when the browser says so and it is ours. */
export function fromPage(event: H3Event): string | null {
  const referer = getRequestHeader(event, 'referer')
  if (referer === undefined || !URL.canParse(referer)) return null
  const url = new URL(referer)
  return url.origin === useHouse().config.origin ? toOwnPath(`${url.pathname}${url.search}`) : null
}

/** Whether the person reads English, by the page that they come from or go to. */
export const pageInLanguage = (event: H3Event, path: string, next: string | null = null): string => inLanguageOf(path, next ?? fromPage(event))

/** Leads a plain form on: `:id` stands for what was made. */
export function leadOn(event: H3Event, { next, page, made }: { next: string | null, page: string, made: unknown }): Promise<void> {
  const id = typeof made === 'object' && made !== null && 'id' in made && typeof made.id === 'string' ? made.id : ''
  return sendRedirect(event, (next ?? pageInLanguage(event, page)).replace(':id', encodeURIComponent(id)), 303)
}

/** Leads a plain form back to its page with the problem's code; to a page that exists when it does not say where it came from. */
export function leadBack(event: H3Event, { next, code, instance }: { next: string | null, code: string, instance: string }): Promise<void> {
  const page = fromPage(event) ?? (next === null || next.includes(':id') ? pageInLanguage(event, '/', next) : next)
  const clean = new URL(page, 'http://portal.invalid')
  // The page checks what is missing only after a save that went well.
  clean.searchParams.delete('then')
  return sendRedirect(event, withParameter(withParameter(`${clean.pathname}${clean.search}`, 'problem', code), 'instance', instance), 303)
}

/** A file to be looked at (papers that this house drew) or only to be kept (what people uploaded). */
export function sendFile(event: H3Event, { bytes, type, fileName, isOurs }: { bytes: Uint8Array, type: string, fileName: string, isOurs: boolean }): Buffer {
  const plain = fileName.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').replace(/[^\w. -]/g, '_')
  setResponseHeaders(event, {
    'content-type': isOurs ? type : type === 'application/pdf' ? type : 'application/octet-stream',
    'content-length': bytes.length,
    'content-disposition': `${isOurs ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    // Readers of browsers draw PDFs by an object of their own; scripts of a file never run here.
    'content-security-policy': isOurs ? 'default-src \'none\'; object-src \'self\'; frame-ancestors \'none\'' : 'sandbox; default-src \'none\'; frame-ancestors \'none\'',
  })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Public knowledge, the same for everybody: anyone may keep it for a while. */
export function allowKeeping(event: H3Event, seconds: number): void {
  setResponseHeader(event, 'cache-control', `public, max-age=${seconds}`)
}
