import type { Provenance } from '#shared/forms/definition.ts'

/** Where a value comes from, in words: "Cơ sở dữ liệu quốc gia về dân cư · 23/11/2026 09:14". */
export function useOrigin(): (provenance: Provenance) => string {
  const { t, say, moment } = useWords()
  return (provenance) => {
    if (provenance.origin === 'registry') return `${say(provenance.registryTitle)} · ${moment(provenance.fetchedAt)}`
    if (provenance.origin === 'account') return `${t('origin.account')} · ${moment(provenance.at)}`
    return provenance.origin === 'computed' ? t('origin.computed') : `${t('origin.declared')} · ${moment(provenance.at)}`
  }
}
