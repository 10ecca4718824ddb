import { z } from 'zod'
import type { Condition } from '../../../../shared/forms/definition.ts'

/**
 * The language of `form.json` and `result.json`: a paper as a list of blocks, top to bottom. Text carries `{path}` for a
 * value, `{a|b|"words"}` for the first that is filled; `:upper` or `:words` (a date in words) at the end shape it, `**bold**`
 * and `//italic//`. An empty value at the end of a text is drawn as a dotted line to write on; with `""` as the last choice
 * nothing is drawn. Sizes are points.
 */
const condition = z.custom<Condition>(value => typeof value === 'object' && value !== null)
const align = z.enum(['left', 'center', 'right'])
const shown = { when: condition.optional(), before: z.number().optional(), after: z.number().optional() }
const size = z.number().min(6).max(30).optional()

const cell = z.strictObject({ width: z.number().positive().max(1), text: z.string(), align: align.optional(), size, /** a line under the text, as a share of its width */ rule: z.number().max(1).optional() })

const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paragraph'), text: z.string(), align: align.optional(), size, /** of the first line */ indent: z.number().optional(), tag: z.enum(['H1', 'H2', 'P', 'Note']).optional(), rule: z.number().max(1).optional(), ...shown }),
  z.strictObject({ kind: z.literal('row'), cells: z.array(cell).min(1), ...shown }),
  z.strictObject({ kind: z.literal('boxes'), text: z.string(), value: z.string(), count: z.int().min(1).max(20), ...shown }),
  z.strictObject({
    kind: z.literal('table'), rows: z.string(), minRows: z.int().min(0).optional(), size,
    columns: z.array(z.strictObject({ title: z.string(), width: z.number().positive().max(1), text: z.string(), align: align.optional() })).min(1), ...shown,
  }),
  z.strictObject({
    kind: z.literal('signatures'), size, /** room for signing */ height: z.number().optional(),
    columns: z.array(z.strictObject({ width: z.number().positive().max(1), above: z.string().optional(), title: z.string(), note: z.string().optional(), body: z.string().optional(), name: z.string().optional(), when: condition.optional() })).min(1), ...shown,
  }),
  z.strictObject({ kind: z.literal('space'), height: z.number().positive(), ...shown }),
])

export const layoutSchema = z.strictObject({
  /** Points of body text; 13 or 14 by Decree 30/2020. */
  size: z.number().min(9).max(14).optional(),
  blocks: z.array(block).min(1),
})

export type Layout = z.infer<typeof layoutSchema>
export type Block = Layout['blocks'][number]
export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>
export type Align = z.infer<typeof align>

/** @throws ZodError when the file is no layout */
export const parseLayout = (json: unknown): Layout => layoutSchema.parse(json)
