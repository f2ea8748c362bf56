/** The commands that the bot has published, and what Discord's own client lets people enter for their options. */
import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  ApplicationCommandType,
  ApplicationCommandOptionType as Option,
} from 'discord.js'
import type { BotRequest } from './faults.ts'
import type { Answer } from './refusals.ts'

export interface Commands {
  /** A PUT, which replaces all commands of its scope: `guild`'s, or those that are everywhere. */
  publish(request: BotRequest, guild: string | undefined): Promise<Answer>
  published(guild?: string): readonly APIApplicationCommand[]
  /** As a person finds it: the guild's own come first. Throws if there is none. */
  find(name: string, type: ApplicationCommandType, guild: string | undefined): APIApplicationCommand
}

/** @param twin Stores commands, but forgets some of their fields, and has no list of them. */
export function createCommands(twin: (request: BotRequest) => Promise<Answer>): Commands {
  const scopes = new Map<string, APIApplicationCommand[]>()
  const published = (guild = ''): readonly APIApplicationCommand[] => scopes.get(guild) ?? []

  return {
    published,
    async publish(request, guild) {
      const answer = await twin(request)
      const wanted = request.body as readonly APIApplicationCommand[]
      const stored = answer.body as readonly APIApplicationCommand[]
      const commands = stored.map((command, index) => ({ ...command, ...wanted[index], type: command.type }))
      scopes.set(guild ?? '', commands)
      return { ...answer, body: commands }
    },
    find(name, type, guild) {
      const all = [...(guild === undefined ? [] : published(guild)), ...published()]
      const command = all.find((command) => command.name === name && command.type === type)
      if (command) return command
      throw new NotOffered(`there is no command ${name} of type ${ApplicationCommandType[type]}`)
    },
  }
}

/** What a person cannot do in Discord's own client, so that no bot ever hears of it. */
export class NotOffered extends Error {}

export interface Entered {
  readonly name: string
  readonly type: Option
  readonly value: string | number | boolean
  readonly focused?: true
}

/**
 * Options as an interaction carries them.
 * @param values By name; of an attachment, its id.
 * @param focused The option that is being completed: its value need not be right yet, nor others be there.
 */
export function enter(
  { name: command, options = [] }: APIApplicationCommand,
  values: Readonly<Record<string, string | number | boolean>>,
  focused?: string,
): Entered[] {
  const known = options as readonly APIApplicationCommandBasicOption[]
  for (const name of [...Object.keys(values), ...(focused === undefined ? [] : [focused])]) {
    if (!known.some((option) => option.name === name)) throw new NotOffered(`/${command} has no option ${name}`)
  }
  const missing = known.find(({ name, required }) => required && values[name] === undefined)
  if (missing && focused === undefined) throw new NotOffered(`/${command} needs ${missing.name}`)
  // In the order in which they were entered.
  return Object.entries(values).flatMap(([name, value]) => {
    const option = known.find((option) => option.name === name)
    if (!option) return []
    if (name === focused) {
      if (!('autocomplete' in option) || !option.autocomplete) throw new NotOffered(`${name} offers no completions`)
      // Unfinished as it is, it comes as text whatever its type.
      return [{ name, type: option.type, value: String(value), focused: true as const }]
    }
    const problem = problemOf(option, value)
    if (problem) throw new NotOffered(`/${command} ${name} ${problem}`)
    return [{ name, type: option.type, value }]
  })
}

const TYPES: Partial<Record<Option, (value: unknown) => boolean>> = {
  [Option.String]: (value) => typeof value === 'string',
  [Option.Integer]: (value) => Number.isSafeInteger(value),
  [Option.Number]: (value) => typeof value === 'number' && Number.isFinite(value),
  [Option.Boolean]: (value) => typeof value === 'boolean',
  [Option.Attachment]: (value) => typeof value === 'string' && /^\d{17,19}$/.test(value),
}

function problemOf(option: APIApplicationCommandBasicOption, value: string | number | boolean): string | undefined {
  if (!TYPES[option.type]?.(value)) return `takes no ${JSON.stringify(value)}`
  if ('choices' in option && option.choices?.length && !option.choices.some((choice) => choice.value === value))
    return `does not offer ${value}`
  const size = typeof value === 'string' ? value.length : value
  const [least, most] = boundsOf(option)
  if (least !== undefined && Number(size) < least) return `is below ${least}: ${value}`
  if (most !== undefined && Number(size) > most) return `is above ${most}: ${value}`
  return undefined
}

function boundsOf(option: APIApplicationCommandBasicOption): [least?: number | undefined, most?: number | undefined] {
  if ('min_value' in option || 'max_value' in option) return [option.min_value, option.max_value]
  if ('min_length' in option || 'max_length' in option) return [option.min_length, option.max_length]
  return []
}
