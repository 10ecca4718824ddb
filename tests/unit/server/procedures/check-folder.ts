import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseLayout, type Layout } from '#domain/documents'
import type { Procedures } from '#domain/procedures'
import type { Condition, LocalizedText } from '#shared/forms/definition.ts'
import { pathsOf } from '#shared/forms/conditions.ts'
import { allFields } from '#shared/forms/form.ts'
import { pathsIn } from '../../../../server/domain/documents/layout/paper-text.ts'
import { assetsDir, today } from '../../../support/procedure-samples.ts'

/** Asked to find the way through the form; they stand in the attached data, the official form has no line for them. */
const notPrinted: Record<string, string[]> = {
  'temporary-residence': ['receivingAgency', 'dwelling', 'landCertificate', 'household', 'guardianNeeded', 'resultChannel'],
  'marital-status-certificate': ['receivingAgency', 'ownStatus', 'subjectStatus', 'purpose', 'resultChannel', 'commitment'],
  'permanent-residence': ['receivingAgency', 'dwelling', 'landCertificate', 'household', 'guardianNeeded', 'resultChannel'],
  'birth-registration': ['receivingAgency', 'fatherDeclared', 'resultChannel', 'confirmDraft', 'commitment'],
  'criminal-record-certificate': ['receivingAgency', 'withBans', 'resultChannel', 'commitment'],
  'driving-licence-exchange': ['receivingAgency', 'commitment'],
  'household-business-registration': ['receivingAgency', 'existingBusiness', 'resultChannel', 'commitment'],
}

const extras = ['@agency', '@agencyParent', '@place', '@on', '@number', '@dossierCode', '@officialName', '@officialRole']

/** Loading already proves schemas, names, bindings and code lists; here is what only a reader of the folder would miss. */
export function checkFolder(folder: string, procedures: Procedures, assets = assetsDir): void {
  const { definition, layouts } = procedures.inForce(folder, today)
  const fields = allFields(definition)
  const form = parseLayout(layouts.form)
  const result = parseLayout(layouts.result)
  const known = (path: string): boolean => extras.includes(path) || fields.some(field => field.id === path.split('.')[0])

  it('prints only what exists, on form and result', () => {
    for (const layout of [form, result]) {
      expect(textsOf(layout).flatMap(pathsIn).filter(path => !known(path))).toEqual([])
      expect(conditionsOf(layout).flatMap(pathsOf).filter(path => !known(path))).toEqual([])
      for (const table of tablesOf(layout)) {
        const columns = fields.find(field => field.id === table.rows)?.fields?.map(inner => inner.id) ?? []
        expect(table.columns.flatMap(column => pathsIn(column.text)).filter(path => !columns.includes(path)), table.rows).toEqual([])
        expect(table.columns.reduce((sum, column) => sum + column.width, 0)).toBeCloseTo(1)
      }
    }
  })

  it('prints every answer on the form, but for those that only guide', () => {
    const printed = new Set([...textsOf(form).flatMap(pathsIn), ...tablesOf(form).map(table => table.rows)])
    const composed = fields.filter(field => field.kind === 'composed' && printed.has(field.id)).flatMap(field => (field.template ?? []).flatMap(part => pathsIn(part.text).map(path => path.split('.')[0])))
    const missing = fields.map(field => field.id).filter(id => !printed.has(id) && !composed.includes(id) && !(notPrinted[folder] ?? []).includes(id))
    expect(missing).toEqual([])
  })

  it('speaks both languages, NFC, and tells the two apart', () => {
    const texts = localizedIn(definition)
    expect(texts.length).toBeGreaterThan(40)
    expect(texts.filter(({ vi, en }) => vi !== vi.normalize('NFC') || en !== en.normalize('NFC'))).toEqual([])
    expect(texts.filter(({ vi, en }) => vi === en && !['Email'].includes(vi))).toEqual([])
    expect(JSON.stringify(texts)).not.toMatch(/huyện|quận|quý khách/i)
  })

  it('locks what registries know, and lets people correct their phone and e-mail', () => {
    for (const field of fields) {
      if (field.binding === undefined) continue
      if (['personalId', 'fullName'].includes(field.binding.attribute)) expect(field.binding.locked, field.id).toBe(true)
      if (['phone', 'email'].includes(field.binding.attribute)) expect(field.binding.overridable, field.id).toBe(true)
    }
    expect(fields.filter(field => field.kind === 'email').every(field => field.required !== true)).toBe(true)
  })

  it('says in its README what is from memory and how to change it', () => {
    const readme = join(assets, 'procedures', folder, 'README.md')
    expect(existsSync(readme)).toBe(true)
    expect(readFileSync(readme, 'utf8')).toMatch(/memory|unsure/i)
  })
}

function textsOf(layout: Layout): string[] {
  return layout.blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph': return [block.text]
      case 'row': return block.cells.map(cell => cell.text)
      case 'boxes': return [block.text, `{${block.value}}`]
      case 'signatures': return block.columns.flatMap(column => [column.above, column.title, column.note, column.body, column.name].filter(text => text !== undefined))
      default: return []
    }
  })
}

const tablesOf = (layout: Layout) => layout.blocks.filter(block => block.kind === 'table')

const conditionsOf = (layout: Layout): Condition[] =>
  layout.blocks.flatMap(block => [block.when, ...(block.kind === 'signatures' ? block.columns.map(column => column.when) : [])]).filter(condition => condition !== undefined)

function localizedIn(value: unknown): LocalizedText[] {
  if (Array.isArray(value)) return value.flatMap(localizedIn)
  if (typeof value !== 'object' || value === null) return []
  if ('vi' in value && 'en' in value) return [value as LocalizedText]
  return Object.values(value).flatMap(localizedIn)
}
