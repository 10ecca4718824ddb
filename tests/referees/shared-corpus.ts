import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../support/source-imports.ts'

/** A file of the corpus and what the suite that it comes from says about it; columns by their heading. */
export interface CorpusFile { family: 'dss' | 'pyhanko', name: string, path: string, says: Readonly<Record<string, string>> }

/** `MOTLAN_CORPUS`, else `../shared/corpus` beside the repository; null when it is not there. */
export function findCorpus(): string | null {
  const places = [process.env.MOTLAN_CORPUS, join(repositoryRoot, '..', 'shared', 'corpus')].filter(place => place !== undefined)
  return places.find(place => existsSync(join(place, 'dss-truth.tsv'))) ?? null
}

export const readCorpus = (folder: string): CorpusFile[] => (['dss', 'pyhanko'] as const).flatMap(family => readFamily(folder, family))

function readFamily(folder: string, family: CorpusFile['family']): CorpusFile[] {
  const [heading = '', ...lines] = readFileSync(join(folder, `${family}-truth.tsv`), 'utf8').trimEnd().split('\n')
  const columns = heading.split('\t')
  const truth = new Map(lines.map(line => line.split('\t')).map(cells => [cells[0], Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))]))
  return readdirSync(join(folder, family)).sort().map(name => ({ family, name, path: join(folder, family, name), says: truth.get(name) ?? {} }))
}

/** pyHanko's assertions by signature: "Sig1: intact=True valid=True … ;; Sig2: …". The same field may come several times. */
export function assertedSignatures({ says }: CorpusFile): { field: string, intact: boolean | null }[] {
  return (says.asserted ?? '').split(' ;; ').flatMap((part) => {
    const match = /^(\S+): intact=(True|False|None)/.exec(part)
    return match === null ? [] : [{ field: match[1]!, intact: match[2] === 'None' ? null : match[2] === 'True' }]
  })
}
