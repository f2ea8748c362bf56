/** A bot's channels to its workers, opened before they are needed: opening takes longer than sending a job. */
import { type Channel, openChannel } from './channel.ts'
import type { RedisConnection } from './connection.ts'
import type { Timing } from './timing.ts'

interface Channels {
  /** The channel to a worker, opened if it is not yet. */
  to(worker: string): Channel
  /** Opens the channels to all `workers`, and closes the others unless an attempt uses them. */
  sync(workers: readonly string[]): void
  closeAll(): void
}

interface ChannelsOptions {
  readonly link: RedisConnection
  readonly timing: Timing
  /** Called with the work of closing a channel. */
  readonly onClosing: (work: Promise<void>) => void
}

export function createChannels({ link, timing, onClosing }: ChannelsOptions): Channels {
  const channels = new Map<string, Channel>()

  function to(worker: string): Channel {
    const channel = channels.get(worker) ?? openChannel(worker, link, timing)
    channels.set(worker, channel)
    return channel
  }

  return {
    to,
    sync(workers) {
      const known = new Set(workers)
      for (const worker of known) to(worker)
      for (const [worker, channel] of channels) {
        if (known.has(worker) || channel.isBusy()) continue
        channels.delete(worker)
        onClosing(channel.close())
      }
    },
    closeAll() {
      for (const channel of channels.values()) onClosing(channel.close())
    },
  }
}
