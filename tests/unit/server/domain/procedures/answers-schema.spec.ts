import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileAnswersSchema, createAnswersGate } from '#domain/procedures'
import type { Answer, Answers, FormField } from '#shared/forms/definition.ts'
import { readAnswers } from '#shared/forms/answers.ts'
import { allFields, completeAnswers } from '#shared/forms/form.ts'
import { validateForm } from '#shared/forms/validate.ts'
import { loadSampleProcedures, samples, today } from '../../../../support/procedure-samples.ts'

const procedures = loadSampleProcedures()
const { labels } = procedures

/** Values right and wrong, near the edges of each kind. */
function valueFor(field: FormField): fc.Arbitrary<unknown> {
  const date = fc.constantFrom('1962', '1990-03', '1990-03-05', '2008-11-23', '2008-11-24', '2026-11-22', '2026-11-23', '2026-11-24', '2030-01-01', '2026-02-30', '1700', 'x')
  const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('Ễ', 'a'.repeat(101), 'a'.repeat(600), 'Nguyễn Văn A', 'Vаn', 'a\u0007', '2'))
  const unit = fc.constantFrom({ province: '01', commune: '00166', detail: 'Số 1' }, { province: '79', commune: '00166', detail: 'Số 1' }, { province: '', commune: '', detail: 'Số 1' }, { province: '01', commune: '00166', detail: 'x'.repeat(201) })
  const byKind: Partial<Record<FormField['kind'], fc.Arbitrary<unknown>>> = {
    'partial-date': date, 'date': date, 'address': unit, 'checkbox': fc.constantFrom(true, false, 'on', 'x'), 'number': fc.oneof(fc.integer(), fc.constant('ba')),
    'personal-id': fc.constantFrom('001190012345', '12', '00119001234x'), 'phone': fc.constantFrom('0912345678', '+84912345678', '02438251234', '123'), 'email': fc.constantFrom('a@b.vn', 'a.@b.vn', 'a@b', `${'a'.repeat(250)}@b.vn`),
    'code': fc.constantFrom(...(field.options ?? procedures.codeList(field.codeList ?? '')?.options ?? []).map(option => option.code), 'nonsense'),
  }
  const some = field.kind === 'repeat' ? fc.array(rowFor(field.fields ?? []), { maxLength: 3 }) : byKind[field.kind] ?? text
  return fc.oneof({ weight: 8, arbitrary: some }, { weight: 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(7, { a: 1 }, [1]) })
}

const rowFor = (fields: FormField[]): fc.Arbitrary<Record<string, unknown>> => fc.record(Object.fromEntries(fields.map(field => [field.id, valueFor(field)])))

describe.each(samples)('the JSON Schema of %s', (slug, complete) => {
  const { definition } = procedures.inForce(slug, today)
  const conforms = compileAnswersSchema(definition, { today, labels })
  const fields = allFields(definition).filter(field => field.kind !== 'composed' && field.kind !== 'agency')
  const agree = (given: Answers): void => {
    const answers = completeAnswers(definition, given, { today, labels })
    const found = validateForm(definition, given, { today, labels })
    expect({ valid: conforms(answers), answers, found }).toMatchObject({ valid: found.length === 0 })
  }

  it('accepts complete answers', () => {
    expect(conforms(completeAnswers(definition, complete, { today, labels }))).toBe(true)
  })

  it('agrees with the form rules on complete answers with a few values changed', () => {
    const change = fc.constantFrom(...fields).chain(field => valueFor(field).map((value): [string, unknown] => [field.id, value]))
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      agree(Object.fromEntries(Object.entries({ ...complete, ...readAnswers(Object.fromEntries(changes), definition) }).filter((pair): pair is [string, Answer] => pair[1] !== null)))
    }), { numRuns: 600 })
  })

  it('agrees with the form rules on answers made of anything', () => {
    fc.assert(fc.property(fc.record(Object.fromEntries(fields.map(field => [field.id, valueFor(field)])), { requiredKeys: [] }), (raw) => {
      agree(readAnswers(raw, definition))
    }), { numRuns: 300 })
  })

  it('refuses answers that the form does not know', () => {
    expect(conforms({ ...completeAnswers(definition, complete, { today, labels }), more: 'x' })).toBe(false)
  })
})

describe('the gate at submission', () => {
  const gate = createAnswersGate(labels)
  const { definition } = procedures.inForce('temporary-residence', today)
  const complete = completeAnswers(definition, samples[0]![1], { today, labels })

  it('lets complete answers pass and names what it objects to without telling values', () => {
    expect(gate.objections(definition, complete, today)).toEqual([])
    const { phone: _, ...rest } = complete
    expect(gate.objections(definition, rest, today)).toContainEqual({ path: 'phone', keyword: 'required' })
    expect(gate.objections(definition, { ...complete, personalId: 'secret' }, today)).toEqual([{ path: 'personalId', keyword: 'pattern' }])
  })

  it('judges by the day it is asked for', () => {
    expect(gate.objections(definition, complete, '2028-11-20')).toEqual([])
    expect(gate.objections(definition, complete, '2028-11-21')).toEqual([{ path: 'stayUntil', keyword: 'notBefore' }])
    expect(gate.objections(definition, complete, today)).toEqual([])
  })
})
