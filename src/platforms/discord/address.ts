/** Addresses of Discord replies, built from interactions. */
import { type Interaction, InteractionContextType, PermissionFlagsBits } from 'discord.js'
import { defined } from '../../core/defined.ts'
import type { Address, Requester } from '../../core/platform.ts'
import { LIMITS } from './limits.ts'

export interface DiscordAddress extends Address {
  readonly platform: 'discord'
  /** The guild's id, or `dm-` and the channel's id in a direct message. */
  readonly place: string
  /** The channel's id; in a thread, the id of the channel that the thread belongs to. */
  readonly channel: string
  readonly thread?: string
  readonly language: string
  /** The id of the person who asked. */
  readonly user: string
  readonly application: string
  /** The interaction's token. While it is valid, the bot may answer even where it may not post. */
  readonly token: string
  /** When the token is no longer used, in milliseconds since 1970. */
  readonly expires: number
  /** Whether only `user` sees the message. */
  readonly ephemeral: boolean
  /** The largest size of a file, in bytes. */
  readonly limit: number
  /** The message's id. Absent before the first reply is posted, which then edits the interaction's own response. */
  readonly message?: string
  /** Whether the message was deleted, or the bot may no longer edit it. */
  readonly closed?: boolean
}

interface AddressOptions {
  readonly ephemeral: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

export function addressOf(interaction: Interaction, { ephemeral, now }: AddressOptions): DiscordAddress {
  const { guildId, channel, locale, user, applicationId, token, attachmentSizeLimit } = interaction
  const channelId = interaction.channelId ?? ''
  const thread = channel?.isThread() ? channel : undefined
  return {
    platform: 'discord',
    place: guildId ?? directPlace(channelId),
    channel: thread?.parentId ?? channelId,
    ...defined({ thread: thread?.id }),
    language: locale,
    user: user.id,
    application: applicationId,
    token,
    expires: now + LIMITS.tokenMs - LIMITS.tokenMarginMs,
    ephemeral,
    limit: attachmentSizeLimit ?? LIMITS.fileBytes,
  }
}

/** The person who asks. Moderators are people who may manage messages, and everybody in a direct message to the bot. */
export function requesterOf(interaction: Interaction, options: AddressOptions): Requester {
  const moderator =
    interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) ??
    interaction.context === InteractionContextType.BotDM
  return { user: interaction.user.id, moderator, address: addressOf(interaction, options) }
}

/** The address of a card that has become a direct message. */
export function asDirectMessage(
  address: DiscordAddress,
  { channel, message }: Required<Pick<DiscordAddress, 'channel' | 'message'>>,
): DiscordAddress {
  const { thread: _, closed: __, ...rest } = address
  return { ...rest, place: directPlace(channel), channel, message, expires: 0, ephemeral: false }
}

/** The id of the channel or thread that holds the message. */
export function channelOf({ channel, thread }: DiscordAddress): string {
  return thread ?? channel
}

/** The URL of the message. Undefined for a message that is not posted yet or that only one person sees. */
export function messageLink(address: Address): string | undefined {
  const { place, message, ephemeral } = address as DiscordAddress
  if (message === undefined || ephemeral) return undefined
  const guild = place.startsWith(DIRECT) ? '@me' : place
  return `https://discord.com/channels/${guild}/${channelOf(address as DiscordAddress)}/${message}`
}

const DIRECT = 'dm-'

function directPlace(channel: string): string {
  return `${DIRECT}${channel}`
}
