/** chat.*: what the emulator leaves out is membership, the limits of blocks, and pictures that must be ready. */
import { takeBlocks } from './blocks.ts'
import type { Chat, Message } from './chat.ts'
import { APP } from './emulator.ts'
import type { Files } from './files.ts'
import type { Places } from './places.ts'
import { type Answer, type Block, type Json, refusal } from './types.ts'

export type Method = (args: Json) => Promise<Answer>

export interface Parts {
  /** Asks the emulator in the bot's name. */
  readonly asBot: (method: string, args: Json) => Promise<Answer>
  readonly places: Places
  readonly files: Files
  readonly chat: Chat
}

/** What the scope chat:write.public allows in public channels that the bot is no member of. */
const OUTSIDE = ['chat.postMessage', 'chat.update']
/** Of an edited message, in characters; a new one is cut at 40 000. */
const EDIT_TEXT = 4000

export function chatMethods({ asBot, places, files, chat }: Parts): Record<string, Method> {
  /** Checks a call that says something and makes it with complete blocks. */
  const saying = async (method: string, args: Json): Promise<{ answer: Answer; blocks: Block[] | undefined }> => {
    const person = places.people.find(({ id }) => id === args.channel)
    const channel = person ? (await places.direct(person)).id : args.channel
    const closed = places.closed(String(channel))
    const isAllowed = closed === 'not_in_channel' && OUTSIDE.includes(method)
    const { blocks, refused } = takeBlocks(args.blocks, files)
    if (closed && !isAllowed) return { answer: refusal(closed), blocks }
    if (refused) return { answer: refused, blocks }
    return { answer: await asBot(method, { ...args, channel, ...(blocks && { blocks }) }), blocks }
  }
  const signed = (answer: Answer): Answer => {
    const profile = { id: APP.botId, app_id: APP.id, name: 'Dreambot', team_id: places.team.id, deleted: false }
    const mine = { bot_id: APP.botId, app_id: APP.id, team: places.team.id, bot_profile: profile }
    return { ...answer, message: { ...(answer.message as Json), ...mine } }
  }

  /** What was said at a response_url for all to see can be edited like the bot's other messages. */
  const unknownToEmulator = (args: Json): Message | undefined => {
    const message = chat.find(String(args.channel), String(args.ts))
    const isResponse = message?.via === 'response_url' || message?.via === 'ack'
    return isResponse && !message.onlyFor && !places.closed(message.channel) ? message : undefined
  }

  return {
    async 'chat.postMessage'(args) {
      const { answer, blocks } = await saying('chat.postMessage', args)
      if (!answer.ok) return answer
      const { text } = answer.message as { text: string }
      chat.say({
        channel: String(answer.channel),
        ts: String(answer.ts),
        by: APP.botUserId,
        via: 'chat.postMessage',
        text,
        ...(blocks && { blocks }),
        ...(typeof args.thread_ts === 'string' && { threadTs: args.thread_ts }),
      })
      return signed(answer)
    },
    async 'chat.update'(args) {
      if (String(args.text ?? '').length > EDIT_TEXT) return refusal('msg_too_long')
      const response = unknownToEmulator(args)
      if (response) {
        const { blocks = [], refused } = takeBlocks(args.blocks, files)
        if (refused) return refused
        chat.edit(response, String(args.text ?? ''), blocks)
        return signed({ ok: true, channel: response.channel, ts: response.ts, message: chat.describe(response) })
      }
      const { answer } = await saying('chat.update', args)
      if (!answer.ok) return answer
      const { text, blocks } = answer.message as { text: string; blocks?: Block[] }
      const message = chat.find(String(args.channel), String(args.ts))
      if (message) chat.edit(message, text, blocks ?? [])
      return signed(answer)
    },
    async 'chat.delete'(args) {
      const message = chat.find(String(args.channel), String(args.ts))
      const isResponse = unknownToEmulator(args) !== undefined
      const answer = isResponse ? { ok: true, channel: args.channel, ts: args.ts } : await asBot('chat.delete', args)
      if (answer.ok && message) chat.remove(message)
      return answer
    },
    async 'chat.postEphemeral'(args) {
      const { answer, blocks } = await saying('chat.postEphemeral', args)
      if (!answer.ok) return answer
      chat.say({
        channel: String(args.channel),
        ts: String(answer.message_ts),
        by: APP.botUserId,
        via: 'chat.postEphemeral',
        onlyFor: String(args.user),
        text: String(args.text ?? ''),
        ...(blocks && { blocks }),
        ...(typeof args.thread_ts === 'string' && { threadTs: args.thread_ts }),
      })
      return answer
    },
  }
}

/** conversations.*, users.* and auth.*: membership and the fields that the emulator does not have. */
export function placeMethods({ asBot, places }: Parts): Record<string, Method> {
  const guarded = (method: string): Method => {
    return async (args) => {
      const closed = places.closed(String(args.channel))
      return closed === 'channel_not_found' ? refusal(closed) : asBot(method, args)
    }
  }
  const guardedMethods = ['info', 'members', 'history', 'replies'].map((name) => `conversations.${name}`)
  return {
    ...Object.fromEntries(guardedMethods.map((method) => [method, guarded(method)])),
    async 'auth.test'(args) {
      const answer = await asBot('auth.test', args)
      return { ...answer, is_enterprise_install: false }
    },
    async 'conversations.join'(args) {
      const closed = places.closed(String(args.channel))
      if (closed === 'channel_not_found') return refusal(closed)
      const answer = await asBot('conversations.join', args)
      if (answer.ok) places.channel(String(args.channel)).hasBot = true
      return answer
    },
    async 'conversations.open'(args) {
      const answer = await asBot('conversations.open', args)
      const person = places.people.find(({ id }) => id === args.users)
      if (answer.ok && person) await places.direct(person)
      return answer
    },
    async 'users.info'(args) {
      const answer = await asBot('users.info', args)
      if (!answer.ok) return answer
      const { locale } = places.people.find(({ id }) => id === args.user) ?? { locale: 'en-US' }
      const wantsLocale = String(args.include_locale) === 'true' || String(args.include_locale) === '1'
      const more = { tz: 'Europe/Berlin', is_owner: false, is_primary_owner: false, is_restricted: false }
      return { ...answer, user: { ...(answer.user as Json), ...more, ...(wantsLocale && { locale }) } }
    },
  }
}
