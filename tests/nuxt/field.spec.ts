import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import type { FieldState } from '#shared/api/drafts.ts'
import type { Answer, FieldProblem, FormField } from '#shared/forms/definition.ts'
import { FieldsField } from '#components'
import { formContextKey, type FormContext } from '~/composables/form-context'

interface Around { states?: Record<string, FieldState>, problems?: FieldProblem[], required?: boolean }

const around = ({ states = {}, problems = [], required = true }: Around): FormContext => ({
  labels: ref({ options: () => undefined, province: () => undefined, commune: () => undefined }) as FormContext['labels'],
  provinces: ref([{ code: '01', label: { vi: 'Thành phố Hà Nội', en: 'Hà Nội City' } }]), communes: () => undefined, loadCommunes: async () => undefined,
  states: ref(states), problems: ref(problems), agency: ref(null), isRequired: () => required, oneMore: list => `/here?more=${list}`, growing: ref(null),
})
const text: FormField = { id: 'occupation', kind: 'text', label: { vi: 'Nghề nghiệp', en: 'Occupation' }, hint: { vi: 'Như trên hợp đồng', en: 'As in the contract' } } as FormField
const show = (field: FormField, value: Answer, context: Around = {}) =>
  mountSuspended(FieldsField, { props: { field, path: field.id, modelValue: value }, global: { provide: { [formContextKey as symbol]: around(context) } } })

describe('a field', () => {
  it('has a label of its own, its hint, and the name that a plain post needs', async () => {
    const page = await show(text, 'Thợ mộc')
    const input = page.get('input')
    expect(input.attributes('name')).toBe('answers.occupation')
    expect((input.element as HTMLInputElement).value).toBe('Thợ mộc')
    expect(page.get(`label[for="${input.attributes('id')}"]`).text()).toBe('Nghề nghiệp')
    expect(page.get(`#${input.attributes('aria-describedby')}`).text()).toBe('Như trên hợp đồng')
  })

  it('says when it may be left empty', async () => {
    expect((await show(text, null, { required: false })).get('label').text()).toMatch(/không bắt buộc/)
  })

  it('names what is wrong beside it, and for those who hear it', async () => {
    const page = await show(text, null, { problems: [{ path: 'occupation', code: 'required' } as FieldProblem] })
    const input = page.get('input')
    expect(input.attributes('aria-invalid')).toBe('true')
    const error = page.get('.field__error')
    expect(input.attributes('aria-describedby')?.split(' ')).toContain(error.attributes('id'))
    expect(error.text()).not.toBe('')
  })

  it('tells what is typed', async () => {
    const page = await show(text, null)
    await page.get('input').setValue('Kỹ sư')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['Kỹ sư'])
  })

  it('from a registry is shown with its source and cannot be typed over', async () => {
    const state: FieldState = {
      state: 'fetched', locked: true, problem: null, display: null, suggestion: null,
      provenance: { origin: 'registry', registry: 'population', registryTitle: { vi: 'Cơ sở dữ liệu quốc gia về dân cư', en: 'Population' }, fetchedAt: '2026-11-24T02:14:00.000Z' } as unknown as FieldState['provenance'],
    }
    const page = await show(text, 'Giáo viên', { states: { occupation: state } })
    expect(page.find('input:not([type=hidden])').exists()).toBe(false)
    expect(page.text()).toContain('Giáo viên')
    expect(page.text()).toContain('Cơ sở dữ liệu quốc gia về dân cư')
    expect(page.text()).toContain('24/11/2026')
  })

  it('of several parts is a group with a legend', async () => {
    const page = await show({ id: 'home', kind: 'address', label: { vi: 'Nơi ở', en: 'Home' } } as FormField, null)
    expect(page.get('fieldset > legend').text()).toContain('Nơi ở')
    expect(page.findAll('select, input').map(one => one.attributes('name')).filter(Boolean)).toEqual(expect.arrayContaining(['answers.home.province', 'answers.home.commune', 'answers.home.detail']))
  })
})
