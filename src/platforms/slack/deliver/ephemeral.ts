/** Words for one person alone, wherever they asked: also where the bot is no member. */
import type { types } from '@slack/bolt'
import { isDirect, type SlackAddress } from '../address.ts'
import type { Client } from '../clients.ts'
import { isAbsent, isOutside } from '../errors.ts'
import type { ChannelPacing } from './channel-pacing.ts'

/** A message's blocks, and what stands for them where there is only text. */
export interface Content {
  readonly text: string
  readonly blocks: types.KnownBlock[]
}

/** Settles when it is said. */
export type SendEphemeral = (address: SlackAddress, content: Content) => Promise<void>

const ANSWER_SECONDS = 10

export function createSendEphemeral(client: Client, pace: ChannelPacing): SendEphemeral {
  return async (address, content) => {
    try {
      await pace.take(address.channel, 'answer', () => translate(client, address, content))
    } catch (error) {
      if (!isOutside(error) && !isAbsent(error)) throw error
      if (await respond(address, content)) return
      // Slack opens the direct messages between the bot and a person by the person's id.
      await client.chat.postMessage({ channel: address.user, ...content })
    }
  }
}

async function translate(client: Client, address: SlackAddress, content: Content): Promise<unknown> {
  const { channel, user, thread } = address
  const message = { channel, ...(thread !== undefined && { thread_ts: thread }), ...content }
  // Where nobody else reads, it may stay.
  return isDirect(address) ? client.chat.postMessage(message) : client.chat.postEphemeral({ ...message, user })
}

/** False where Slack takes no answer, or no more of them. */
async function respond({ respond: url, respondUntil = 0, thread }: SlackAddress, content: Content): Promise<boolean> {
  if (url === undefined || Date.now() > respondUntil) return false
  const place = thread === undefined ? {} : { thread_ts: thread }
  const body = { response_type: 'ephemeral', replace_original: false, ...place, ...content }
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(ANSWER_SECONDS * 1000)
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
  await response.body?.cancel()
  return response.ok
}
