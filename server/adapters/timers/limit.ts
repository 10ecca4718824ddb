/** At most `atOnce` at a time; others wait in line, at most `inLine` of them. */
export function limitConcurrency({ atOnce, inLine, onFull }: { atOnce: number, inLine: number, onFull: () => Error }): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const line: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (line.length >= inLine) throw onFull()
      await new Promise<void>(resolve => line.push(resolve))
    }
    else {
      running += 1
    }
    try {
      return await work()
    }
    finally {
      // The place goes straight to the next in line.
      const next = line.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
