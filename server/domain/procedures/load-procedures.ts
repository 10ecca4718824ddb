import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ProcedureSummary, ProcedureView } from '../../../shared/api/procedures.ts'
import type { LocalizedText, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import type { Day } from '../../../shared/forms/dates.ts'
import { allFields } from '../../../shared/forms/form.ts'
import { loadCatalogues, parseFile } from './catalogues.ts'
import { definitionFaults, type KnownNames } from './check-definition.ts'
import { definitionOn } from './dated-facts.ts'
import { definitionSchema } from './definition-schema.ts'
import { ProcedureError, ProcedureFileError, type Procedure } from './procedure.ts'
import type { Procedures } from './procedures.ts'
import { createSearch } from './search.ts'

export interface ProcedureSources {
  /** Holds `procedures/` and `catalogues/`. */
  assetsDir: string
  /** Titles of registries for "filled from", and the attributes that bindings may name. */
  registries: Readonly<Record<string, RegistryNames>>
}

export interface RegistryNames {
  title: LocalizedText
  attributes: readonly string[]
  legalBasis?: LocalizedText
  /** False: known to the house and not asked here, so nothing is said to be filled from it. @defaultValue true */
  connected?: boolean
}

const wordsFile = z.object({ replace: z.record(z.string(), z.string()), ignore: z.array(z.string()) })

/** Loads and checks every procedure folder and catalogue. Nothing unsound is served: @throws ProcedureFileError with all faults. */
export function loadProcedures({ assetsDir, registries }: ProcedureSources): Procedures {
  const catalogues = loadCatalogues(join(assetsDir, 'catalogues'))
  const words = parseFile(wordsFile, join(assetsDir, 'catalogues', 'abbreviations.json'), 'abbreviations.json')
  const known: KnownNames = {
    hasCodeList: id => catalogues.codeList(id) !== null,
    attributes: Object.fromEntries(Object.entries(registries).map(([id, registry]) => [id, registry.attributes])),
  }
  const procedures = loadFolders(join(assetsDir, 'procedures'), known)
  const find = createSearch(procedures.map(({ definition }) => definition), words)

  const inForce = (slug: string, on: Day): Procedure => {
    const procedure = procedures.find(({ definition }) => definition.slug === slug)
    if (procedure === undefined) throw new ProcedureError('procedure-unknown', slug)
    const definition = definitionOn(procedure.definition, on)
    if (definition === null) throw new ProcedureError('procedure-not-in-force', slug)
    return { ...procedure, definition }
  }
  const summaries = (definitions: readonly ProcedureDefinition[], on: Day): ProcedureSummary[] =>
    definitions.map(definition => definitionOn(definition, on)).filter(definition => definition !== null).map(definition => toSummary(definition, registries))
  const list = (on: Day): ProcedureSummary[] => summaries(procedures.map(({ definition }) => definition), on)

  return {
    list,
    search: (query, on) => query.trim() === '' ? list(on) : summaries(find(query), on),
    view: (slug, on) => toView(inForce(slug, on).definition, registries),
    inForce,
    codeList: catalogues.codeList,
    units: catalogues.units,
    labels: catalogues.labels,
    calendar: catalogues.calendar,
  }
}

function loadFolders(directory: string, known: KnownNames): Procedure[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort()
  const procedures = folders.map(folder => loadFolder(join(directory, folder), folder))
  const faults = procedures.flatMap(({ definition }, index) => definitionFaults(definition, folders[index] ?? '', known).map(fault => `${folders[index]}: ${fault}`))
  if (faults.length > 0) throw new ProcedureFileError(faults)
  return procedures
}

function loadFolder(directory: string, folder: string): Procedure {
  const definition = parseFile(definitionSchema, join(directory, 'definition.json'), `${folder}/definition.json`)
  const layout = (name: string): unknown => {
    if (!existsSync(join(directory, name))) throw new ProcedureFileError([`${folder}: ${name} is missing`])
    return JSON.parse(readFileSync(join(directory, name), 'utf8'))
  }
  return { definition, layouts: { form: layout(definition.form.layout), result: layout(definition.result.layout) } }
}

function toSummary(definition: ProcedureDefinition, registries: ProcedureSources['registries']): ProcedureSummary {
  const { slug, title, outcome, lifeEvents, agency, fees } = definition
  const [code, processing] = [definition.codes[0], definition.processing[0]]
  if (code === undefined || processing === undefined) throw new ProcedureError('procedure-not-in-force', slug)
  return {
    slug, title, outcome, lifeEvents,
    code: code.code,
    processing: { value: processing.value, unit: processing.unit },
    fee: fees.length === 0 ? null : fees.reduce((sum, fee) => sum + fee.online, 0),
    agencyKind: agency.kind,
    filledFrom: boundRegistries(definition, registries).map(id => registries[id]?.title).filter(one => one !== undefined),
  }
}

function toView(definition: ProcedureDefinition, registries: ProcedureSources['registries']): ProcedureView {
  const basis = definition.legalBasis[0]?.title ?? definition.title
  return {
    summary: toSummary(definition, registries),
    definition,
    fees: definition.fees.map(({ id, title, online, inPerson, source, effectiveFrom, effectiveTo, certainty }) =>
      ({ id, title, online, inPerson, source, effectiveFrom, effectiveTo: effectiveTo ?? null, unsure: certainty !== 'source' })),
    lookups: boundRegistries(definition, registries).map(registry => ({
      registry,
      title: registries[registry]?.title ?? { vi: registry, en: registry },
      attributes: allFields(definition).filter(field => field.binding?.registry === registry).map(field => field.label),
      legalBasis: registries[registry]?.legalBasis ?? basis,
    })),
  }
}

/** In the order in which the form shows them; the log-in, which is no lookup, last. */
const boundRegistries = (definition: ProcedureDefinition, registries: ProcedureSources['registries']): string[] =>
  [...new Set(allFields(definition).flatMap(({ binding }) => binding === undefined || registries[binding.registry]?.connected === false ? [] : [binding.registry]))]
    .sort((a, b) => Number(a === 'account') - Number(b === 'account'))
