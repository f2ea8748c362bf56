/** The bot's commands as Discord keeps them, derived from their schemas: slash commands, and actions on messages. */
import {
  type RESTPostAPIContextMenuApplicationCommandsJSONBody as ActionBody,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody as SlashBody,
} from 'discord.js'
import type { Command } from '../../../command/command.ts'
import type { Languages } from '../../../i18n/phrase.ts'
import { LIMITS } from '../limits.ts'
import { createLocalize, type Localize } from './localize.ts'
import { described, optionBodies } from './option-body.ts'

export type CommandBody = SlashBody | ActionBody

/** Throws an Error that names what Discord would not take: a name, or too many options. */
export function commandBodies(commands: ReadonlyMap<string, Command>, languages: Languages): CommandBody[] {
  const localize = createLocalize(languages)
  const slashes = [...commands].map(([name, command]) => slashBody(name, command, localize))
  const actions = [...commands.values()].flatMap((command) => actionBodies(command, localize))
  checkNames(slashes, 'commands')
  for (const { name, options = [] } of slashes) {
    if (options.length > LIMITS.options)
      throw new Error(`/${name} has ${options.length} options; Discord takes ${LIMITS.options}`)
    checkNames(options, `options of /${name}`)
  }
  return [...slashes, ...actions]
}

/** In guilds, in conversations with the bot, and wherever somebody who has installed the bot for themselves uses it. */
const EVERYWHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
}

function slashBody(name: string, command: Command, localize: Localize): SlashBody {
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    name_localizations: localize(({ names }) => names[name]),
    ...described(command.description, localize),
    options: optionBodies(command, localize),
    ...rights(command),
    ...EVERYWHERE,
  }
}

function actionBodies(command: Command, localize: Localize): ActionBody[] {
  const { onPicture } = command
  if (!onPicture) return []
  const { title } = onPicture
  const name_localizations = localize(({ phrases }) => phrases[title])
  return [{ type: ApplicationCommandType.Message, name: title, name_localizations, ...rights(command), ...EVERYWHERE }]
}

function rights({ moderators }: Command) {
  return moderators ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {}
}

/** As Discord documents it. */
const NAME = new RegExp(`^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,${LIMITS.commandName}}$`, 'u')

interface Named {
  readonly name: string
  readonly name_localizations?: LocalizationMap | null | undefined
}

/** In every language each name must be one that Discord takes, and there only once. */
function checkNames(all: readonly Named[], what: string): void {
  const locales = new Set(all.flatMap(({ name_localizations }) => Object.keys(name_localizations ?? {})))
  for (const locale of [undefined, ...locales] as (keyof LocalizationMap | undefined)[]) {
    const names = all.map(({ name, name_localizations }) => (locale && name_localizations?.[locale]) ?? name)
    for (const [i, name] of names.entries()) {
      const language = locale ?? 'English'
      if (!NAME.test(name) || name !== name.toLowerCase()) {
        throw new Error(`among the ${what} in ${language}, "${name}" is no name that Discord takes`)
      }
      if (names.indexOf(name) !== i) throw new Error(`among the ${what} in ${language}, "${name}" is there twice`)
    }
  }
}
