import { Client } from 'pg'

export interface Statement { text: string, values: unknown[] }

/** Every statement that `work` sends over node-postgres, in order. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = []
  const prototype = Client.prototype as unknown as { query: (...args: unknown[]) => unknown }
  const { query } = prototype
  prototype.query = function (...args) {
    const [first, second] = args
    const text = typeof first === 'string' ? first : (first as { text?: string } | undefined)?.text
    const values = Array.isArray(second) ? second : (first as { values?: unknown[] } | undefined)?.values ?? []
    if (text !== undefined) statements.push({ text, values })
    return query.apply(this, args)
  }
  try {
    await work()
  }
  finally {
    prototype.query = query
  }
  return statements
}

/**
 * The statements as a pgbench script: values as literals, and each of `ids` another one at every run. In `-M prepared` the
 * server parses and plans them once a client: pgbench then does as little as can be done for the same rows.
 */
export function toScript(statements: readonly Statement[], ids: readonly string[]): string {
  const written = statements.map(({ text, values }) => `${text.replace(/\$(\d+)/g, (_, number: string) => toLiteral(values[Number(number) - 1], ids))};`)
  return ['\\set run random(1, 1000000000000000)', ...written, ''].join('\n')
}

function toLiteral(value: unknown, ids: readonly string[]): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value)
  const id = ids.indexOf(text)
  if (id !== -1) return `('id ${id} ' || :run::text)`
  // A colon before a letter is a variable to pgbench, inside quotes too.
  return `U&'${text.replaceAll('\\', '\\\\').replaceAll('\'', '\'\'').replaceAll(':', '\\003A')}'`
}
