/** `10.000 đồng`: the đồng has no minor unit; Vietnamese groups thousands with full stops. */
export function showMoney(amount: number, locale: 'vi' | 'en' = 'vi'): string {
  return `${showNumber(amount, locale)} ${locale === 'vi' ? 'đồng' : 'VND'}`
}

/** `1.234.567,89` in Vietnamese, `1,234,567.89` in English. */
export function showNumber(value: number, locale: 'vi' | 'en' = 'vi'): string {
  const [whole = '', fraction] = Math.abs(value).toString().split('.')
  const [thousands, decimal] = locale === 'vi' ? ['.', ','] : [',', '.']
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands)
  return `${value < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `${decimal}${fraction}`}`
}
