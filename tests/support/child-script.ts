import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { repositoryRoot } from './source-imports.ts'

/** TypeScript that runs in a process of its own, for what only another process can show: locks, kills, limits. */
export interface ChildScript {
  process: ChildProcess
  /** What it has printed so far, line by line. */
  lines: string[]
  /** Resolves when a line begins with `start`. @throws Error when the process ends before */
  until(start: string): Promise<string>
  kill(): Promise<void>
}

/** @param wrapper a command that runs the command behind it, e.g. `['strace', '-f']` */
export function startScript(source: string, wrapper: string[] = []): ChildScript {
  const command = [...wrapper, process.execPath, '--input-type=module-typescript', '--eval', source]
  const child = spawn(command[0]!, command.slice(1), { cwd: repositoryRoot, stdio: ['pipe', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  const output = createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  return {
    process: child,
    lines,
    until: start => new Promise((resolve, reject) => {
      const look = (): void => {
        const line = lines.find(one => one.startsWith(start))
        if (line !== undefined) resolve(line)
      }
      look()
      output.on('line', look)
      output.once('close', () => reject(new Error(`the script ended before it said "${start}":\n${lines.join('\n')}\n${errors.join('')}`)))
    }),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'close')
      child.kill('SIGKILL')
      await gone
    },
  }
}
