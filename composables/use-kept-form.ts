/** A form that was sent after its person's session was over (scripts off): what it brought, and why it was not taken. */
export function useKeptForm(): { action: string, fields: [string, string][], problem: string } | null {
  return (useRequestEvent()?.context.kept as { action: string, fields: [string, string][], problem: string } | undefined) ?? null
}
