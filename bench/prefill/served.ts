import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Served { host: string, settings: object, people: { personalId: string, fullName: string, dateOfBirth: string }[] }

/** Starts the registries in another process, uses them, and stops them. @param slow milliseconds by registry */
export async function withRegistries<T>({ people, slow = {} }: { people: number, slow?: Record<string, number> }, use: (served: Served) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'serve-registries.ts'), [String(people), JSON.stringify(slow)])
  try {
    const [served] = await once(child, 'message') as [Served]
    return await use(served)
  }
  finally {
    const ended = once(child, 'exit')
    child.send('stop')
    await ended
  }
}
