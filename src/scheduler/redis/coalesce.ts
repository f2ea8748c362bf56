/** Work that is never done twice at the same time. */

/** Asked for while it runs, however often, the work is done once more after that. */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let isAsked = false

  async function run(): Promise<void> {
    try {
      do {
        isAsked = false
        await work()
      } while (isAsked)
    } finally {
      running = undefined
    }
  }

  return () => {
    isAsked = true
    running ??= run()
    return running
  }
}
