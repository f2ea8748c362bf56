/** One message a second in each channel, whoever it is for; last cards go before those on the way. */
import Bottleneck from 'bottleneck'
import { SECONDS } from '../limits.ts'

export interface ChannelPacing {
  /** Runs `work` when it is the channel's turn. Nothing is ever left out. */
  take<T>(channel: string, urgency: keyof typeof PRIORITIES, work: () => Promise<T>): Promise<T>
}

/** Bottleneck's, 0 first. */
const PRIORITIES = { answer: 2, last: 4, card: 6 } as const

/** @param seconds Between two messages in one channel. Default Slack's own. */
export function createChannelPacing(seconds: number = SECONDS.betweenMessages): ChannelPacing {
  // Without a limit on how many run, Bottleneck would give each its time as it comes, whatever its priority.
  const channels = new Bottleneck.Group({ minTime: seconds * 1000, maxConcurrent: 1 })
  return {
    take: (channel, urgency, work) => channels.key(channel).schedule({ priority: PRIORITIES[urgency] }, work),
  }
}
