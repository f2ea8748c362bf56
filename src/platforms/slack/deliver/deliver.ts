/** Replies on their way to Slack: a job's card is one message, edited until it is done; what is for one person, they alone see. */
import type { Log } from '../../../core/log.ts'
import type { Reply } from '../../../core/platform.ts'
import { type Languages, phrase, translatorFor } from '../../../i18n/phrase.ts'
import { isDirect, type SlackAddress } from '../address.ts'
import { type Client, codeOf } from '../clients.ts'
import { mendable } from '../errors.ts'
import { renderReply } from '../render.ts'
import { type AttachedPictures, createAttachPictures, filesOf } from './attach-pictures.ts'
import type { ChannelPacing } from './channel-pacing.ts'
import type { Content, SendEphemeral } from './ephemeral.ts'
import type { SlackFiles } from './slack-files.ts'

interface MessagesOptions {
  readonly client: Client
  readonly pictures: SlackFiles
  readonly whisper: SendEphemeral
  readonly pace: ChannelPacing
  /** The bot's name in the workspace. */
  readonly bot: string
  readonly languages: Languages
  readonly log: Log
}

export interface Delivery {
  /** See `Platform`. */
  post(address: SlackAddress, reply: Reply): Promise<SlackAddress>
  /** Takes the card away, and its pictures with it. */
  remove(address: SlackAddress): Promise<void>
}

export function createDelivery(options: MessagesOptions): Delivery {
  const { client, pictures, whisper, pace, bot, languages, log } = options
  const drawing = createAttachPictures(pictures, log)

  async function post(address: SlackAddress, reply: Reply): Promise<SlackAddress> {
    const { message } = address
    if (reply.audience !== 'user') return show(address, reply)
    if (reply.state === 'failed' && message !== undefined && isDirect(address)) return show(address, reply)
    await whisper(address, renderReply(reply, { translate: translatorFor(address.language, languages) }))
    if (reply.state !== 'failed' || message === undefined) return address
    // A card that nothing more comes of would wait for ever.
    await remove(address).catch((error: Error) =>
      log({ level: 'warn', message: `a card stays at Slack: ${error.message}` }),
    )
    return { ...address, message: undefined, pictures: undefined, shared: undefined }
  }

  async function show(address: SlackAddress, reply: Reply): Promise<SlackAddress> {
    const translate = translatorFor(address.language, languages)
    const source = address.source ?? (reply.from && (await linkTo(reply.from as SlackAddress)))
    const drawn = await drawing.draw(address, reply)
    const text = drawn.isInThread ? `${reply.text}\n${translate(phrase`The file is in the thread.`)}` : reply.text
    const content = renderReply(
      { ...reply, text },
      {
        translate,
        pictures: drawn.pictures,
        ...(!isDirect(address) && { user: address.user }),
        ...(source && { source }),
      },
    )
    const message = await put(address, content, reply.state).catch(async (error) => {
      await drawing.discard(address, reply, drawn)
      throw error
    })
    await pictures.remove(filesOf(address).filter((file) => !filesOf(drawn).includes(file)))
    return { ...address, message, ...kept(drawn), ...(source !== undefined && { source }) }
  }

  /** The time of the message that has it now. */
  async function put(address: SlackAddress, content: Content, state: Reply['state']): Promise<string> {
    const { channel, thread, message } = address
    const isLast = state !== 'waiting' && state !== 'running'
    const turn = <T>(work: () => Promise<T>) => pace.take(channel, isLast ? 'last' : 'card', work)
    if (message !== undefined) {
      try {
        await turn(() => client.chat.update({ channel, ts: message, ...content }))
        return message
      } catch (error) {
        if (!LOST.includes(codeOf(error) ?? '')) throw error
        // Somebody has deleted the card: it comes back with the result.
        if (!isLast) return message
      }
    }
    const place = { channel, ...(thread !== undefined && { thread_ts: thread }) }
    const { ts = '' } = await turn(() => client.chat.postMessage({ ...place, ...content, unfurl_links: false }))
    return ts
  }

  /** Empty where there is nothing to link to any more. */
  async function linkTo({ channel, message }: SlackAddress): Promise<string> {
    if (message === undefined) return ''
    try {
      const { permalink = '' } = await client.chat.getPermalink({ channel, message_ts: message })
      return permalink
    } catch {
      return ''
    }
  }

  async function remove(address: SlackAddress): Promise<void> {
    const { channel, message, shared = [] } = address
    for (const ts of [message, ...shared.map((one) => one.message)]) {
      if (ts === undefined) continue
      await client.chat.delete({ channel, ts }).catch((error) => {
        if (!LOST.includes(codeOf(error) ?? '')) throw error
      })
    }
    await pictures.remove(filesOf(address))
  }

  const inWords = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw mendable(error, bot)
    }
  }
  return {
    post: (address, reply) => inWords(post(address, reply)),
    remove: (address) => inWords(remove(address)),
  }
}

/** Nothing of the message is there to edit or delete. */
const LOST = ['message_not_found']

function kept({ pictures, shared }: AttachedPictures): Pick<SlackAddress, 'pictures' | 'shared'> {
  return { pictures: pictures.map(({ id }) => id), shared: shared.map((one) => ({ ...one })) }
}
