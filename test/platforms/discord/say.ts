/** What people write themselves: messages with pictures, and messages of others forwarded. */
import { type APIEmbed, type APIMessage, MessageFlags, MessageReferenceType, MessageType } from 'discord.js'
import type { Cast } from './cast.ts'
import type { Files, Upload } from './files.ts'
import type { Messages, Stored } from './messages.ts'
import type { Hand } from './user.ts'

export interface Said extends Pick<Hand, 'user' | 'at' | 'channel'> {
  readonly text?: string
  readonly files?: readonly Upload[]
  /** As they are, such as the preview of a link to a picture. */
  readonly embeds?: readonly APIEmbed[]
  /** A message's id: this one only passes on a snapshot of it. */
  readonly forwarded?: string
}

export function createSay(cast: Cast, files: Files, messages: Messages): (said: Said) => Stored {
  return ({ user = 'ann', at = 'guild', channel: name, text = '', files: uploads = [], embeds = [], forwarded }) => {
    const author = cast.user(user)
    const { channel } = cast.seat(at, author, name)
    const kept = uploads.map((upload) => files.keep(upload, `/attachments/${channel.id}`))
    const original = forwarded === undefined ? undefined : messages.find(forwarded)
    const extra = original ? snapshotOf(original, messages) : {}
    const flags = original ? MessageFlags.HasSnapshot : 0
    const place = { channel: channel.id, author, type: MessageType.Default, extra }
    return messages.add(place, { content: text, embeds, flags }, kept)
  }
}

function snapshotOf(original: Stored, messages: Messages): Partial<APIMessage> {
  const {
    type,
    content,
    embeds,
    attachments,
    timestamp,
    edited_timestamp,
    flags,
    mentions,
    mention_roles,
    components,
  } = messages.json(original)
  const seen = { type, content, embeds, attachments, timestamp, edited_timestamp, mentions, mention_roles }
  const message = { ...seen, ...(flags && { flags }), ...(components && { components }) }
  return {
    message_reference: {
      type: MessageReferenceType.Forward,
      message_id: original.id,
      channel_id: original.channel,
    },
    message_snapshots: [{ message }],
  }
}
