import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import type { FieldProblem, FormField } from '#shared/forms/definition.ts'
import { DraftErrorSummary } from '#components'

const field = (id: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({ id, kind, label: { vi: `Nhãn ${id}`, en: `Label ${id}` }, ...more }) as FormField
const fields = [
  field('name', 'person-name'), field('birth', 'date'), field('home', 'address'), field('sex', 'code', { widget: 'radio' }),
  field('members', 'repeat', { fields: [field('fullName', 'person-name')] }),
]
const problems = [['name', 'required'], ['birth', 'required'], ['home.commune', 'required'], ['home', 'required'], ['sex', 'required'], ['members.1.fullName', 'required']].map(([path, code]) => ({ path, code }) as FieldProblem)

describe('the summary of what is wrong', () => {
  it('leads to the control of each problem, in the order of the page', async () => {
    const page = await mountSuspended(DraftErrorSummary, { props: { problems, fields } })
    expect(page.findAll('a').map(link => link.attributes('href'))).toEqual(['#f-name', '#f-birth-first', '#f-home-commune', '#f-home-first', '#f-sex-first', '#f-members-1-fullName'])
  })

  it('names the field, and the row that it stands in', async () => {
    const page = await mountSuspended(DraftErrorSummary, { props: { problems, fields } })
    const lines = page.findAll('li').map(line => line.text())
    expect(lines[0]).toMatch(/^Nhãn name: \S/)
    expect(lines[5]).toMatch(/ 2, Nhãn fullName: \S/)
    expect(page.get('h2').text()).toContain('6')
  })

  it('takes the focus when it appears and each time that somebody wants to go on', async () => {
    const page = await mountSuspended(DraftErrorSummary, { props: { problems, fields, attempt: 0 }, attachTo: document.body })
    expect(document.activeElement).toBe(page.element)
    ;(document.activeElement as HTMLElement).blur()
    expect(document.activeElement).not.toBe(page.element)
    await page.setProps({ attempt: 1 })
    expect(document.activeElement).toBe(page.element)
    page.unmount()
  })
})
