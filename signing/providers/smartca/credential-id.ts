/** Every call needs its owner's token, so our id of a credential says whose it is. */
export const joinId = (userId: string, own: string): string => `${userId}/${own}`

export function splitId(id: string): { userId: string, own: string } {
  const at = id.indexOf('/')
  return { userId: id.slice(0, at), own: id.slice(at + 1) }
}
