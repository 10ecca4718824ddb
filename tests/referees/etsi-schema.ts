import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runReferee } from './eu-dss-judgement.ts'

/** What the schema of its version says about each document, in their order: `valid`, or what is wrong. */
export function askEtsiSchema(documents: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-etsi-'))
  try {
    mkdirSync(join(folder, 'reports'))
    documents.forEach((document, index) => writeFileSync(join(folder, 'reports', `${index}.xml`), document))
    const output = runReferee('motlan.EtsiReport', [join(folder, 'reports')])
    const said = new Map([...output.matchAll(/(\d+)\.xml\t(.*)$/gm)].map(([, index, judgement]) => [Number(index), judgement!]))
    return documents.map((_, index) => said.get(index) ?? 'not judged')
  }
  finally {
    rmSync(folder, { recursive: true })
  }
}
