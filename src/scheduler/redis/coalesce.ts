/** Asynchronous work that never overlaps itself. */

/**
 * Wraps `work` so that it runs one at a time. Calls during a run, however many, cause one more run after it; their
 * promises resolve when that run is over.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let isRequested = false

  async function run(): Promise<void> {
    try {
      do {
        isRequested = false
        await work()
      } while (isRequested)
    } finally {
      running = undefined
    }
  }

  return () => {
    isRequested = true
    running ??= run()
    return running
  }
}
