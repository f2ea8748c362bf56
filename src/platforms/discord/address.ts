/** Where a reply goes on Discord, taken from an interaction. */
import { type Interaction, InteractionContextType, PermissionFlagsBits } from 'discord.js'
import type { Address, Requester } from '../../core/platform.ts'
import { LIMITS } from './limits.ts'

export interface DiscordAddress extends Address {
  readonly platform: 'discord'
  /** The guild, or `dm-` and the channel of a conversation. */
  readonly place: string
  /** Of a thread, the channel it hangs from. */
  readonly channel: string
  readonly thread?: string
  readonly language: string
  /** Who asked. */
  readonly user: string
  readonly application: string
  /** Of the interaction: while it lives, the bot may answer by it where it may do nothing else. */
  readonly token: string
  /** When it is left alone, in milliseconds since 1970. */
  readonly expires: number
  /** Only its user sees the message. */
  readonly ephemeral: boolean
  /** Bytes that a file may have. */
  readonly limit: number
  /** Absent before the first reply is posted: then the interaction's own is meant. */
  readonly message?: string
  /** The message is gone, or the bot may no longer edit it. */
  readonly closed?: boolean
}

/** @param now Milliseconds since 1970. */
export function addressOf(interaction: Interaction, ephemeral: boolean, now: number): DiscordAddress {
  const { guildId, channel, locale, user, applicationId, token, attachmentSizeLimit } = interaction
  const channelId = interaction.channelId ?? ''
  const thread = channel?.isThread() ? channel : undefined
  return {
    platform: 'discord',
    place: guildId ?? direct(channelId),
    channel: thread?.parentId ?? channelId,
    ...(thread && { thread: thread.id }),
    language: locale,
    user: user.id,
    application: applicationId,
    token,
    expires: now + LIMITS.tokenMs - LIMITS.tokenMarginMs,
    ephemeral,
    limit: attachmentSizeLimit ?? LIMITS.fileBytes,
  }
}

/** Who asks: in a guild its moderators are moderators, in a conversation with the bot everybody. */
export function requesterOf(interaction: Interaction, ephemeral: boolean, now: number): Requester {
  const moderator =
    interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) ??
    interaction.context === InteractionContextType.BotDM
  return { user: interaction.user.id, moderator, address: addressOf(interaction, ephemeral, now) }
}

/** The same card's address after it has become a direct message. */
export function movedTo(address: DiscordAddress, channel: string, message: string): DiscordAddress {
  const { thread: _, closed: __, ...rest } = address
  return { ...rest, place: direct(channel), channel, message, expires: 0, ephemeral: false }
}

/** The channel that holds the message. */
export function channelOf({ channel, thread }: DiscordAddress): string {
  return thread ?? channel
}

/** What people follow to the message; undefined where there is none that others see. */
export function messageLink(address: Address): string | undefined {
  const { place, message, ephemeral } = address as DiscordAddress
  if (message === undefined || ephemeral) return undefined
  const guild = place.startsWith(DIRECT) ? '@me' : place
  return `https://discord.com/channels/${guild}/${channelOf(address as DiscordAddress)}/${message}`
}

const DIRECT = 'dm-'

function direct(channel: string): string {
  return `${DIRECT}${channel}`
}
