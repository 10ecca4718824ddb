import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, repositoryRoot, sourceFiles } from '../support/source-imports.ts'

const read = (path: string): Record<string, Record<string, string> | undefined> => JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8'))

describe('the signing library as a package of its own', () => {
  const own = read('signing/package.json')
  const ours = read('package.json')

  it('names every package that it imports, in the version that is tested here', () => {
    const imported = new Set(sourceFiles('signing').flatMap(importsOf).flatMap(({ vendor }) => vendor === null || vendor.startsWith('node:') ? [] : [vendor]))
    expect(Object.keys(own.dependencies ?? {}).sort()).toEqual([...imported].sort())
    for (const [name, version] of Object.entries(own.dependencies ?? {})) expect([name, version]).toEqual([name, ours.dependencies?.[name]])
  })

  it('opens the doors that the portal uses', () => {
    const doors = Object.keys(ours.imports ?? {}).filter(door => door.startsWith('#signing')).map(door => door.replace('#signing', '.'))
    expect(Object.keys(own.exports ?? {}).sort()).toEqual(doors.sort())
  })
})
