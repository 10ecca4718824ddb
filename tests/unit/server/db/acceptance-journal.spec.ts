import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { AcceptanceEntry } from '#domain/dossiers'
import { createAcceptanceJournal, readJournal } from '../../../../server/db/acceptance-journal.ts'
import { startScript, type ChildScript } from '../../../support/child-script.ts'
import { sampleAcceptance, sampleDossier, sampleDraft } from '../../../support/store-samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-journal-'))
let files = 0
const newFile = (): string => join(folder, `journal-${files += 1}`, 'acceptances.jsonl')
const children: ChildScript[] = []
const script = (...args: Parameters<typeof startScript>): ChildScript => {
  const child = startScript(...args)
  children.push(child)
  return child
}

afterAll(async () => {
  await Promise.all(children.map(child => child.kill()))
  rmSync(folder, { recursive: true, force: true })
})

const entry = (number: number): AcceptanceEntry => {
  const draft = sampleDraft()
  return sampleAcceptance(draft, sampleDossier({ owner: draft.owner }), number)
}
async function write(file: string, entries: AcceptanceEntry[]): Promise<void> {
  const journal = createAcceptanceJournal(file)
  await Promise.all(entries.map(journal.record))
  await journal.close()
}
const has = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  }
  catch {
    return false
  }
}

/** A process that records entries of growing numbers and says so after each. */
const recorder = (file: string, count: number): string => `
  import { createAcceptanceJournal } from './server/db/acceptance-journal.ts'
  import { writeSync } from 'node:fs'
  const entry = number => ({ dossier: { id: 'd' + number, filler: 'x'.repeat(2000) }, submission: { draft: 'draft-' + number }, events: [], documents: [], numbers: [] })
  const journal = createAcceptanceJournal(${JSON.stringify(file)})
  const record = number => journal.record(entry(number)).then(() => writeSync(1, 'durable ' + number + '\\n'), error => writeSync(1, 'failed ' + number + ' ' + error.code + '\\n'))
  for (let number = 1; number <= ${count}; number += 1) await record(number)
  process.stdin.once('data', async () => { await record(1000); await record(1001); process.exit(0) })`

describe('the acceptance journal', () => {
  it('gives back every entry whole and in order, dates as dates', async () => {
    const file = newFile()
    const entries = Array.from({ length: 20 }, (_, index) => entry(index))
    await write(file, entries.slice(0, 7))
    await write(file, entries.slice(7))
    expect([...readJournal(file)]).toEqual(entries)
    expect([...readJournal(newFile())]).toEqual([])
  })

  it.skipIf(!has('strace'))('resolves only after fsync has answered, as the kernel saw it', async () => {
    const file = newFile()
    const trace = join(folder, 'trace')
    const child = script(recorder(file, 5), ['strace', '-f', '-y', '-s', '200', '-e', 'trace=write,writev,pwrite64,fsync,fdatasync', '-o', trace])
    await child.until('durable 5')
    await child.kill()
    const calls = readFileSync(trace, 'utf8').split('\n').map((line) => {
      if (/ f(data)?sync\(\d+<[^>]*acceptances\.jsonl>/.test(line)) return /unfinished/.test(line) ? null : 'sync'
      if (/ <\.\.\. f(data)?sync resumed>.*= 0/.test(line)) return 'sync'
      if (/ write\(1<.*durable/.test(line)) return 'told'
      return /write\w*\(\d+<[^>]*acceptances\.jsonl>/.test(line) ? 'written' : null
    }).filter(call => call !== null)
    expect(calls.filter(call => call === 'told')).toHaveLength(5)
    calls.forEach((call, index) => {
      if (call === 'told') expect(calls.slice(0, index).slice(-2), `before call ${index} of ${calls.join(' ')}`).toEqual(['written', 'sync'])
    })
  })

  it('shares one fsync among those who come together', async () => {
    const file = newFile()
    const child = script(`
      import { open } from 'node:fs/promises'
      import { createAcceptanceJournal } from './server/db/acceptance-journal.ts'
      const probe = await open('package.json')
      const prototype = Object.getPrototypeOf(probe)
      const sync = prototype.sync
      let calls = 0
      prototype.sync = function () { calls += 1; return sync.call(this) }
      const journal = createAcceptanceJournal(${JSON.stringify(file)})
      await Promise.all(Array.from({ length: 100 }, (_, number) => journal.record({ submission: { draft: String(number) }, dossier: {}, events: [], documents: [] })))
      console.log('calls ' + calls)`)
    const calls = Number((await child.until('calls')).split(' ')[1])
    expect(calls).toBeGreaterThanOrEqual(2)
    expect(calls).toBeLessThan(10)
    expect([...wholeLines(file)]).toHaveLength(100)
  })

  it('leaves out a last line that is torn at any place, and goes on after it', async () => {
    const [first, last, next] = [entry(1), entry(2), entry(3)]
    const whole = newFile()
    await write(whole, [first, last])
    const bytes = readFileSync(whole)
    const start = bytes.indexOf('\n') + 1
    const places = [start + 1, start + 63, start + 64, start + 65, start + 66, ...Array.from({ length: 12 }, (_, step) => start + Math.floor((bytes.length - start - 2) * step / 12)), bytes.length - 2]
    const file = newFile()
    await write(file, [])
    for (const place of places) {
      writeFileSync(file, bytes.subarray(0, place))
      expect([...readJournal(file)], `torn at ${place - start}`).toEqual([first])
      await write(file, [next])
      expect([...readJournal(file)], `after a tear at ${place - start}`).toEqual([first, next])
    }
    writeFileSync(file, bytes.subarray(0, bytes.length - 1))
    expect([...readJournal(file)], 'only the line break is missing').toEqual([first, last])
  })

  it('leaves out zeros that a file system may put where data never came', async () => {
    const [first, next] = [entry(1), entry(2)]
    const file = newFile()
    await write(file, [first])
    const { length } = readFileSync(file)
    truncateSync(file, length + 5000)
    await write(file, [next])
    expect([...readJournal(file)]).toEqual([first, next])
  })

  it('tells which line is damaged and reads the rest', async () => {
    const file = newFile()
    const entries = [entry(1), entry(2), entry(3)]
    await write(file, entries)
    const bytes = readFileSync(file)
    bytes[bytes.indexOf('\n') + 200]! ^= 1
    writeFileSync(file, bytes)
    const damaged: number[] = []
    expect([...readJournal(file, line => damaged.push(line))]).toEqual([entries[0], entries[2]])
    expect(damaged).toEqual([2])
  })

  it('lets the last entry of a draft count', async () => {
    const file = newFile()
    const draft = sampleDraft()
    const [failed, counted] = [sampleAcceptance(draft, sampleDossier(), 1), sampleAcceptance({ ...draft, version: 4 }, sampleDossier(), 2)]
    const other = entry(3)
    await write(file, [failed, other, counted])
    expect([...readJournal(file)]).toEqual([other, counted])
  })

  it.skipIf(!has('prlimit'))('rejects while the disk takes no more, loses nothing of before, and goes on when there is room', async () => {
    const file = newFile()
    const child = script(recorder(file, 6), ['/bin/sh', '-c', 'trap "" XFSZ; ulimit -S -f 18; exec "$@"', 'sh'])
    await child.until('failed 6')
    const told = (word: string): number[] => child.lines.filter(line => line.startsWith(word)).map(line => Number(line.split(' ')[1]))
    expect(told('durable').length).toBeGreaterThan(1)
    expect(told('failed').length).toBeGreaterThan(0)
    expect(child.lines.filter(line => line.startsWith('failed')).every(line => line.endsWith('EFBIG'))).toBe(true)
    execFileSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited'])
    child.process.stdin?.write('go on\n')
    await child.until('durable 1001')
    const stored = [...wholeLines(file)]
    expect(stored.filter(number => told('durable').includes(number))).toEqual(told('durable'))
  })

  it('refuses to say yes when its file cannot be written at all', async () => {
    const file = newFile()
    await write(file, [])
    const journal = createAcceptanceJournal(join(file, 'below-a-file'))
    await expect(journal.record(entry(1))).rejects.toThrow()
  })
})

/** Numbers of the drafts in a journal of the small entries above, from lines whose hash holds. */
function* wholeLines(file: string): Generator<number> {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [hash = '', text = ''] = [line.slice(0, 64), line.slice(65)]
    if (line === '' || createHash('sha256').update(text).digest('hex') !== hash) continue
    yield Number((JSON.parse(text) as AcceptanceEntry).submission.draft.replace('draft-', ''))
  }
}
