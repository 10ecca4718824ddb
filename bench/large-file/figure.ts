import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from '../measure.ts'
import type { InTurns } from './in-turns.ts'

/** What a program (`node PROGRAM PATH ROUNDS`) makes of a large file, in a process of its own so that its memory can be told apart. */
export function largeFileFigure(name: string, pdf: Uint8Array, program: string): Figure {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-bench-'))
  try {
    const path = join(folder, 'large.pdf')
    writeFileSync(path, pdf)
    const { stdout, stderr } = spawnSync(process.execPath, [program, path, '7'], { encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    const { seconds, limitSeconds, ratio, megabytes } = JSON.parse(stdout) as InTurns
    const limit = { name: 'SHA-256 of the file', rate: 1 / limitSeconds }
    return { name, rate: 1 / seconds, limit, ratio, mustReach: 1 / 3, aim: 1 / 1.5, note: `at most ${Math.round(megabytes)} MB of memory${megabytes > 150 ? ' ✗' : ''}; may take 150` }
  }
  finally {
    rmSync(folder, { recursive: true })
  }
}
