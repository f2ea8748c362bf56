/** Requesters: the person who asks, and the address for the reply. */
import { defined } from '../../core/defined.ts'
import type { Requester } from '../../core/platform.ts'
import type { Origin, SlackAddress } from './address.ts'
import { SECONDS } from './limits.ts'
import type { People } from './people.ts'

export type SlackRequester = Requester & { readonly address: SlackAddress }
export type FindRequester = (user: string, origin: Origin) => Promise<SlackRequester>

/** @param place The bot's workspace. */
export function createFindRequester(people: People, place: string): FindRequester {
  return async (user, { channel, thread, respond }) => {
    const { language, moderator } = await people.get(user)
    const respondUntil = respond === undefined ? undefined : Date.now() + SECONDS.responseUrl * 1000
    const address: SlackAddress = {
      platform: 'slack',
      place,
      channel,
      user,
      language,
      ...defined({ thread, respond, respondUntil }),
    }
    return { user, moderator, address }
  }
}

/** The thread that a message replies in. Undefined for a thread's first message, which is in the channel itself. */
export function threadOf({ ts, thread_ts: thread }: { readonly ts?: string; readonly thread_ts?: string }) {
  return thread === ts ? undefined : thread
}
