import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createDocuments, loadSlips, loadTypefaces, readAttachedAnswers } from '#domain/documents'
import { accountSource } from '#domain/prefill'
import { createLint } from '#domain/procedures'
import { completeAnswers } from '#shared/forms/form.ts'
import { validateForm } from '#shared/forms/validate.ts'
import { registryDeclarations } from '../../../server/adapters/registries/index.ts'
import { assetsDir, loadProceduresFrom, today } from '../../support/procedure-samples.ts'
import { repositoryRoot } from '../../support/source-imports.ts'
import { checkFolder } from '../server/procedures/check-folder.ts'

const assets = mkdtempSync(join(tmpdir(), 'motlan-procedure-new-'))
afterAll(() => rmSync(assets, { recursive: true }))
cpSync(join(assetsDir, 'catalogues'), join(assets, 'catalogues'), { recursive: true })

const run = (...args: string[]): { output: string, failed: boolean } => {
  try {
    return { output: execFileSync(process.execPath, [join(repositoryRoot, 'scripts', 'procedure-new.ts'), ...args, '--from', '2026-11-01', '--into', join(assets, 'procedures')], { encoding: 'utf8', stdio: 'pipe' }), failed: false }
  }
  catch (error) {
    return { output: String((error as { stderr: string }).stderr), failed: true }
  }
}

expect(run('register-a-marriage', '1.000894', 'commune-committee').failed).toBe(false)
const procedures = loadProceduresFrom(assets)

describe('a new procedure from the scaffold', () => {
  checkFolder('register-a-marriage', procedures, assets)

  it('can be filled, printed and read back', async () => {
    const procedure = procedures.inForce('register-a-marriage', today)
    const address = { province: '01', commune: '00166', detail: 'Số 12 phố Trần Thái Tông' }
    const given = { fullName: 'Nguyễn Thị Ễnh', dateOfBirth: '1990', sex: 'female', personalId: '001190012345', permanentAddress: address, phone: '0912345678', kind: 'again', earlierNumber: '12/2020', details: 'Xin cấp lại', resultChannel: 'desk', commitment: true }
    const answers = completeAnswers(procedure.definition, given, { today, labels: procedures.labels })
    expect(validateForm(procedure.definition, answers, { today, labels: procedures.labels })).toEqual([])
    const documents = createDocuments({ typefaces: loadTypefaces(join(repositoryRoot, 'node_modules/@expo-google-fonts/tinos')), labels: procedures.labels, slips: loadSlips(assets) })
    const agency = { title: { vi: 'Ủy ban nhân dân phường Láng', en: 'Láng Ward' }, code: 'H26.01', place: 'Láng', phone: '02438350000' }
    const { bytes, pages } = await documents.renderForm({ procedure, answers, provenance: {}, agency, on: today, attachments: [] })
    expect(pages).toBe(1)
    expect((await readAttachedAnswers(bytes))?.answers).toEqual(answers)
    const result = await documents.renderResult({ procedure, answers, number: '1', dossierCode: 'H26.01-261123-0001', agency, official: { name: 'Trần Văn Ẩn', role: 'Chủ tịch' }, issuedAt: `${today}T02:00:00Z` })
    expect(result.pages).toBe(1)
  })

  it('asks for nothing that a registry holds', () => {
    const lint = createLint({ connected: registryDeclarations, declared: registryDeclarations, accountAttributes: accountSource.attributes, today, codes: list => procedures.labels.options(list)?.map(({ code }) => code) ?? null })
    expect(lint.source(JSON.parse(readFileSync(join(assets, 'procedures', 'register-a-marriage', 'definition.json'), 'utf8')), 'register-a-marriage')).toEqual([])
  })

  it('lists in its README what is still to do', () => {
    expect(readFileSync(join(assets, 'procedures', 'register-a-marriage', 'README.md'), 'utf8')).toContain('- [ ]')
  })

  it.each([
    ['a slug with capitals', ['Register', '1.000894', 'commune-police']],
    ['a path for a slug', ['../elsewhere', '1.000894', 'commune-police']],
    ['a code that is none', ['another-one', '1000894', 'commune-police']],
    ['an agency that is none', ['another-one', '1.000894', 'ministry']],
    ['what is there already', ['register-a-marriage', '1.000894', 'commune-police']],
  ])('refuses %s and says how', (_what, args) => {
    const { output, failed } = run(...args)
    expect(failed).toBe(true)
    expect(output).toContain('npm run procedure:new --')
  })
})
