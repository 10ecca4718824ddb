import { timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createApp, createRouter, defineEventHandler, getRequestHeader, readRawBody, sendStream, setResponseHeaders, setResponseStatus, type App, type H3Event, type Router } from 'h3'
import { pageHeaders, renderPage, type Page } from './page.ts'

const fonts = join(import.meta.dirname, '..', '..', 'node_modules', '@fontsource', 'be-vietnam-pro', 'files')

/** An application with routes; the fonts of its pages included. `onFailure` must not tell the caller anything. */
export function createSite(onFailure: (error: Error) => void): { app: App, router: Router } {
  const app = createApp({
    onError: (error, event) => {
      if (!error.unhandled) return
      onFailure(error)
      setResponseStatus(event, 500)
    },
  })
  const router = createRouter({ preemptive: false })
  router.get('/fonts/:file', defineEventHandler((event) => {
    const [, weight, subset] = /^(400|600)-(vietnamese|latin)\.woff2$/.exec(event.context.params?.file ?? '') ?? []
    if (weight === undefined) {
      setResponseStatus(event, 404)
      return ''
    }
    setResponseHeaders(event, { 'content-type': 'font/woff2', 'cache-control': 'public, max-age=86400' })
    return sendStream(event, createReadStream(join(fonts, `be-vietnam-pro-${subset}-${weight}-normal.woff2`)))
  }))
  app.use(router)
  return { app, router }
}

export function sendPage(event: H3Event, page: Page, options: { status?: number, leadsTo?: readonly string[], scripts?: boolean } = {}): string {
  setResponseStatus(event, options.status ?? 200)
  setResponseHeaders(event, pageHeaders(options.leadsTo, { scripts: options.scripts ?? false }))
  return renderPage(page)
}

export function sendJson(event: H3Event, status: number, body: unknown): string {
  setResponseStatus(event, status)
  setResponseHeaders(event, { 'content-type': 'application/json;charset=utf-8', 'cache-control': 'no-store' })
  return JSON.stringify(body)
}

/** `Authorization: Bearer <token>`, compared in constant time. */
export function hasBearer(event: H3Event, token: string): boolean {
  const [given, wanted] = [Buffer.from(getRequestHeader(event, 'authorization') ?? ''), Buffer.from(`Bearer ${token}`)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Ends the connection without an answer, as a machine that died would. */
export function hangUp(event: H3Event): void {
  event.node.req.socket.destroy()
  event._handled = true
}

/** Fields of a posted form; repeated names keep the last. Null when the body is something else. */
export async function readForm(event: H3Event): Promise<URLSearchParams | null> {
  if (!getRequestHeader(event, 'content-type')?.startsWith('application/x-www-form-urlencoded')) return null
  return new URLSearchParams(await readRawBody(event, 'utf8') ?? '')
}

/** The JSON object in the body, or null. */
export async function readJsonObject(event: H3Event): Promise<Record<string, unknown> | null> {
  return parseJsonObject(await readRawBody(event, 'utf8') ?? '')
}

export function parseJsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : null
  }
  catch {
    return null
  }
}
