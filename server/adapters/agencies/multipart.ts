import { randomUUID } from 'node:crypto'
import type { ParcelPart } from '#domain/delivery'

/** `multipart/form-data` (RFC 7578); file names in UTF-8, with the three characters that could break out escaped as browsers do. */
export function packMultipart(parts: readonly ParcelPart[]): { contentType: string, body: Uint8Array } {
  const boundary = `motlan-${randomUUID()}`
  const escaped = (name: string): string => name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22')
  const body = parts.flatMap(({ name, fileName, type, bytes }) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${escaped(fileName)}"\r\ncontent-type: ${type}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ])
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat([...body, Buffer.from(`--${boundary}--\r\n`)]) }
}
