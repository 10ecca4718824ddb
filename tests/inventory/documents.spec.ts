import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot, sourceFiles } from '../support/source-imports.ts'

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8')
const exists = (file: string): boolean => existsSync(join(repositoryRoot, file))
const documents = sourceFiles('.', ['.md'])
const prose = (file: string): string => read(file).replace(/^```[\s\S]*?^```$/gm, '')

/** Targets of links and images, without those to other sites. */
const linksIn = (file: string): string[] => [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]!).filter(target => !/^[a-z]+:/i.test(target))

/** Headings as GitHub turns them into anchors. */
const anchorsIn = (file: string): string[] =>
  [...prose(file).matchAll(/^#+ (.+)$/gm)].map(match => match[1]!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))

const settings = (file: string): string[] => [...new Set([...read(file).matchAll(/\bPORTAL_[A-Z_]+[A-Z]\b/g)].map(match => match[0]))]

describe('the documents', () => {
  it('are there', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/operating.md', 'docs/adding-a-procedure.md', 'docs/adding-a-registry.md', 'docs/adding-an-agency.md', 'docs/providers.md']))
    expect(exists('LICENSE') && exists('publiccode.yml')).toBe(true)
  })

  it.each(documents)('%s links only to what exists', (file) => {
    const broken = linksIn(file).filter((target) => {
      const [path = '', anchor] = target.split('#')
      const aim = path === '' ? file : normalize(join(dirname(file), path))
      return !exists(aim) || (anchor !== undefined && !anchorsIn(aim).includes(anchor))
    })
    expect(broken).toEqual([])
  })

  it.each(documents)('%s names only files and commands that exist', (file) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const tops = 'pages|components|composables|stores|shared|server|signing|sandbox|tests|bench|docs|scripts|i18n'
    const paths = [...prose(file).matchAll(new RegExp(`\`((?:${tops})/[\\w./[\\]-]+)\``, 'g'))].map(match => match[1]!.replace(/\/$/, ''))
    const commands = [...read(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(match => match[1]!)
    expect(paths.filter(path => !exists(path) && !exists(join(dirname(file), path)))).toEqual([])
    expect(commands.filter(command => scripts[command] === undefined)).toEqual([])
  })

  it('explain every setting, and no setting that is none', () => {
    const known = settings('server/config.ts')
    expect(known.length).toBeGreaterThan(20)
    expect(known.filter(name => !settings('docs/operating.md').includes(name))).toEqual([])
    const named = documents.filter(file => file.startsWith('docs/')).concat('README.md').flatMap(settings)
    expect([...new Set(named)].filter(name => !known.includes(name))).toEqual([])
  })

  it('number the decisions without a gap, each with status, context, decision and consequences', () => {
    const decisions = documents.filter(file => file.startsWith('docs/adr/')).sort()
    expect(decisions.map(file => Number(file.slice(9, 13)))).toEqual(decisions.map((_, index) => index + 1))
    for (const file of decisions) {
      expect(read(file), file).toMatch(new RegExp(`^# ${Number(file.slice(9, 13))}\\. .+\\n\\nStatus: (proposed|accepted|superseded by \\[)`))
      expect(anchorsIn(file), file).toEqual(expect.arrayContaining(['context', 'decision', 'consequences']))
    }
  })

  it('agree on name, licence and version', () => {
    const manifest = JSON.parse(read('package.json')) as { version: string, license: string }
    const publiccode = read('publiccode.yml')
    expect(publiccode).toContain(`softwareVersion: ${manifest.version}`)
    expect(publiccode).toContain(`license: ${manifest.license}`)
    expect(read('LICENSE')).toContain('Apache License')
  })
})
