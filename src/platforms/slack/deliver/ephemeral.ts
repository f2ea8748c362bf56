/** Sends messages that only one person sees, wherever they asked, even where the bot is not a member. */
import type { types } from '@slack/bolt'
import { defined } from '../../../core/defined.ts'
import { isDirectMessage, type SlackAddress } from '../address.ts'
import type { Client } from '../clients.ts'
import { hasLeftChannel, isNotMember } from '../errors.ts'
import { SECONDS } from '../limits.ts'
import type { ChannelPacing } from './channel-pacing.ts'

/** A message's blocks, and the text for notifications and clients without blocks. */
export interface MessageContent {
  readonly text: string
  readonly blocks: types.KnownBlock[]
}

/** Settles when the message is sent. */
export type SendEphemeral = (address: SlackAddress, content: MessageContent) => Promise<void>

/**
 * Tries an ephemeral message in the channel, then the address's response_url, then a direct message. Throws what the
 * client throws.
 */
export function createSendEphemeral(client: Client, pace: ChannelPacing): SendEphemeral {
  return async (address, content) => {
    try {
      await pace.take(address.channel, 'answer', () => post(client, address, content))
    } catch (error) {
      if (!isNotMember(error) && !hasLeftChannel(error)) throw error
      if (await respond(address, content)) return
      // A user's id as the channel opens the direct messages with that user.
      await client.chat.postMessage({ channel: address.user, ...content })
    }
  }
}

async function post(client: Client, address: SlackAddress, content: MessageContent): Promise<unknown> {
  const { channel, user, thread } = address
  const message = { channel, ...defined({ thread_ts: thread }), ...content }
  // In direct messages nobody else reads, and an ordinary message stays after a reload.
  return isDirectMessage(address) ? client.chat.postMessage(message) : client.chat.postEphemeral({ ...message, user })
}

/** Answers through the response_url. Returns false when there is none, or when Slack accepts no more answers there. */
async function respond(
  { respond: url, respondUntil = 0, thread }: SlackAddress,
  content: MessageContent,
): Promise<boolean> {
  if (url === undefined || Date.now() > respondUntil) return false
  const options = { response_type: 'ephemeral', replace_original: false, ...defined({ thread_ts: thread }) }
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(SECONDS.respond * 1000)
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...options, ...content }),
    signal,
  })
  await response.body?.cancel()
  return response.ok
}
