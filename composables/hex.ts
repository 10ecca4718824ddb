export const toHex = (bytes: Uint8Array): string => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')

/** The same digest as providers show it: hex instead of Base64. */
export const base64ToHex = (text: string): string => toHex(Uint8Array.from(atob(text), char => char.charCodeAt(0)))
