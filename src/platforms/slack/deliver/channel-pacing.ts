/** Paces messages: one a second in each channel. Ephemeral answers go first, then last replies, then other cards. */
import Bottleneck from 'bottleneck'
import { SECONDS } from '../limits.ts'

export interface ChannelPacing {
  /** Runs `work` when it is the channel's turn, and settles as it does. Never drops work. */
  take<T>(channel: string, urgency: keyof typeof PRIORITIES, work: () => Promise<T>): Promise<T>
}

/** Bottleneck's priorities; the lowest goes first. */
const PRIORITIES = { answer: 2, last: 4, card: 6 } as const

/** @param seconds The time between two messages in one channel. Default: Slack's limit. */
export function createChannelPacing(seconds: number = SECONDS.betweenMessages): ChannelPacing {
  // With concurrency unlimited, Bottleneck would assign each message its time on arrival and ignore priorities.
  const channels = new Bottleneck.Group({ minTime: seconds * 1000, maxConcurrent: 1 })
  return {
    take: (channel, urgency, work) => channels.key(channel).schedule({ priority: PRIORITIES[urgency] }, work),
  }
}
