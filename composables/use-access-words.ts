import type { OpenQuestion } from '#shared/api/accesses.ts'

/** An entry of the ledger in plain words. */
export function useAccessWords() {
  const { t, say } = useWords()

  const whatWasDone = ({ what, registry }: OpenQuestion['entry']): string =>
    t(`accesses.what.${what}`, { registry: registry === null ? '' : say(registry.title) })

  function whoDid({ kind, who: { role, agency } }: OpenQuestion['entry']): string {
    if (kind === 'registry') return t('accesses.forYou')
    const words = t(`accesses.role.${role}`)
    return agency === null ? words : `${say(agency)} · ${words}`
  }

  return { whatWasDone, whoDid, say }
}
