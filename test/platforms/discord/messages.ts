/** The messages of the world as Discord keeps them: created, edited, deleted. */
import type { APIEmbed, APIMessage, APIMessageTopLevelComponent, APIUser } from 'discord.js'
import { EmbedType, MessageFlags, type MessageType } from 'discord.js'
import type { Clock } from './clock.ts'
import type { BotFile } from './faults.ts'
import type { AttachmentBody, Files, StoredFile } from './files.ts'
import { linked, numbered } from './links.ts'
import { Refused, refusals } from './refusals.ts'

export interface Stored {
  readonly id: string
  readonly channel: string
  readonly author: APIUser
  readonly type: MessageType
  readonly time: number
  edited?: number
  content: string
  embeds: readonly APIEmbed[]
  components: readonly APIMessageTopLevelComponent[]
  files: readonly StoredFile[]
  flags: number
  deleted: boolean
  readonly nonce?: string | number | undefined
  /** Whatever else its JSON has. */
  readonly extra: Partial<APIMessage>
}

/** What the bot says of a message's looks. */
export interface MessageBody {
  readonly content?: string | null
  readonly embeds?: readonly APIEmbed[] | null
  readonly components?: readonly APIMessageTopLevelComponent[] | null
  readonly attachments?: readonly AttachmentBody[] | null
  readonly flags?: number | null
  readonly nonce?: string | number | null
}

export interface Place extends Pick<Stored, 'channel' | 'author' | 'type'> {
  /** "The bot is thinking ...", which the first edit replaces. */
  readonly loading?: boolean
  readonly extra?: Partial<APIMessage>
}

export interface Messages {
  readonly all: readonly Stored[]
  create(place: Place, body: MessageBody, uploads: readonly BotFile[]): Stored
  /** A message with files that are kept already. */
  add(place: Place, body: MessageBody, files: readonly StoredFile[]): Stored
  /** What `body` does not name stays as it is. */
  edit(message: Stored, body: MessageBody, uploads: readonly BotFile[]): void
  remove(message: Stored): void
  /** Refuses as unknown what is not there. */
  find(id: string, channel?: string): Stored
  json(message: Stored): APIMessage
}

export type Change = 'created' | 'edited' | 'deleted'

/** @param changed Called after every change of a message. */
export function createMessages(
  clock: Clock,
  files: Files,
  newId: () => string,
  changed: (message: Stored, change: Change) => void,
): Messages {
  const all: Stored[] = []

  const messages: Messages = {
    all,

    create(place, body, uploads) {
      const folder = folderOf(place.channel, place.author.id, body.flags ?? 0)
      const kept = files.arrange(body.attachments, uploads, [], folder)
      const { content, embeds, components } = body
      if (!place.loading)
        refuseEmpty({ content: content ?? '', embeds: embeds ?? [], components: components ?? [], files: kept })
      return messages.add(place, body, kept)
    },

    add({ channel, author, type, loading = false, extra = {} }, body, kept) {
      const message: Stored = {
        id: newId(),
        channel,
        author,
        type,
        time: clock.now(),
        content: body.content ?? '',
        embeds: body.embeds ?? [],
        components: body.components ?? [],
        files: kept,
        flags: (body.flags ?? 0) | (loading ? MessageFlags.Loading : 0),
        deleted: false,
        nonce: body.nonce ?? undefined,
        extra,
      }
      linked(message)
      all.push(message)
      changed(message, 'created')
      return message
    },

    edit(message, body, uploads) {
      const folder = folderOf(message.channel, message.author.id, message.flags)
      const next = {
        content: body.content === undefined ? message.content : (body.content ?? ''),
        embeds: body.embeds === undefined ? message.embeds : (body.embeds ?? []),
        components: body.components === undefined ? message.components : (body.components ?? []),
        files: files.arrange(body.attachments, uploads, message.files, folder),
        flags:
          (message.flags & SETTLED) | ((body.flags ?? message.flags) & ~MessageFlags.Loading & ~MessageFlags.Ephemeral),
        edited: clock.now(),
      }
      refuseEmpty(next)
      linked(next)
      Object.assign(message, next)
      changed(message, 'edited')
    },

    remove(message) {
      message.deleted = true
      changed(message, 'deleted')
    },

    find(id, channel) {
      const message = all.find((message) => message.id === id && message.channel === (channel ?? message.channel))
      if (!message || message.deleted) throw new Refused(refusals.unknownMessage)
      return message
    },

    json(message) {
      const ephemeral = isEphemeral(message)
      const { embeds, components, shown } = linked(message, (file) => {
        const { url, proxy_url } = files.json(file)
        return { url, proxy_url }
      })
      return {
        id: message.id,
        channel_id: message.channel,
        author: message.author,
        type: message.type,
        content: message.content,
        timestamp: new Date(message.time).toISOString(),
        edited_timestamp: message.edited === undefined ? null : new Date(message.edited).toISOString(),
        tts: false,
        mention_everyone: false,
        mentions: [],
        mention_roles: [],
        attachments: shown.map((file) => files.json(file, ephemeral)),
        embeds: embeds.map((embed) => ({ type: EmbedType.Rich, ...embed })),
        components: numbered(components),
        pinned: false,
        flags: message.flags,
        ...(message.nonce !== undefined && { nonce: message.nonce }),
        ...message.extra,
      }
    },
  }
  return messages
}

export function isEphemeral({ flags }: Pick<Stored, 'flags'>): boolean {
  return Boolean(flags & MessageFlags.Ephemeral)
}

/** Who sees a message is settled when it is created; the newer components are for good. */
const SETTLED = MessageFlags.Ephemeral | MessageFlags.IsComponentsV2

function folderOf(channel: string, bot: string, flags: number): string {
  return isEphemeral({ flags }) ? `/ephemeral-attachments/${bot}` : `/attachments/${channel}`
}

type Looks = Pick<Stored, 'content' | 'embeds' | 'components' | 'files'>

function refuseEmpty({ content, embeds, components, files }: Looks): void {
  if (content.trim() === '' && embeds.length + files.length + components.length === 0)
    throw new Refused(refusals.emptyMessage)
}
