/** A person's hand: commands, buttons and completions, delivered to the bot as Discord's gateway delivers them. */
import {
  type APIAttachment,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  Locale,
  MessageType,
  PermissionFlagsBits as Permission,
} from 'discord.js'
import type { At, Cast } from './cast.ts'
import { type Commands, enter, NotOffered } from './commands.ts'
import type { Files, Upload } from './files.ts'
import type { Asked, Interaction, Interactions } from './interactions.ts'
import type { Messages } from './messages.ts'
import { show } from './shown.ts'

/** Who does it, and where. */
export interface Hand {
  /** Default ann; also bob and mod, who is no moderator unless `permissions` say so. */
  readonly user?: string
  /** Default the bot's guild, or where the message is. */
  readonly at?: At
  /** In the bot's guild: general, unless art is named. */
  readonly channel?: string
  readonly locale?: Locale
  /** The user's, in a guild. */
  readonly permissions?: bigint
  /** The bot's, in this place. */
  readonly appPermissions?: bigint
  /** Bytes that one file of the answer may have; told to the bot and enforced. Default the world's. */
  readonly attachmentSizeLimit?: number
}

export type Values = Readonly<Record<string, string | number | boolean>>

/** Each throws `NotOffered` for what Discord's own client would not let anybody do. */
export interface User {
  command(name: string, values: Values, attachments: Readonly<Record<string, Upload>>, hand: Hand): Interaction
  messageAction(name: string, message: string, hand: Hand): Interaction
  button(message: string, customId: string | RegExp, hand: Hand): Interaction
  complete(name: string, option: string, text: string, others: Values, hand: Hand): Interaction
}

export function createUser(options: {
  cast: Cast
  commands: Commands
  files: Files
  messages: Messages
  interactions: Interactions
  fileLimit: () => number
  deliver: (payload: object, guild: string | undefined) => void
}): User {
  const { cast, commands, files, messages, interactions, fileLimit, deliver } = options

  type More = Pick<Asked, 'type' | 'replyType' | 'source' | 'completes'>

  /** @param content What the interaction has besides its circumstances. */
  function ask(more: More, content: object, hand: Hand): Interaction {
    const user = cast.user(hand.user ?? 'ann')
    const { channel, guild, context, owners } = cast.seat(hand.at ?? 'guild', user, hand.channel)
    const limit = hand.attachmentSizeLimit ?? fileLimit()
    const interaction = interactions.open({ ...more, user, channel: channel.id, owners, fileLimit: limit })
    const permissions = String(hand.permissions ?? EVERYBODY)
    const member = { user, permissions, ...MEMBER }
    const payload = {
      id: interaction.id,
      application_id: cast.bot.id,
      type: more.type,
      token: interaction.token,
      version: 1,
      channel_id: channel.id,
      channel: guild ? { ...channel.json, permissions } : channel.json,
      ...(guild ? { guild_id: guild.id, guild, guild_locale: guild.locale, member } : { user }),
      app_permissions: String(hand.appPermissions ?? BOT),
      locale: hand.locale ?? Locale.EnglishUS,
      entitlements: [],
      authorizing_integration_owners: owners,
      context,
      attachment_size_limit: limit,
    }
    deliver({ ...payload, ...content }, guild?.id)
    return interaction
  }

  const find = (name: string, type: ApplicationCommandType, { at = 'guild' }: Hand) => {
    const command = commands.find(name, type, at === 'guild' ? cast.guild.id : undefined)
    const { id, guild_id } = command
    return { command, named: { id, name, type, ...(guild_id && { guild_id }) } }
  }

  /** The hand at the place of a message. */
  const there = (channel: string, hand: Hand): Hand => {
    const { at, name } = cast.where(channel)
    return { at, ...(name !== undefined && { channel: name }), ...hand }
  }

  return {
    command(name, values, attachments, hand) {
      const { command, named } = find(name, ApplicationCommandType.ChatInput, hand)
      const resolved: Record<string, APIAttachment> = {}
      const ids: Record<string, string> = {}
      for (const [option, upload] of Object.entries(attachments)) {
        const file = files.keep(upload, `/ephemeral-attachments/${cast.bot.id}`)
        ids[option] = file.id
        resolved[file.id] = files.json(file, true)
      }
      const entered = enter(command, { ...ids, ...values })
      const data = {
        ...named,
        ...(entered.length > 0 && { options: entered }),
        ...(Object.keys(ids).length > 0 && { resolved: { attachments: resolved } }),
      }
      return ask({ type: InteractionType.ApplicationCommand, replyType: MessageType.ChatInputCommand }, { data }, hand)
    },

    messageAction(name, target_id, hand) {
      const message = messages.find(target_id)
      const placed = there(message.channel, hand)
      const { named } = find(name, ApplicationCommandType.Message, placed)
      const data = { ...named, target_id, resolved: { messages: { [target_id]: messages.json(message) } } }
      const more = { type: InteractionType.ApplicationCommand, replyType: MessageType.ContextMenuCommand }
      return ask(more, { data }, placed)
    },

    button(message, customId, hand) {
      const source = messages.find(message)
      const { buttons } = show(source, messages)
      const isWanted = (id: string): boolean => (typeof customId === 'string' ? id === customId : customId.test(id))
      const wanted = buttons.find((button) => isWanted(button.customId))
      if (!wanted)
        throw new NotOffered(`there is no button ${customId}, only ${buttons.map((known) => known.customId)}`)
      if (wanted.disabled) throw new NotOffered(`the button ${wanted.customId} is disabled`)
      const data = { custom_id: wanted.customId, component_type: ComponentType.Button }
      const more = { type: InteractionType.MessageComponent, replyType: MessageType.Reply, source }
      return ask(more, { data, message: messages.json(source) }, there(source.channel, hand))
    },

    complete(name, option, text, others, hand) {
      const { command, named } = find(name, ApplicationCommandType.ChatInput, hand)
      const entered = enter(command, { ...others, [option]: text }, option)
      const completes = entered.find(({ focused }) => focused)?.type
      const type = InteractionType.ApplicationCommandAutocomplete
      const more = { type, replyType: MessageType.ChatInputCommand, ...(completes && { completes }) }
      return ask(more, { data: { ...named, options: entered } }, hand)
    },
  }
}

const MEMBER = {
  roles: [],
  joined_at: '2024-05-01T12:00:00.000000+00:00',
  premium_since: null,
  deaf: false,
  mute: false,
  flags: 0,
}
const EVERYBODY =
  Permission.ViewChannel | Permission.SendMessages | Permission.AttachFiles | Permission.UseApplicationCommands
const BOT =
  Permission.ViewChannel |
  Permission.SendMessages |
  Permission.SendMessagesInThreads |
  Permission.EmbedLinks |
  Permission.AttachFiles |
  Permission.ReadMessageHistory
