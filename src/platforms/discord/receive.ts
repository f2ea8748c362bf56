/** Interactions in, the bot's calls, presses and queries out. Each is acknowledged at once: Discord waits 3 seconds. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Interaction,
  InteractionResponseType,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type REST,
  type RESTPostAPIInteractionCallbackJSONBody,
  Routes,
} from 'discord.js'
import type { Command } from '../../command/command.ts'
import { makesPictures } from '../../command/options.ts'
import { stackOf, UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Bot, Requester, Suggestion, Upload } from '../../core/platform.ts'
import { phrase } from '../../i18n/phrase.ts'
import { fetchPhoto } from '../fetch-photo.ts'
import { addressOf, requesterOf } from './address.ts'
import { isPersonal, pressed } from './buttons.ts'
import { isAcknowledged, isLate } from './errors.ts'
import { LIMITS } from './limits.ts'
import { type FoundPicture, pictureOf } from './message-picture.ts'
import { truncate } from './text.ts'

interface ReceiverOptions {
  readonly bot: Bot
  /** For acknowledgements. One that tries again by itself would hide that an earlier try has arrived. */
  readonly callbacks: REST
  readonly commands: ReadonlyMap<string, Command>
  /** Where pictures may be fetched from. */
  readonly hosts: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** Settles when the bot is done with the interaction; never rejects. */
export function createReceiver(options: ReceiverOptions): (interaction: Interaction) => Promise<void> {
  const { bot, callbacks, commands, hosts, now, log } = options

  /** Announces a reply, which only its user sees if it is `personal`. */
  async function acknowledge(
    interaction: ChatInputCommandInteraction | MessageContextMenuCommandInteraction | ButtonInteraction,
    personal: boolean,
  ): Promise<Requester> {
    const asked = requesterOf(interaction, personal, now())
    const announcement: RESTPostAPIInteractionCallbackJSONBody = {
      type: InteractionResponseType.DeferredChannelMessageWithSource,
      ...(personal && { data: { flags: MessageFlags.Ephemeral } }),
    }
    const route = Routes.interactionCallback(interaction.id, interaction.token)
    for (const [tries, pause] of [...LIMITS.announceAgainMs, undefined].entries()) {
      try {
        await callbacks.post(route, { body: announcement, auth: false })
        break
      } catch (error) {
        // A try that was not answered may have arrived after all.
        if (tries > 0 && isAcknowledged(error)) break
        if (error instanceof DiscordAPIError || pause === undefined) throw error
        await sleep(pause)
      }
    }
    return asked
  }

  function upload({ name, url }: FoundPicture): Upload {
    return { name, read: () => fetchPhoto(url, { hosts }) }
  }

  async function command(interaction: ChatInputCommandInteraction): Promise<void> {
    const name = interaction.commandName
    const known = commands.get(name)
    const asked = await acknowledge(interaction, !known || !makesPictures(known))
    const input: Record<string, unknown> = {}
    const attachments: Record<string, Upload> = {}
    for (const option of interaction.options.data) {
      if (option.attachment) attachments[option.name] = upload(option.attachment)
      else input[option.name] = option.value
    }
    await bot.handle({ ...asked, command: name, input, attachments })
  }

  /** A command that a message's picture is given to. */
  async function action(interaction: MessageContextMenuCommandInteraction): Promise<void> {
    const isMeant = ([, { onPicture }]: [string, Command]) => onPicture?.title === interaction.commandName
    const [name, { onPicture = undefined } = {}] = [...commands].find(isMeant) ?? []
    if (name === undefined || !onPicture) throw new Error(`there is no action ${interaction.commandName}`)
    const picture = pictureOf(interaction.targetMessage)
    const asked = await acknowledge(interaction, !picture)
    const attachments = { [onPicture.option]: picture ? upload(picture) : NO_PICTURE }
    await bot.handle({ ...asked, command: name, input: {}, attachments })
  }

  async function button(interaction: ButtonInteraction): Promise<void> {
    const found = pressed(interaction.customId)
    if (!found) throw new Error(`there is no button ${interaction.customId}`)
    // What comes of a picture that only one person sees is for that person too.
    const hidden = interaction.message.flags.has(MessageFlags.Ephemeral)
    const asked = await acknowledge(interaction, hidden || isPersonal(found.action))
    await bot.press({ ...asked, ...found })
  }

  async function suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { commandName, options, user } = interaction
    const { name: option, value: text } = options.getFocused(true)
    const others = options.data.filter(({ name }) => name !== option).map(({ name, value }) => [name, value] as const)
    const query = { command: commandName, option, text, input: Object.fromEntries(others) }
    const address = addressOf(interaction, true, now())
    const late = sleep<readonly Suggestion[]>(LIMITS.suggestMs, [], { ref: false })
    const found = await Promise.race([bot.complete({ ...query, user: user.id, address }), late])
    const offered = found.filter(({ value }) => value.length <= LIMITS.choiceText).slice(0, LIMITS.choices)
    await interaction.respond(offered.map(({ value, label }) => ({ name: truncate(label, LIMITS.choiceText), value })))
  }

  return async (interaction) => {
    try {
      if (interaction.isAutocomplete()) await suggest(interaction)
      else if (interaction.isChatInputCommand()) await command(interaction)
      else if (interaction.isMessageContextMenuCommand()) await action(interaction)
      else if (interaction.isButton()) await button(interaction)
    } catch (error) {
      if (isLate(error)) log({ level: 'info', message: `an interaction came too late, or was answered elsewhere` })
      else log({ level: 'error', message: 'an interaction could not be answered', stack: stackOf(error) })
    }
  }
}

/** The bot tells its reader as it tells of every picture that cannot be had. */
const NO_PICTURE: Upload = {
  name: 'none',
  async read() {
    throw new UserError(
      'no-photo',
      phrase`There is no picture in this message.`,
      phrase`Choose a message with one, or use /dream with a photo of yours.`,
    )
  },
}
