import { describe, expect, it } from 'vitest'
import type { Answers } from '#shared/forms/definition.ts'
import { mergeAnswers, parseAnswers, readAnswers, toFormEntries } from '#shared/forms/answers.ts'
import { completeAnswers, stripHidden, visibleSections, visibleSlots } from '#shared/forms/form.ts'
import { validateForm } from '#shared/forms/validate.ts'
import { loadSampleProcedures, maritalAnswers, residenceAnswers, samples, today } from '../../../support/procedure-samples.ts'

const procedures = loadSampleProcedures()
const { labels } = procedures
const residence = procedures.inForce('temporary-residence', today).definition
const marital = procedures.inForce('marital-status-certificate', today).definition
const problems = (definition: typeof residence, answers: Answers, attachments?: Record<string, number>) =>
  validateForm(definition, answers, { today, labels, ...(attachments === undefined ? {} : { attachments }) }).map(({ path, code }) => `${path}: ${code}`)

describe('a form', () => {
  it.each(samples)('%s finds nothing wrong with complete answers', (slug, answers) => {
    expect(problems(procedures.inForce(slug, today).definition, answers)).toEqual([])
  })

  it('names every missing field in form order', () => {
    expect(problems(residence, {})).toEqual([
      'fullName: required', 'dateOfBirth: required', 'sex: required', 'personalId: required', 'phone: required', 'currentAddress: required',
      'newAddress: required', 'stayFrom: required', 'stayUntil: required', 'dwelling: required', 'household: required', 'guardianNeeded: required', 'resultChannel: required',
    ])
  })

  it('strips hidden answers before it judges them, also those hidden by a stripped one', () => {
    const answers = { ...residenceAnswers, household: 'own', headPersonalId: 'nonsense' }
    expect(problems(residence, answers)).toEqual([])
    expect(stripHidden(residence, answers, today)).not.toHaveProperty('headName')
    expect(stripHidden(marital, { ...maritalAnswers, purpose: 'credit', partnerNationality: 'VN', partnerPersonalId: '1' }, today)).not.toHaveProperty('partnerPersonalId')
  })

  it('asks for a guardian when the applicant is a child, and not when a grown-up needs none', () => {
    const shown = (answers: Answers) => visibleSections(residence, answers, today).flatMap(section => section.fields.map(field => field.id))
    expect(shown({ ...residenceAnswers, dateOfBirth: '2012-05-01' })).toContain('guardianName')
    expect(shown({ ...residenceAnswers, dateOfBirth: '2012-05-01' })).not.toContain('guardianNeeded')
    expect(shown(residenceAnswers)).not.toContain('guardianName')
  })

  it('asks for papers only where they are needed', () => {
    expect(problems(residence, residenceAnswers, {})).toEqual(['attachments.residenceProof: attachment-missing'])
    expect(problems(residence, { ...residenceAnswers, headConsent: 'paper' }, { residenceProof: 1 })).toEqual(['attachments.headConsentPaper: attachment-missing'])
    expect(problems(residence, { ...residenceAnswers, dwelling: 'own', landCertificate: 'CS 01234' }, {})).toEqual([])
    // One's own divorce is in the civil-status database; somebody else's is not asked there.
    expect(visibleSlots(marital, maritalAnswers, today).map(slot => slot.id)).toEqual([])
    expect(visibleSlots(marital, { ...maritalAnswers, relation: 'child', ownStatus: null, subjectStatus: 'divorced' }, today).map(slot => slot.id)).toEqual(['divorcePaper', 'authorityPaper'])
  })

  it('composes the request and throws away what a client sends for it', () => {
    const completed = completeAnswers(residence, { ...residenceAnswers, request: 'Cấp cho tôi một căn nhà' }, { today, labels })
    expect(completed.request).toBe('Đăng ký tạm trú tại Số 128 đường Nguyễn Trãi, căn hộ 12.05, Phường Bến Thành, Thành phố Hồ Chí Minh, từ ngày 25/11/2026 đến ngày 20/11/2028. Đăng ký vào hộ của chủ hộ Trần Văn Ẩn. Có 2 thành viên cùng thay đổi.')
    expect(completeAnswers(marital, { ...maritalAnswers, ownStatus: 'single' }, { today, labels }).statusStatement).toBe('Hiện tại chưa đăng ký kết hôn với ai.')
    expect(readAnswers({ request: 'x', unknown: 1, receivingAgency: 'mine' }, residence)).toEqual({})
  })

  it.each(samples)('%s survives the way through a form post', (slug, answers) => {
    const { definition } = procedures.inForce(slug, today)
    expect(parseAnswers(toFormEntries(answers, definition), definition)).toEqual(answers)
  })

  it('reads names with dots, takes the last of two, and clears what is emptied', () => {
    const posted: [string, string][] = [['answers.phone', ''], ['answers.sex', 'male'], ['answers.sex', 'female'], ['answers.newAddress.province', '79'], ['answers.dateOfBirth.year', '1962'], ['answers.dateOfBirth.month', ''], ['answers.members.0.fullName', 'Bé'], ['_csrf', 'x']]
    const patch = parseAnswers(posted, residence)
    expect(patch).toEqual({ phone: null, sex: 'female', newAddress: { province: '79', commune: '', detail: '' }, dateOfBirth: '1962', members: [{ fullName: 'Bé' }] })
    expect(mergeAnswers({ phone: '0912345678', email: 'a@b.vn' }, patch)).toMatchObject({ email: 'a@b.vn', sex: 'female' })
    expect(mergeAnswers({ phone: '0912345678' }, patch)).not.toHaveProperty('phone')
  })

  it('is not led to prototypes by posted names', () => {
    const patch = parseAnswers([['answers.__proto__.polluted', 'x'], ['answers.constructor.prototype.polluted', 'x'], ['answers.members.0.__proto__', 'x'], ['answers.a.b.c.d.e.f.g', 'x']], residence)
    expect(patch).toEqual({ members: null })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
