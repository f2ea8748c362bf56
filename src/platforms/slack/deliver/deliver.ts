/** Posts replies: a job's card is one message that is edited until the job is done; personal replies are ephemeral. */
import { defined } from '../../../core/defined.ts'
import type { Log } from '../../../core/log.ts'
import { isFinal, type Reply } from '../../../core/platform.ts'
import { type Languages, phrase, translatorFor } from '../../../i18n/phrase.ts'
import { isDirectMessage, type SlackAddress } from '../address.ts'
import type { Client } from '../clients.ts'
import { explained, isMessageDeleted, toUserError } from '../errors.ts'
import { renderReply } from '../render.ts'
import { type AttachedPictures, createPictureAttacher, fileIdsOf } from './attach-pictures.ts'
import type { ChannelPacing } from './channel-pacing.ts'
import type { MessageContent, SendEphemeral } from './ephemeral.ts'
import type { SlackFiles } from './slack-files.ts'

interface DeliveryOptions {
  readonly client: Client
  readonly files: SlackFiles
  readonly sendEphemeral: SendEphemeral
  readonly pace: ChannelPacing
  /** The bot's name in the workspace. */
  readonly bot: string
  readonly languages: Languages
  readonly log: Log
}

export interface Delivery {
  /** See `Platform`. */
  post(address: SlackAddress, reply: Reply): Promise<SlackAddress>
  /** Deletes the card with its pictures and shared files. */
  remove(address: SlackAddress): Promise<void>
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { client, files, sendEphemeral, pace, bot, languages, log } = options
  const attacher = createPictureAttacher(files, log)

  async function post(address: SlackAddress, reply: Reply): Promise<SlackAddress> {
    const { message } = address
    if (reply.audience !== 'user') return postCard(address, reply)
    if (reply.state === 'failed' && message !== undefined && isDirectMessage(address)) return postCard(address, reply)
    await sendEphemeral(address, renderReply(reply, { translate: translatorFor(address.language, languages) }))
    if (reply.state !== 'failed' || message === undefined) return address
    // Nothing will edit the card any more.
    await remove(address).catch((error: Error) =>
      log({ level: 'warn', message: `a card stays at Slack: ${error.message}` }),
    )
    return { ...address, message: undefined, pictures: undefined, shared: undefined }
  }

  async function postCard(address: SlackAddress, reply: Reply): Promise<SlackAddress> {
    const translate = translatorFor(address.language, languages)
    const source = address.source ?? (reply.from && (await linkTo(client, reply.from as SlackAddress)))
    const attached = await attacher.attach(address, reply)
    const text = attached.isInThread ? `${reply.text}\n${translate(phrase`The file is in the thread.`)}` : reply.text
    const user = isDirectMessage(address) ? undefined : address.user
    const { pictures } = attached
    const card = { ...reply, text }
    const content = renderReply(card, { translate, pictures, ...defined({ user, source: source || undefined }) })
    const message = await editOrPost(address, { content, isLast: isFinal(reply) }).catch(async (error) => {
      await attacher.discard(address, reply, attached)
      throw error
    })
    await files.remove(fileIdsOf(address).filter((file) => !fileIdsOf(attached).includes(file)))
    return { ...address, message, ...filesForAddress(attached), ...defined({ source }) }
  }

  /** Edits the card's message, or posts one. Returns its timestamp. */
  async function editOrPost(
    { channel, thread, message }: SlackAddress,
    { content, isLast }: { readonly content: MessageContent; readonly isLast: boolean },
  ): Promise<string> {
    const turn = <T>(work: () => Promise<T>) => pace.take(channel, isLast ? 'last' : 'card', work)
    if (message !== undefined) {
      try {
        await turn(() => client.chat.update({ channel, ts: message, ...content }))
        return message
      } catch (error) {
        if (!isMessageDeleted(error)) throw error
        // A card that somebody has deleted comes back only with the result.
        if (!isLast) return message
      }
    }
    const place = { channel, ...defined({ thread_ts: thread }) }
    const { ts = '' } = await turn(() => client.chat.postMessage({ ...place, ...content, unfurl_links: false }))
    return ts
  }

  async function remove(address: SlackAddress): Promise<void> {
    const { channel, message, shared = [] } = address
    for (const ts of [message, ...shared.map((each) => each.message)]) {
      if (ts === undefined) continue
      await client.chat.delete({ channel, ts }).catch((error) => {
        if (!isMessageDeleted(error)) throw error
      })
    }
    await files.remove(fileIdsOf(address))
  }

  const inWords = (error: unknown) => toUserError(error, bot)
  return {
    post: (address, reply) => explained(post(address, reply), inWords),
    remove: (address) => explained(remove(address), inWords),
  }
}

/** The URL of a card. Empty when the card is gone. */
async function linkTo(client: Client, { channel, message }: SlackAddress): Promise<string> {
  if (message === undefined) return ''
  try {
    const { permalink = '' } = await client.chat.getPermalink({ channel, message_ts: message })
    return permalink
  } catch {
    return ''
  }
}

function filesForAddress({ pictures, shared }: AttachedPictures): Pick<SlackAddress, 'pictures' | 'shared'> {
  return { pictures: pictures.map(({ id }) => id), shared: shared.map((each) => ({ ...each })) }
}
