import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { competentAgency, feesDue, loadProcedures, ProcedureFileError } from '#domain/procedures'
import type { FormField, ProcedureDefinition } from '#shared/forms/definition.ts'
import { fieldOf } from '#shared/forms/form.ts'
import { accountSource } from '#domain/prefill'
import { registryNames } from '../../../../../server/adapters/registries/index.ts'
import { assetsDir, loadSampleProcedures, maritalAnswers, residenceAnswers, today } from '../../../../support/procedure-samples.ts'

const procedures = loadSampleProcedures()
const first = (query: string): string | undefined => procedures.search(query, today)[0]?.slug

describe('finding a procedure', () => {
  it.each([
    'đăng ký tạm trú', 'dang ky tam tru', 'Đăng ký TẠM TRÚ', 'tam tru', 'dk tam tru', 'dki tt', 'kt3', '1.004194', 'tam truu', 'tmạ trú', 'dawng kys tajm trus', 'd9a8ng ky1 ta5m tru1', 'minh muon thue nha o tro', 'temporary residence',
  ])('%s leads to temporary residence', (query) => {
    expect(first(query)).toBe('temporary-residence')
  })

  it.each(['giấy xác nhận tình trạng hôn nhân', 'giay doc than', 'TTHN', 'xnhan doc than', 'giấy độc thân để vay ngân hàng', '1.004873', 'tinh trang hon nha', 'marital status'])('%s leads to the marital-status certificate', (query) => {
    expect(first(query)).toBe('marital-status-certificate')
  })

  it('finds every procedure of a form that several use', () => {
    expect(procedures.search('CT01', today).map(({ slug }) => slug)).toEqual(['permanent-residence', 'temporary-residence'])
  })

  it.each([
    ['nhập hộ khẩu', 'permanent-residence'], ['dang ky thuong tru', 'permanent-residence'], ['lam giay khai sinh cho con', 'birth-registration'], ['GKS', 'birth-registration'], ['lltp', 'criminal-record-certificate'], ['lý lịch tư pháp số 2', 'criminal-record-certificate'],
    ['doi bang lai xe', 'driving-licence-exchange'], ['GPLX', 'driving-licence-exchange'], ['mở hộ kinh doanh', 'household-business-registration'], ['hkd', 'household-business-registration'],
  ])('%s leads to %s', (query, slug) => {
    expect(first(query)).toBe(slug)
  })

  it('finds nothing for what is not offered, and everything for nothing', () => {
    expect(procedures.search('tiêm vắc-xin phòng dại mèo', today)).toEqual([])
    expect(procedures.search('  ', today)).toHaveLength(procedures.list(today).length)
  })

  it('tells what a procedure gives, takes and fetches', () => {
    expect(procedures.search('tam tru', today)[0]).toMatchObject({ code: '1.004194', processing: { value: 3, unit: 'workday' }, fee: 7000, agencyKind: 'commune-police' })
    const view = procedures.view('temporary-residence', today)
    expect(view.lookups.map(lookup => lookup.registry)).toEqual(['population', 'social-insurance', 'account'])
    expect(view.fees).toMatchObject([{ online: 7000, inPerson: 15000, unsure: true }])
  })
})

describe('what is in force', () => {
  it('chooses dated facts by day', () => {
    expect(procedures.inForce('marital-status-certificate', '2027-02-28').definition.legalBasis.map(basis => basis.title.vi).join()).toContain('60/2014')
    expect(procedures.inForce('marital-status-certificate', '2027-03-01').definition.legalBasis.map(basis => basis.title.vi).join()).not.toContain('60/2014')
  })

  it('refuses what is unknown or not in force', () => {
    expect(() => procedures.inForce('nothing', today)).toThrowError(expect.objectContaining({ code: 'procedure-unknown' }))
    expect(() => procedures.inForce('temporary-residence', '2020-01-01')).toThrowError(expect.objectContaining({ code: 'procedure-not-in-force' }))
  })

  it('tells the fee of a channel with the rule that made it', () => {
    const { definition } = procedures.inForce('temporary-residence', today)
    expect(feesDue(definition, { on: today, channel: 'online' })).toMatchObject([{ amount: 7000, source: expect.stringContaining('75/2022/TT-BTC') }])
    expect(feesDue(definition, { on: today, channel: 'inPerson' })).toMatchObject([{ amount: 15000 }])
  })
})

describe('the competent agency', () => {
  const police = { id: 'a', kind: 'commune-police', province: '79', commune: '26743' } as const
  const committee = { id: 'b', kind: 'commune-committee', province: '01', commune: '00166' } as const
  const agencies = [committee, police, { ...committee, id: 'c', commune: '26743' }]

  it('is of the right kind in the commune of the first address given', () => {
    expect(competentAgency(procedures.inForce('temporary-residence', today).definition, residenceAnswers, agencies)?.id).toBe('a')
    const { definition } = procedures.inForce('marital-status-certificate', today)
    expect(competentAgency(definition, maritalAnswers, agencies)?.id).toBe('b')
    expect(competentAgency(definition, { ...maritalAnswers, subjectResidence: { province: '79', commune: '26743', detail: '' } }, agencies)?.id).toBe('c')
  })

  it('is nobody while no address is given, or none takes part', () => {
    const { definition } = procedures.inForce('temporary-residence', today)
    expect(competentAgency(definition, {}, agencies)).toBeNull()
    expect(competentAgency(definition, { newAddress: { province: '01', commune: '00004', detail: 'x' } }, agencies)).toBeNull()
  })
})

describe('catalogues', () => {
  it('hold 34 provinces and 3,321 communes in NFC, sorted by their proper names', () => {
    const provinces = procedures.units()?.options ?? []
    const communes = provinces.flatMap(province => procedures.units(province.code)?.options ?? [])
    expect([provinces.length, communes.length, new Set(communes.map(commune => commune.code)).size]).toEqual([34, 3321, 3321])
    expect(communes.every(({ label }) => label.vi === label.vi.normalize('NFC') && /^(Phường|Xã|Đặc khu) \S/.test(label.vi))).toBe(true)
    expect(provinces.slice(0, 4).map(({ label }) => label.vi)).toEqual(['Tỉnh An Giang', 'Tỉnh Bắc Ninh', 'Tỉnh Cà Mau', 'Tỉnh Cao Bằng'])
    expect(procedures.units('99')).toBeNull()
  })

  it('name countries in both languages, Việt Nam first', () => {
    const options = procedures.codeList('nationalities')?.options ?? []
    expect(options[0]).toEqual({ code: 'VN', label: { vi: 'Việt Nam', en: 'Vietnam' } })
    expect(options.length).toBeGreaterThan(200)
    expect(procedures.codeList('ethnic-groups')?.options).toHaveLength(55)
  })
})

describe('a broken folder', () => {
  const places: string[] = []
  afterEach(() => places.splice(0).forEach(place => rmSync(place, { recursive: true })))

  const faultsOf = (change: (definition: ProcedureDefinition) => void): readonly string[] => {
    const place = mkdtempSync(join(tmpdir(), 'procedures-'))
    places.push(place)
    for (const folder of ['procedures', 'catalogues']) cpSync(join(assetsDir, folder), join(place, folder), { recursive: true })
    const file = join(place, 'procedures', 'temporary-residence', 'definition.json')
    const definition = JSON.parse(readFileSync(file, 'utf8')) as ProcedureDefinition
    change(definition)
    writeFileSync(file, JSON.stringify(definition))
    try {
      loadProcedures({ assetsDir: place, registries: { population: { title: { vi: 'x', en: 'x' }, attributes: ['fullName'] } } })
      return []
    }
    catch (error) {
      return error instanceof ProcedureFileError ? error.faults : [String(error)]
    }
  }
  const field = (definition: ProcedureDefinition, id: string): FormField => {
    const found = fieldOf(definition, id)
    if (found === null) throw new Error(`no field ${id}`)
    return found
  }

  it('tells every fault at once, in words', () => {
    const faults = faultsOf((definition) => {
      definition.slug = 'other'
      field(definition, 'headName').visibleIf = { path: 'nowhere', is: 1 }
      field(definition, 'sex').codeList = 'gone'
      field(definition, 'request').template = [{ text: '{missing}' }]
      definition.agency.by = ['phone']
      definition.codes.push({ code: '1.000001', effectiveFrom: '2026-01-01', source: 'test' })
    })
    for (const part of ['slug other differs', 'addresses nowhere', 'no catalogue gone', 'names missing', 'phone is no address', 'codes: two facts', 'has no attribute sex']) {
      expect(faults.some(one => one.includes(part)), part).toBe(true)
    }
  })

  it.each<[string, (definition: ProcedureDefinition) => void]>([
    ['a language is missing', (definition) => { definition.title.en = '' }],
    ['a date is none', (definition) => { definition.codes[0]!.effectiveFrom = '2026-02-30' }],
    ['a word is unknown', (definition) => { Object.assign(field(definition, 'sex'), { requried: true }) }],
    ['a condition is malformed', (definition) => { Object.assign(field(definition, 'sex'), { visibleIf: { path: 'sex' } }) }],
  ])('is refused when %s', (_, change) => {
    expect(faultsOf(change).length).toBeGreaterThan(0)
  })
})

describe('registries that are not connected here', () => {
  it('are bound to and said to fill nothing', () => {
    const few = loadProcedures({ assetsDir, registries: { ...registryNames(['population']), account: accountSource } })
    expect(few.view('temporary-residence', today).lookups.map(lookup => lookup.registry)).toEqual(['population', 'account'])
  })
})
