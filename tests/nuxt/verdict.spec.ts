import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import type { ReportView, Verdict } from '#shared/report/verdict.ts'
import { ReportVerdict } from '#components'

const report: ReportView = { fileName: null, documentDigest: 'ab'.repeat(32), integrity: 'sound', severity: 'good', headline: { vi: 'Mọi chữ ký hợp lệ.', en: 'Every signature is valid.' }, validationTime: '2026-11-24T08:00:00.000Z', signatures: [], findings: [], technical: {} }
const show = (verdict: Verdict, answersMatch = true) => mountSuspended(ReportVerdict, { props: { verdict, report, answersMatch } })

describe('the verdict', () => {
  it.each([
    ['accept', 'Tiếp nhận được', 'tone-good'],
    ['ask-again', 'Cần hỏi lại', 'tone-wait'],
    ['refuse', 'Không tiếp nhận được', 'tone-stop'],
  ] as const)('%s is said first, in its own tone', async (action, words, tone) => {
    const page = await show({ action, reasons: [{ vi: 'Vì thế này', en: 'Because' }], tellCitizen: null })
    expect(page.classes()).toContain(tone)
    expect(page.get('h3').text()).toBe(words)
    expect(page.find('h3').element.compareDocumentPosition(page.get('ul').element)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  })

  it('gives three reasons at most, as text whatever they hold', async () => {
    const reasons = ['<img src=x onerror=alert(1)>', 'hai', 'ba', 'bốn'].map(vi => ({ vi, en: vi }))
    const page = await show({ action: 'refuse', reasons, tellCitizen: { vi: 'Bạn ký lại.', en: 'Sign again.' } })
    const first = page.get('ul')
    expect(first.findAll('li').map(one => one.text())).toEqual(['<img src=x onerror=alert(1)>', 'hai', 'ba'])
    expect(page.find('img').exists()).toBe(false)
    expect(page.text()).toContain('Bạn ký lại.')
  })

  it('says when the paper and the data differ', async () => {
    const verdict: Verdict = { action: 'accept', reasons: [], tellCitizen: null }
    const [same, different] = [await show(verdict, true), await show(verdict, false)]
    expect(same.get('p').html()).not.toBe(different.get('p').html())
    expect(different.html()).toContain('tone-stop')
  })

  it('keeps the whole report one press away', async () => {
    const page = await show({ action: 'accept', reasons: [], tellCitizen: null })
    expect(page.get('details').attributes('open')).toBeUndefined()
    expect(page.get('details').text()).toContain('AB')
  })
})
