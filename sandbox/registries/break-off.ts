import type { H3Event } from 'h3'

/** Announces the whole answer, sends half of it and ends the connection. */
export function breakOff(event: H3Event, text: string): string {
  const bytes = Buffer.from(text)
  const { res, req } = event.node
  res.setHeader('content-length', bytes.length)
  event._handled = true
  res.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => req.socket.destroy())
  return ''
}
