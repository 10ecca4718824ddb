import { describe, expect, it } from 'vitest'
import { accountSource } from '#domain/prefill'
import { createLint, type LintFinding, type RegistryDeclaration } from '#domain/procedures'
import type { FormField, FormSection, OnceOnlyException, ProcedureDefinition } from '#shared/forms/definition.ts'
import { registryDeclarations } from '../../../../../server/adapters/registries/index.ts'
import { loadSampleProcedures, today } from '../../../../support/procedure-samples.ts'

const procedures = loadSampleProcedures()
const codes = (list: string) => procedures.codeList(list)?.options.map(({ code }) => code) ?? null
const lintWith = (connected: readonly RegistryDeclaration[] = registryDeclarations) => createLint({ connected, declared: registryDeclarations, accountAttributes: accountSource.attributes, today, codes })
const lint = lintWith()
const base = procedures.inForce('temporary-residence', today).definition

const both = (vi: string, en = 'Something else'): { vi: string, en: string } => ({ vi, en })
const text = (id: string, vi: string, more: Partial<FormField> = {}): FormField => ({ id, kind: 'text', label: both(vi), ...more })
const choice = (id: string, ...options: string[]): FormField => ({ id, kind: 'code', label: both('Lựa chọn', 'Choice'), options: options.map(code => ({ code, label: both(`Mục ${code}`, `Item ${code}`) })) })
const section = (title: string, ...fields: FormField[]): FormSection => ({ id: 'ss', title: both(title), fields })
const form = (sections: FormSection[], more: Partial<ProcedureDefinition> = {}): ProcedureDefinition => ({ ...base, sections, attachments: [], ...more })
const rules = (findings: LintFinding[]): string[] => findings.map(({ at, rule, holds }) => `${at}: ${rule}${holds === undefined ? '' : ` ${holds}`}`)
const of = (definition: ProcedureDefinition): string[] => rules(lint.definition(definition))
const slot = (id: string, title: string): ProcedureDefinition['attachments'][number] => ({ id, title: both(title), accept: ['application/pdf'], maxFiles: 1, maxSize: 1000 })

describe('procedures of the house', () => {
  it.each(procedures.list(today).map(({ slug }) => slug))('%s asks for nothing that a registry holds, and is sound', (slug) => {
    expect(lint.definition(procedures.inForce(slug, today).definition)).toEqual([])
  })
})

describe('once only: fields', () => {
  it.each([
    ['Số điện thoại', 'phone'], ['SĐT của người nộp đơn', 'phone'], ['Vui lòng nhập số điện thoại của bạn:', 'phone'], ['SO DIEN THOAI', 'phone'], ['Địa chỉ HKTT (ghi theo sổ hộ khẩu)', 'permanentAddress'], ['CMND/CCCD/Hộ chiếu số', 'personalId'], ['Họ tên cha', 'father.fullName'],
    ['Mã số thuế (nếu có)', 'code'], ['Hạng bằng lái xe', 'class'],
  ])('finds “%s”', (vi, holds) => {
    expect(of(form([section('Người yêu cầu', text('xx', vi))]))).toEqual([`xx: field-held ${holds}`])
  })

  it('goes by the English where the Vietnamese says nothing', () => {
    expect(of(form([section('Người yêu cầu', { ...text('xx', 'Trường 7'), label: both('Trường 7', 'Tax code') })]))).toEqual(['xx: field-held code'])
  })

  it.each(['Họ tên người làm chứng', 'Số điện thoại của bên mua', 'Ngày sinh của con', 'Địa chỉ nơi ở mới', 'Số hộ chiếu', 'Hạng giấy phép lái xe đề nghị cấp', 'Số máy', 'Điện thoại của công ty', 'Số', 'Ngày cấp', 'Ghi chú'])('leaves “%s” alone', (vi) => {
    expect(of(form([section('Người yêu cầu', text('xx', vi))]))).toEqual([])
  })

  it('leaves alone what is fetched, by whatever registry or the log-in', () => {
    const bound = (registry: string, attribute: string) => ({ binding: { registry, attribute, locked: true, onOutage: 'declare' as const } })
    expect(of(form([section('Người yêu cầu', text('xx', 'Số điện thoại', bound('account', 'phone')), text('yy', 'Mã số thuế', bound('tax', 'code')))]))).toEqual([])
  })

  it('knows what a section is about, and whose name stands before', () => {
    expect(of(form([section('Người được ủy quyền', text('xx', 'Ngày sinh'))]))).toEqual([])
    expect(of(form([section('Người được ủy quyền', text('xx', 'Ngày sinh của người ủy quyền'))]))).toEqual([])
    expect(of(form([section('Người được ủy quyền', text('xx', 'Số điện thoại của người yêu cầu'))]))).toEqual(['xx: field-held phone'])
    const partner = text('aa', 'Họ tên người sẽ kết hôn', { kind: 'person-name' })
    expect(of(form([section('Mục đích', partner, text('xx', 'Quốc tịch'))]))).toEqual([])
    expect(of(form([section('Mục đích', text('xx', 'Quốc tịch'), partner)]))).toEqual(['xx: field-held nationality'])
  })

  it('leaves alone what only those see who act for somebody else', () => {
    const relation = { ...choice('relation'), options: undefined, codeList: 'requester-relations' } as FormField
    const notSelf = { all: [{ path: 'relation', filled: true }, { not: { path: 'relation', is: 'self' } }] }
    expect(of(form([section('Thông tin chung', relation, text('xx', 'Quốc tịch', { visibleIf: notSelf }))]))).toEqual([])
    expect(of(form([section('Thông tin chung', relation, text('xx', 'Quốc tịch', { visibleIf: { path: 'relation', filled: true } }))]))).toEqual(['xx: field-held nationality'])
    // Behind a question that only they are asked, too.
    const status = { ...choice('status', 'a', 'b'), visibleIf: notSelf }
    expect(of(form([section('Thông tin chung', relation, status, text('xx', 'Quốc tịch', { visibleIf: { path: 'status', is: 'a' } }))]))).toEqual([])
  })

  it('looks into rows: lists that are ready, and groups about the applicant', () => {
    const rows = (vi: string, more: Partial<FormField>, ...fields: FormField[]): FormField => ({ id: 'rows', kind: 'repeat', label: both(vi), fields, ...more })
    expect(of(form([section('Nội dung', rows('Thành viên hộ gia đình', {}, text('note', 'Ghi chú')))]))).toEqual(['rows: field-held household'])
    expect(of(form([section('Nội dung', rows('Thông tin của người khai', { maxItems: 1 }, text('code', 'Mã số thuế')))]))).toEqual(['rows.code: field-held code'])
    expect(of(form([section('Nội dung', rows('Đồng sở hữu', {}, text('code', 'Mã số thuế')))]))).toEqual([])
  })

  it('asks nobody to leave out what is not connected here', () => {
    const few = lintWith(registryDeclarations.filter(({ id }) => id !== 'tax'))
    expect(few.definition(form([section('Người yêu cầu', text('xx', 'Mã số thuế'), text('yy', 'Quốc tịch'))])).map(({ at }) => at)).toEqual(['yy'])
  })

  it('names the registry and what it holds', () => {
    expect(lint.definition(form([section('Người yêu cầu', text('xx', 'Mã số thuế'))]))[0]).toMatchObject({ registry: 'tax', holds: 'code', detail: expect.stringContaining('Mã số thuế') })
  })
})

describe('once only: papers', () => {
  it.each([['Bản sao CCCD có công chứng', 'identity-card'], ['Sổ hộ khẩu (bản gốc)', 'household-book'], ['GIẤY KHAI SINH (BẢN SAO)', 'birth-certificate'], ['Giấy phép kinh doanh', 'enterprise-certificate']])('finds “%s”', (vi, holds) => {
    expect(of(form([section('Nội dung', text('xx', 'Ghi chú'))], { attachments: [slot('paper', vi)] }))).toEqual([`paper: paper-held ${holds}`])
  })

  it.each(['Giấy khai sinh của con', 'CCCD của người được ủy quyền', 'Hợp đồng thuê nhà', 'Giấy khám sức khỏe', 'Ảnh chân dung'])('leaves “%s” alone', (vi) => {
    expect(of(form([section('Nội dung', text('xx', 'Ghi chú'))], { attachments: [slot('paper', vi)] }))).toEqual([])
  })
})

describe('exceptions', () => {
  const exception = (changes: Partial<OnceOnlyException> = {}): OnceOnlyException => ({ of: 'xx', registry: 'tax', reason: both('Lý do', 'Reason'), decree: 'Nghị định 1/2026/NĐ-CP', article: 'Điều 5', effectiveFrom: '2026-01-01', effectiveTo: '2026-12-31', ...changes })
  const asking = (...exceptions: OnceOnlyException[]) => of(form([section('Người yêu cầu', text('xx', 'Mã số thuế'))], { exceptions }))

  it('allow what they name, while they last', () => {
    expect(asking(exception())).toEqual([])
    expect(asking(exception({ effectiveTo: '2026-11-22' }))).toEqual(['xx: field-held code', 'xx: exception-ended'])
    expect(asking(exception({ effectiveFrom: '2026-12-01' }))).toEqual(['xx: field-held code'])
    expect(asking(exception({ registry: 'population' }))).toEqual(['xx: field-held code', 'xx: exception-unneeded'])
  })

  it('may not stand without need, nor for what is not there', () => {
    expect(of(form([section('Người yêu cầu', text('xx', 'Ghi chú'))], { exceptions: [exception()] }))).toEqual(['xx: exception-unneeded'])
    expect(asking(exception(), exception({ of: 'gone' }))).toEqual(['gone: exception-unneeded', 'gone: exception-unknown'])
  })

  it.each(['decree', 'article', 'effectiveTo', 'reason'])('are none without %s', (part) => {
    const source = { ...form([section('Người yêu cầu', text('xx', 'Mã số thuế'))]), exceptions: [{ ...exception(), [part]: undefined }] }
    expect(lint.source(source, base.slug).map(({ rule, at }) => `${rule} ${at}`)).toEqual([`not-sound exceptions.0.${part}`])
  })
})

describe('conditions', () => {
  const way = choice('way', 'usual', 'urgent')
  it('finds what no answers show', () => {
    expect(of(form([section('Nội dung', way, text('xx', 'Ghi chú', { visibleIf: { all: [{ path: 'way', is: 'usual' }, { path: 'way', is: 'urgent' }] } }))]))).toEqual(['xx: unreachable'])
    expect(of(form([{ ...section('Nội dung', text('xx', 'Ghi chú', { visibleIf: { path: 'way', is: 'urgent' } })), visibleIf: { path: 'way', is: 'usual' } }, { ...section('Cách', way), id: 'tt' }]))).toEqual(['xx: unreachable'])
    expect(of(form([section('Nội dung', way, text('xx', 'Ghi chú', { visibleIf: { all: [{ path: 'way', filled: false }, { path: 'way', in: ['usual', 'urgent'] }] } }))]))).toEqual(['xx: unreachable'])
  })

  it('follows chains: an answer exists only where its field is shown', () => {
    const second = { ...choice('second', 'a', 'b'), visibleIf: { path: 'way', is: 'usual' } }
    const third = text('xx', 'Ghi chú', { visibleIf: { all: [{ path: 'second', is: 'a' }, { not: { path: 'way', is: 'usual' } }] } })
    expect(of(form([section('Nội dung', way, second, third)]))).toEqual(['xx: unreachable'])
    expect(of(form([section('Nội dung', way, second, { ...third, visibleIf: { any: [{ path: 'second', is: 'a' }, { path: 'way', is: 'urgent' }] } })]))).toEqual([])
  })

  it('counts ages and empty answers', () => {
    const born: FormField = { id: 'born', kind: 'partial-date', label: both('Thời điểm', 'When') }
    const between = (low: number, high: number) => text('xx', 'Ghi chú', { visibleIf: { all: [{ not: { path: 'born', ageBelow: low } }, { path: 'born', ageBelow: high }] } })
    expect(of(form([section('Nội dung', born, text('xx', 'Ghi chú', { visibleIf: { all: [{ path: 'born', filled: false }, { path: 'born', ageBelow: 18 }] } }))]))).toEqual(['xx: unreachable'])
    expect(of(form([section('Nội dung', born, between(18, 14))]))).toEqual(['xx: unreachable'])
    expect(of(form([section('Nội dung', born, between(14, 18))]))).toEqual([])
  })

  it('finds conditions that wait for a value that never comes', () => {
    expect(of(form([section('Nội dung', way, text('xx', 'Ghi chú', { required: { path: 'way', is: 'slow' } }))]))).toEqual(['xx: condition-unbound'])
    expect(of(form([section('Nội dung', way, text('xx', 'Ghi chú', { visibleIf: { path: 'way', in: ['urgent', 'slow'] } }))]))).toEqual(['xx: condition-unbound'])
    expect(of(form([section('Nội dung', way, text('xx', 'Ghi chú', { visibleIf: { path: 'way', is: 'slow' } }))]))).toEqual(['xx: unreachable', 'xx: condition-unbound'])
  })

  it('finds papers and parts of texts that are never shown, and what rows hide from themselves', () => {
    const never = { all: [{ path: 'way', is: 'usual' }, { path: 'way', is: 'urgent' }] }
    expect(of(form([section('Nội dung', way)], { attachments: [{ ...slot('paper', 'Bản vẽ'), visibleIf: never }] }))).toEqual(['paper: unreachable'])
    expect(of(form([section('Nội dung', way, { id: 'xx', kind: 'composed', label: both('Nội dung', 'Request'), template: [{ text: 'a' }, { when: never, text: 'b' }] })]))).toEqual(['xx: unreachable'])
    expect(of(form([section('Nội dung', { id: 'rows', kind: 'repeat', label: both('Danh mục', 'Items'), fields: [way, text('inner', 'Ghi chú', { visibleIf: never })] })]))).toEqual(['rows.inner: unreachable'])
  })
})

describe('languages and dates', () => {
  it('finds what is not translated', () => {
    expect(of(form([section('Nội dung', { ...text('xx', 'Ghi chú thêm'), label: both('Ghi chú thêm', 'Ghi chú thêm') })]))).toEqual(['sections.ss.fields.xx.label: translation-missing'])
    expect(of(form([section('Nội dung', { ...text('xx', 'Ghi chú'), hint: both('Để trống nếu không có', 'leave it trống') })]))).toEqual(['sections.ss.fields.xx.hint: translation-missing'])
    expect(of(form([section('Nội dung', { ...text('xx', 'Ghi chú'), hint: both('Theo Nghị định 30/2020/NĐ-CP', 'Under Decree 30/2020/NĐ-CP') })]))).toEqual([])
    expect(rules(lint.source({ ...form([section('Nội dung', text('xx', 'Ghi chú'))]), title: { vi: 'Một thủ tục' } }, base.slug))).toEqual(['title.en: translation-missing'])
  })

  it('finds fees and time limits without dates, and what is in force on no day', () => {
    const sound = form([section('Nội dung', text('xx', 'Ghi chú'))])
    const fee = { id: 'fee', kind: 'fee', title: both('Phí', 'Fee'), online: 1, inPerson: 2, source: 'Luật' }
    expect(rules(lint.source({ ...sound, fees: [fee] }, base.slug))).toEqual(['fees.0.effectiveFrom: undated'])
    expect(rules(lint.source({ ...sound, processing: [{ value: 3, unit: 'workday', effectiveFrom: '2025-01-01' }] }, base.slug))).toEqual(['processing.0.source: undated'])
    expect(of({ ...sound, legalBasis: [{ ...sound.legalBasis[0]!, effectiveTo: '2026-01-01' }] })).toEqual(['legalBasis: undated'])
    expect(of({ ...sound, processing: [{ ...sound.processing[0]!, effectiveFrom: '2026-05-01', effectiveTo: '2026-04-01' }] })).toEqual(['processing: undated', 'processing: undated'])
  })

  it('calls by name what is no definition, or binds what is not there', () => {
    expect(lint.source('x', 'folder').map(({ rule }) => rule)).toEqual(['not-sound'])
    const binding = (attribute: string, registry = 'population') => text('xx', 'Ghi chú', { binding: { registry, attribute, locked: true, onOutage: 'declare' } })
    const source = (field: FormField) => rules(lint.source(form([section('Nội dung', field, { id: 'newAddress', kind: 'address', label: both('Nơi mới', 'New place') })]), base.slug))
    expect(source(binding('identityCard.number'))).toEqual([])
    expect(source(binding('identityCard.colour'))).toEqual(['xx: not-sound'])
    expect(source(binding('shoeSize'))).toEqual(['temporary-residence: not-sound'])
    expect(source(binding('anything', 'astrology'))).toEqual(['xx: not-sound'])
  })
})
