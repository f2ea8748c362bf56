/** Who and what there is in the world: people, channels, and the places where a command can be used. */
import {
  type APIUser,
  ApplicationIntegrationType,
  ChannelType,
  type GatewayInteractionCreateDispatchData,
  InteractionContextType,
  Locale,
} from 'discord.js'
import { Refused, refusals } from './refusals.ts'

/**
 * Where somebody uses a command: in the bot's guild, in a direct message to the bot, or, having installed the bot for
 * themselves, in a guild or a group conversation that the bot is no part of.
 */
export type At = 'guild' | 'dm' | 'elsewhere' | 'group'

export interface Channel {
  readonly id: string
  readonly guild?: string
  /** Whether the bot may see it and post in it. */
  readonly open: boolean
  readonly json: Readonly<Record<string, unknown>>
  /** Bytes that one file of the bot may have. */
  fileLimit: number
}

/** What an interaction says of its place. */
export interface Seat {
  readonly channel: Channel
  readonly guild: Guild | undefined
  readonly context: InteractionContextType
  readonly owners: GatewayInteractionCreateDispatchData['authorizing_integration_owners']
}

interface Guild {
  readonly id: string
  readonly locale: Locale
  readonly features: []
}

export interface Cast {
  readonly bot: APIUser
  readonly people: readonly APIUser[]
  readonly guild: Guild
  /** Of the bot's guild; the first is where things happen if nobody says otherwise. */
  readonly channels: readonly Channel[]
  /** By name. */
  user(name: string): APIUser
  /** @param name Of a channel of the bot's guild. */
  seat(at: At, user: APIUser, name?: string): Seat
  /** Where a channel is. */
  where(channel: string): { readonly at: At; readonly name: string | undefined }
  /** Refuses as Discord does where the bot has no business. */
  open(id: string): Channel
  /** The conversation of the bot with somebody. */
  directMessages(userId: string): Channel
  setFileLimit(bytes: number): void
}

export function createCast(newId: () => string, fileLimit: number, names: readonly string[]): Cast {
  const bot = person(newId(), 'dreambot', true)
  const people = names.map((name) => person(newId(), name))
  const guild: Guild = { id: newId(), locale: Locale.EnglishUS, features: [] }
  const foreign: Guild = { id: newId(), locale: Locale.German, features: [] }
  const known = new Map<string, Channel>()

  function add(id: string, open: boolean, json: object, guild?: string): Channel {
    const channel = { id, open, json: { id, ...json }, fileLimit, ...(guild && { guild }) }
    known.set(id, channel)
    return channel
  }
  const inGuild = (name: string, { id }: Guild, open: boolean): Channel =>
    add(newId(), open, { ...TEXT, name, guild_id: id }, id)

  const channels = ['general', 'art'].map((name) => inGuild(name, guild, true))
  const lobby = inGuild('lobby', foreign, false)
  const group = add(newId(), false, { type: ChannelType.GroupDM, name: 'friends', icon: null, recipients: people })
  const conversations = new Map<string, Channel>()

  const cast: Cast = {
    bot,
    people,
    guild,
    channels,
    user(name) {
      const user = people.find(({ username }) => username === name)
      if (!user) throw new Error(`there is nobody called ${name}, only ${people.map(({ username }) => username)}`)
      return user
    },
    seat(at, user, name) {
      const owners = { [ApplicationIntegrationType.UserInstall]: user.id }
      if (at === 'elsewhere') return { channel: lobby, guild: foreign, context: InteractionContextType.Guild, owners }
      if (at === 'group') {
        return { channel: group, guild: undefined, context: InteractionContextType.PrivateChannel, owners }
      }
      if (at === 'dm') {
        const channel = cast.directMessages(user.id)
        const owners = { [ApplicationIntegrationType.GuildInstall]: '0' }
        return { channel, guild: undefined, context: InteractionContextType.BotDM, owners }
      }
      const channel = name === undefined ? channels[0] : channels.find(({ json }) => json.name === name)
      if (!channel) throw new Error(`there is no channel ${name}, only ${channels.map(({ json }) => json.name)}`)
      const ids = { [ApplicationIntegrationType.GuildInstall]: guild.id }
      return { channel, guild, context: InteractionContextType.Guild, owners: ids }
    },
    where(id) {
      if (id === lobby.id) return { at: 'elsewhere', name: undefined }
      if (id === group.id) return { at: 'group', name: undefined }
      const channel = channels.find((channel) => channel.id === id)
      return channel ? { at: 'guild', name: String(channel.json.name) } : { at: 'dm', name: undefined }
    },
    open(id) {
      const channel = known.get(id)
      if (!channel) throw new Refused(refusals.unknownChannel)
      if (!channel.open) throw new Refused(refusals.missingAccess)
      return channel
    },
    directMessages(userId) {
      const user = people.find(({ id }) => id === userId)
      if (!user) throw new Refused(refusals.unknownUser)
      const channel =
        conversations.get(userId) ?? add(newId(), true, { type: ChannelType.DM, ...EMPTY, recipients: [user] })
      conversations.set(userId, channel)
      return channel
    },
    setFileLimit(bytes) {
      fileLimit = bytes
      for (const channel of known.values()) channel.fileLimit = bytes
    },
  }
  return cast
}

const EMPTY = { last_message_id: null, flags: 0 }
const TEXT = {
  ...EMPTY,
  type: ChannelType.GuildText,
  parent_id: null,
  position: 0,
  topic: null,
  nsfw: false,
  rate_limit_per_user: 0,
}

function person(id: string, username: string, bot = false): APIUser {
  const rest = { discriminator: '0', avatar: null, public_flags: 0, flags: 0, primary_guild: null }
  return { id, username, global_name: username, ...rest, ...(bot && { bot }) }
}
