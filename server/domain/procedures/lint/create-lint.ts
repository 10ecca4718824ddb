import type { Day } from '../../../../shared/forms/dates.ts'
import type { ProcedureDefinition } from '../../../../shared/forms/definition.ts'
import { definitionFaults } from '../check-definition.ts'
import { definitionSchema } from '../definition-schema.ts'
import { attributeAt, type RegistryDeclaration } from '../registry.ts'
import { conditionFindings } from './conditions.ts'
import { applyExceptions } from './exceptions.ts'
import type { LintFinding } from './finding.ts'
import { createOnceOnlyRule } from './once-only.ts'
import { answerable, shownFields } from './reachability.ts'
import { dateFindings, translationFindings } from './texts.ts'

export interface LintOptions {
  /** Registries that this portal is connected to: what they hold may not be asked. */
  connected: readonly RegistryDeclaration[]
  /** Registries that the house knows; bindings may name these and the account. */
  declared: readonly RegistryDeclaration[]
  accountAttributes: readonly string[]
  today: Day
  /** Codes of a catalogue list, null when there is none. */
  codes: (list: string) => readonly string[] | null
}

export interface Lint {
  /** A definition that is sound in itself. */
  definition(definition: ProcedureDefinition): LintFinding[]
  /** Whatever a `definition.json` holds. */
  source(source: unknown, folder: string): LintFinding[]
}

/** The rules that a procedure must pass before it is published, over a set of registries; made once for many procedures. */
export function createLint({ connected, declared, accountAttributes, today, codes }: LintOptions): Lint {
  const onceOnly = createOnceOnlyRule(connected)
  const known = {
    hasCodeList: (id: string) => codes(id) !== null,
    attributes: { account: accountAttributes, ...Object.fromEntries(declared.map(({ id, attributes }) => [id, Object.keys(attributes)])) },
  }

  const definition = (one: ProcedureDefinition): LintFinding[] => {
    const form = answerable(shownFields(one), codes)
    return [
      ...bindingFindings(one, declared),
      ...applyExceptions(onceOnly(one, form), one, today),
      ...exceptionFindings(one),
      ...conditionFindings(one, form, codes),
      ...translationFindings(one),
      ...dateFindings(one, today),
    ]
  }
  return {
    definition,
    source: (source, folder) => {
      const parsed = definitionSchema.safeParse(source)
      if (!parsed.success) return parsed.error.issues.map(({ path, message }) => ({ rule: ruleOf(path), at: path.join('.'), detail: message }))
      const faults = definitionFaults(parsed.data, folder, known).map((detail): LintFinding => ({ rule: 'not-sound', at: folder, detail }))
      return faults.length > 0 ? faults : definition(parsed.data)
    },
  }
}

/** What the shape of the file refuses is often a date or a language that was forgotten; it is called so. */
function ruleOf(path: readonly PropertyKey[]): LintFinding['rule'] {
  const [group, last] = [path[0], path.at(-1)]
  if (last === 'vi' || last === 'en') return 'translation-missing'
  return ['fees', 'processing', 'codes', 'legalBasis'].includes(String(group)) && ['effectiveFrom', 'effectiveTo', 'source'].includes(String(last)) ? 'undated' : 'not-sound'
}

/** A binding to a part that its registry does not have would never be filled. */
function bindingFindings({ sections }: ProcedureDefinition, declared: readonly RegistryDeclaration[]): LintFinding[] {
  return sections.flatMap(({ fields }) => fields).flatMap(({ id, binding }): LintFinding[] => {
    const declaration = declared.find(one => one.id === binding?.registry)
    if (binding === undefined || binding.registry === 'account') return []
    if (declaration === undefined) return [{ rule: 'not-sound', at: id, detail: `no registry ${binding.registry}` }]
    return attributeAt(declaration, binding.attribute) === null && !binding.attribute.includes('.length') ? [{ rule: 'not-sound', at: id, detail: `${binding.registry} has no ${binding.attribute}` }] : []
  })
}

function exceptionFindings({ sections, attachments, exceptions = [] }: ProcedureDefinition): LintFinding[] {
  const names = new Set([...attachments.map(({ id }) => id), ...sections.flatMap(({ fields }) => fields).flatMap(({ id, fields = [] }) => [id, ...fields.map(inner => `${id}.${inner.id}`)])])
  return exceptions.filter(({ of }) => !names.has(of)).map(({ of }) => ({ rule: 'exception-unknown', at: of, detail: 'neither a field nor an attachment' }))
}
