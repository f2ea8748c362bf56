/** The request bodies that register the commands: slash commands and message actions, derived from the schemas. */
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
import { translationsOf } from '../../../i18n/command-translations.ts'
import type { Languages } from '../../../i18n/phrase.ts'
import { LIMITS } from '../limits.ts'
import { createLocalize, type Localize } from './localize.ts'
import { described, optionBodies } from './option-body.ts'

export type CommandBody = SlashBody | ActionBody

/** Throws an Error for what Discord would reject: an invalid or repeated name, or too many options. */
export function commandBodies(commands: ReadonlyMap<string, Command>, languages: Languages): CommandBody[] {
  const localizeFor = (name: string) => createLocalize(translationsOf(name, languages))
  const slashes = [...commands].map(([name, command]) => slashBody(name, command, localizeFor(name)))
  const actions = [...commands].flatMap(([name, command]) => actionBodies(command, localizeFor(name)))
  checkNames(slashes, 'commands')
  for (const { name, options = [] } of slashes) {
    if (options.length > LIMITS.options)
      throw new Error(`/${name} has ${options.length} options; Discord accepts at most ${LIMITS.options}`)
    checkNames(options, `options of /${name}`)
  }
  return [...slashes, ...actions]
}

/** In guilds, in direct messages to the bot, and anywhere for people who have installed the bot for themselves. */
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
    ...permissions(command),
    ...EVERYWHERE,
  }
}

function actionBodies(command: Command, localize: Localize): ActionBody[] {
  const { onPicture } = command
  if (!onPicture) return []
  const { title } = onPicture
  const name_localizations = localize(({ phrases }) => phrases[title])
  return [
    { type: ApplicationCommandType.Message, name: title, name_localizations, ...permissions(command), ...EVERYWHERE },
  ]
}

function permissions({ moderatorsOnly }: Command) {
  return moderatorsOnly ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {}
}

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming */
const NAME = new RegExp(`^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,${LIMITS.commandName}}$`, 'u')

interface Named {
  readonly name: string
  readonly name_localizations?: LocalizationMap | null | undefined
}

/** Throws an Error unless, in every language, each name is valid and unique. `what` names the list in the error. */
function checkNames(all: readonly Named[], what: string): void {
  const locales = new Set(all.flatMap(({ name_localizations }) => Object.keys(name_localizations ?? {})))
  for (const locale of [undefined, ...locales] as (keyof LocalizationMap | undefined)[]) {
    const names = all.map(({ name, name_localizations }) => (locale && name_localizations?.[locale]) ?? name)
    for (const [i, name] of names.entries()) {
      const language = locale ?? 'English'
      if (!NAME.test(name) || name !== name.toLowerCase()) {
        throw new Error(`among the ${what} in ${language}, "${name}" is not a name that Discord accepts`)
      }
      if (names.indexOf(name) !== i) throw new Error(`among the ${what} in ${language}, "${name}" appears twice`)
    }
  }
}
