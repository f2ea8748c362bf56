/** Sends progress one at a time. What is told while one is on its way is drawn together: the newest, with the last preview. */
import type { Progress } from '../../core/result.ts'

interface Reporter {
  report(progress: Progress): void
  /** Settles when all that was told is sent. */
  sent(): Promise<void>
}

export function createReporter(send: (progress: Progress) => Promise<void>): Reporter {
  let next: Progress | undefined
  let sending: Promise<void> | undefined

  async function sendAll(): Promise<void> {
    while (next) {
      const progress = next
      next = undefined
      // It fails for a job that Redis has lost, which the job's lock tells.
      await send(progress).catch(() => {})
    }
    sending = undefined
  }

  return {
    report(progress) {
      const preview = progress.preview ?? next?.preview
      next = { ...progress, ...(preview && { preview }) }
      sending ??= sendAll()
    },
    sent: async () => sending,
  }
}
