/** Sends progress from a worker to a bot, one message at a time. */
import { defined } from '../../core/defined.ts'
import type { Progress } from '../../core/result.ts'

interface Reporter {
  /** Sends `progress`. While a message is on its way, merges what comes: the newest progress, the last preview. */
  report(progress: Progress): void
  /** Resolves when everything reported so far is sent. */
  sent(): Promise<void>
}

export function createReporter(send: (progress: Progress) => Promise<void>): Reporter {
  let next: Progress | undefined
  let sending: Promise<void> | undefined

  async function sendAll(): Promise<void> {
    while (next) {
      const progress = next
      next = undefined
      // It fails when Redis has lost the job; the worker learns that when it cannot renew BullMQ's lock on the job.
      await send(progress).catch(() => {})
    }
    sending = undefined
  }

  return {
    report(progress) {
      next = { ...progress, ...defined({ preview: progress.preview ?? next?.preview }) }
      sending ??= sendAll()
    },
    sent: async () => sending,
  }
}
