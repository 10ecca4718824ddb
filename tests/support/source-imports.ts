import { readFileSync, readdirSync, existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

export const repositoryRoot = join(import.meta.dirname, '..', '..')

const skipped = new Set(['node_modules', '.nuxt', '.output', '.data', '.git', '.cache'])

/** Repository paths (POSIX) of all source files below `folder` with one of `endings`. */
export function sourceFiles(folder: string, endings = ['.ts', '.vue', '.mjs']): string[] {
  const start = join(repositoryRoot, folder)
  if (!existsSync(start)) return []
  return readdirSync(start, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path, endings)
    return endings.some(ending => entry.name.endsWith(ending)) ? [normalize(path)] : []
  })
}

export interface SourceImport {
  from: string
  specifier: string
  /** Repository path when the import is one of ours, else null. */
  target: string | null
  /** Package name when it comes from npm or Node, else null. */
  vendor: string | null
}

/** Every static and dynamic import of a file, resolved through the doors of package.json. */
export function importsOf(file: string): SourceImport[] {
  const text = readFileSync(join(repositoryRoot, file), 'utf8')
  const script = file.endsWith('.vue') ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(match => match[1]).join('\n') : text
  return ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => resolve(file, fileName))
}

const doors: Record<string, string> = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')).imports

function resolve(from: string, specifier: string): SourceImport {
  const ours = (path: string): SourceImport => ({ from, specifier, target: existing(normalize(path)), vendor: null })
  if (specifier.startsWith('.')) return ours(join(dirname(from), specifier))
  if (specifier.startsWith('~/') || specifier.startsWith('@/')) return ours(specifier.slice(2))
  for (const [door, path] of Object.entries(doors)) {
    const [prefix = '', suffix] = door.split('*')
    if (suffix === undefined ? specifier === door : specifier.startsWith(prefix)) return ours(path.replace('*', specifier.slice(prefix.length)))
  }
  const vendor = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!
  return { from, specifier, target: null, vendor }
}

function existing(path: string): string {
  const candidates = [path, `${path}.ts`, `${path}.vue`, join(path, 'index.ts')]
  return candidates.find(candidate => existsSync(join(repositoryRoot, candidate)) && statSync(join(repositoryRoot, candidate)).isFile()) ?? path
}
