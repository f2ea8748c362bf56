/** Who asks and where, as the bot has it. */
import type { Requester } from '../../core/platform.ts'
import type { SlackAddress, Where } from './address.ts'
import { SECONDS } from './limits.ts'
import type { People } from './people.ts'

export type SlackRequester = Requester & { readonly address: SlackAddress }
export type FindRequester = (user: string, where: Where) => Promise<SlackRequester>

/** @param place The bot's workspace. */
export function createFindRequester(people: People, place: string): FindRequester {
  return async (user, { channel, thread, respond }) => {
    const { language, moderator } = await people.get(user)
    const until = Date.now() + SECONDS.responseUrl * 1000
    const address: SlackAddress = {
      ...{ platform: 'slack', place, channel, user, language },
      ...(thread !== undefined && { thread }),
      ...(respond !== undefined && { respond, respondUntil: until }),
    }
    return { user, moderator, address }
  }
}

/** The thread that a message is an answer in; a thread's first message is in the channel itself. */
export function threadOf({ ts, thread_ts: thread }: { readonly ts?: string; readonly thread_ts?: string }) {
  return thread === ts ? undefined : thread
}
