/** Turns interactions into calls, presses and queries for the bot. Each is acknowledged first: Discord waits 3 seconds. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
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
import { isPersonal, parseButton } from './buttons.ts'
import { isAlreadyAcknowledged, isNoLongerPending, isRejection } from './errors.ts'
import { LIMITS } from './limits.ts'
import { type FoundPicture, pictureOf } from './message-picture.ts'
import { truncate } from './text.ts'

interface ReceiverOptions {
  readonly bot: Bot
  /** Sends acknowledgements. Must not retry by itself: a hidden retry would report its own first attempt as a duplicate. */
  readonly callbacks: REST
  readonly commands: ReadonlyMap<string, Command>
  /** Hosts from which pictures may be fetched. */
  readonly hosts: readonly string[]
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** Makes a function that settles when the bot has handled the interaction, and never rejects. */
export function createReceiver(options: ReceiverOptions): (interaction: Interaction) => Promise<void> {
  const { bot, callbacks, commands, hosts, now, log } = options

  function acknowledge(interaction: Acknowledged, ephemeral: boolean): Promise<Requester> {
    return acknowledgeInteraction(interaction, { callbacks, ephemeral, now: now() })
  }

  function toUpload({ name, url }: FoundPicture): Upload {
    return { name, read: () => fetchPhoto(url, { hosts }) }
  }

  async function onCommand(interaction: ChatInputCommandInteraction): Promise<void> {
    const name = interaction.commandName
    const command = commands.get(name)
    const requester = await acknowledge(interaction, !command || !makesPictures(command))
    const input: Record<string, unknown> = {}
    const attachments: Record<string, Upload> = {}
    for (const option of interaction.options.data) {
      if (option.attachment) attachments[option.name] = toUpload(option.attachment)
      else input[option.name] = option.value
    }
    await bot.handle({ ...requester, command: name, input, attachments })
  }

  /** An action in a message's menu: a command that gets the message's picture. */
  async function onMessageAction(interaction: MessageContextMenuCommandInteraction): Promise<void> {
    const isChosen = ([, { onPicture }]: [string, Command]) => onPicture?.title === interaction.commandName
    const [name, { onPicture = undefined } = {}] = [...commands].find(isChosen) ?? []
    if (name === undefined || !onPicture) throw new Error(`there is no action ${interaction.commandName}`)
    const picture = pictureOf(interaction.targetMessage)
    const requester = await acknowledge(interaction, !picture)
    const attachments = { [onPicture.option]: picture ? toUpload(picture) : NO_PICTURE }
    await bot.handle({ ...requester, command: name, input: {}, attachments })
  }

  async function onButton(interaction: ButtonInteraction): Promise<void> {
    const button = parseButton(interaction.customId)
    if (!button) throw new Error(`there is no button ${interaction.customId}`)
    // The answer to a button of an ephemeral card is ephemeral too.
    const isHidden = interaction.message.flags.has(MessageFlags.Ephemeral)
    const requester = await acknowledge(interaction, isHidden || isPersonal(button.action))
    await bot.press({ ...requester, ...button })
  }

  async function onAutocomplete(interaction: AutocompleteInteraction): Promise<void> {
    const { commandName, options, user } = interaction
    const { name: option, value: text } = options.getFocused(true)
    const others = options.data.filter(({ name }) => name !== option).map(({ name, value }) => [name, value] as const)
    const query = { command: commandName, option, text, input: Object.fromEntries(others) }
    const address = addressOf(interaction, { ephemeral: true, now: now() })
    const timeout = sleep<readonly Suggestion[]>(LIMITS.suggestMs, [], { ref: false })
    const found = await Promise.race([bot.complete({ ...query, user: user.id, address }), timeout])
    const offered = found.filter(({ value }) => value.length <= LIMITS.choiceText).slice(0, LIMITS.choices)
    await interaction.respond(offered.map(({ value, label }) => ({ name: truncate(label, LIMITS.choiceText), value })))
  }

  return async (interaction) => {
    try {
      if (interaction.isAutocomplete()) await onAutocomplete(interaction)
      else if (interaction.isChatInputCommand()) await onCommand(interaction)
      else if (interaction.isMessageContextMenuCommand()) await onMessageAction(interaction)
      else if (interaction.isButton()) await onButton(interaction)
    } catch (error) {
      if (isNoLongerPending(error))
        log({ level: 'info', message: 'an interaction came too late, or was answered elsewhere' })
      else log({ level: 'error', message: 'an interaction could not be answered', stack: stackOf(error) })
    }
  }
}

type Acknowledged = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | ButtonInteraction

interface AcknowledgeOptions {
  readonly callbacks: REST
  /** Whether only the user sees the reply. */
  readonly ephemeral: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Announces a reply, with retries, and returns who asked. Throws what discord.js throws. */
async function acknowledgeInteraction(interaction: Acknowledged, options: AcknowledgeOptions): Promise<Requester> {
  const { callbacks, ephemeral, now } = options
  const body: RESTPostAPIInteractionCallbackJSONBody = {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    ...(ephemeral && { data: { flags: MessageFlags.Ephemeral } }),
  }
  const route = Routes.interactionCallback(interaction.id, interaction.token)
  const requester = requesterOf(interaction, { ephemeral, now })
  for (const [attempt, pause] of [...LIMITS.acknowledgeRetryMs, undefined].entries()) {
    try {
      await callbacks.post(route, { body, auth: false })
      break
    } catch (error) {
      // An earlier attempt without a response has arrived after all.
      if (attempt > 0 && isAlreadyAcknowledged(error)) break
      if (isRejection(error) || pause === undefined) throw error
      await sleep(pause)
    }
  }
  return requester
}

/** Stands for the missing picture, so that the bot reports it like any picture that cannot be read. */
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
