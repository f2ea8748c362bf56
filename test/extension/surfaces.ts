/** Prints as JSON how each surface shows one command. It runs in a copy of the program; its argument names the command. */
import type { Command, Context } from '../../src/command/command.ts'
import { loadCommands } from '../../src/command/load.ts'
import { shapeOf } from '../../src/command/option-shape.ts'
import { kebab } from '../../src/command/options.ts'
import type { Reply } from '../../src/core/platform.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { commandBodies } from '../../src/platforms/discord/register/command-bodies.ts'
import { formOf } from '../../src/platforms/playground/compose/forms.ts'
import { manifest } from '../../src/platforms/slack/manifest.ts'
import { form } from '../../src/platforms/slack/receive/form.ts'

export type Surfaces = Awaited<ReturnType<typeof surfacesOf>>

if (import.meta.main) console.log(JSON.stringify(await surfacesOf(process.argv[2] ?? '')))

async function surfacesOf(name: string) {
  const [commands, languages] = [await loadCommands(), await loadLanguages()]
  const command = commands.get(name)
  if (!command) throw new Error(`commands/ has no ${name}.ts`)
  const shapes = Object.entries(command.args.shape).map(([key, option]) => ({ name: kebab(key), ...shapeOf(option) }))
  const slack = form({ name, command, given: {}, metadata: '{}', translate: inEnglish, names: {} })
  return {
    description: command.description,
    options: shapes.map((option) => option.name),
    image: shapes.find(({ kind }) => kind === 'image')?.name ?? '',
    number: shapes.find(({ type }) => type === 'number' || type === 'integer')?.name ?? '',
    discord: slashCommand(commandBodies(commands, languages), name),
    slackCommand: manifest(commands).features?.slash_commands?.find((each) => each.command === `/${name}`),
    slackForm: {
      fields: slack.blocks.flatMap(({ block_id: field }) => field ?? []),
      text: JSON.stringify(slack),
    },
    playground: formOf(name, command, { translate: inEnglish, names: {} }),
    help: await helpOn(commands, {}),
    helpOfCommand: await helpOn(commands, { command: name }),
  }
}

interface SlashCommand {
  readonly description: string
  readonly name_localizations: object
  readonly options: readonly { readonly name: string; readonly name_localizations: object }[]
}

function slashCommand(bodies: readonly { readonly name: string }[], name: string): SlashCommand | undefined {
  return bodies.find((body) => body.name === name) as SlashCommand | undefined
}

async function helpOn(commands: ReadonlyMap<string, Command>, args: { command?: string }): Promise<string> {
  const context = { commands, translate: inEnglish, isTranslated: () => false }
  const reply = await commands.get('help')?.run(args, context as unknown as Context)
  return (reply as Reply).text
}
