/** Work that comes again and again, never twice at once. */
export interface Repetition {
  /** Ends it; resolves when what is in hand is done. */
  stop(): Promise<void>
}

/** Does `work`, waits `seconds`, and so on; a failure is told and waited out. */
export function every(seconds: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Repetition {
  let stopped = false
  let wake: () => void = () => {}
  const pause = (): Promise<void> => new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000)
    timer.unref()
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await work()
      }
      catch (error) {
        onError(error)
      }
      if (!stopped) await pause()
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}
