import { appendResponseHeader, getRequestHeader, getRequestHeaders, send, setResponseHeader, setResponseStatus, type H3Event } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { pageInLanguage } from './answers.ts'
import { callOf, pathOf, useHouse } from './house.ts'
import { readFields } from './read-body.ts'
import { contentType, isPlainForm } from './read-input.ts'

const forms = 'application/x-www-form-urlencoded'
/** What signing in, or one more press with a fresh token, mends. */
const mendable = ['session-expired', 'sign-in-required', 'csrf-token-invalid']

/** Reads what a plain form of ours brought although its sender is not known any more, so that it can be sent again. */
export async function keepForm(event: H3Event): Promise<void> {
  const call = callOf(event)
  // Only a post that the browser itself calls ours: nobody else's words are put into the person's hand.
  const isOurs = getRequestHeader(event, 'origin') === useHouse().config.origin
  if (!isOurs || call.route?.rule.secret === true || !isPlainForm(event) || contentType(event) !== forms) return
  const fields = call.posted ?? await readFields(event).catch(() => null)
  if (fields !== null) call.kept = { action: pathOf(event), fields: fields.filter(([name]) => name !== '_csrf'), problem: '' }
}

/** Shows what was sent on a page with a button to send it again. @returns false when there is nothing to show */
export async function offerAgain(event: H3Event, problem: { code: string, status: number }): Promise<boolean> {
  const { kept, next } = callOf(event)
  if (kept === null || !mendable.includes(problem.code)) return false
  kept.problem = problem.code
  const { cookie = '', host = '' } = getRequestHeaders(event)
  const page = await useNitroApp().localFetch(pageInLanguage(event, '/send-again', next), { headers: { cookie, host, accept: 'text/html' }, context: event.context } as RequestInit)
  for (const [name, value] of page.headers) {
    if (name === 'set-cookie') appendResponseHeader(event, name, value)
    else setResponseHeader(event, name, value)
  }
  setResponseStatus(event, page.ok ? problem.status : page.status)
  await send(event, await page.text())
  return true
}
