/** Parses a command line by the schemas of the commands: an argument vector in, an `Invocation` out. */
import { parseArgs } from 'node:util'
import type { Command } from '../../command/command.ts'
import { type OptionShape, shapeOf } from '../../command/option-shape.ts'
import { kebab, makesPictures, unknownOption } from '../../command/options.ts'
import { unknownCommand } from '../../core/common-errors.ts'
import { UserError } from '../../core/errors.ts'
import { type Phrase, phrase } from '../../i18n/phrase.ts'

/** A parsed command line. Option names are in kebab case. */
export interface Invocation {
  readonly command: string
  /** Option values by name, as text or boolean; the command's schema parses them. */
  readonly input: Readonly<Record<string, unknown>>
  /** Paths of photos by option name. */
  readonly images: Readonly<Record<string, string>>
  /** Paths of recipes by option name. */
  readonly texts: Readonly<Record<string, string>>
  /** The path for the result. */
  readonly out: string | undefined
  /** The path for the report. */
  readonly report: string | undefined
  /** Whether help is asked for, and nothing is to be run. */
  readonly help: boolean
  /** Whether the command writes files. */
  readonly renders: boolean
}

/** Commands by their aliases. */
export const ALIASES: ReadonlyMap<string, string> = new Map([['render', 'recipe']])

/**
 * Reads `--name value`, `--name=value` and positional values, which fill the remaining options in order.
 * Throws `UserError` bad-input for an unknown command or option, an option without its value and one value too many; the
 * values themselves are checked later, by the schema.
 *
 * @param argv Without the program's own name. Empty asks for help.
 */
export function parseArguments(argv: readonly string[], commands: ReadonlyMap<string, Command>): Invocation {
  const [first = 'help', ...rest] = argv
  if (HELP_WORDS.includes(first)) return helpInvocation(rest[0], commands)
  const { name, command } = findCommand(first, commands)
  const renders = makesPictures(command)
  const options = Object.entries(command.args.shape).map(([key, option]) => ({ name: kebab(key), ...shapeOf(option) }))
  const flags = renders ? { ...OUTPUT_FLAGS, ...HELP_FLAG } : HELP_FLAG
  const { values, positionals } = readFlags(rest, options, flags)
  const given: Values = { ...values, ...readPositionals(positionals, options, { command: name, values }) }
  return {
    command: name,
    input: Object.fromEntries(
      options.flatMap((option) =>
        isFile(option) || !(option.name in given) ? [] : [[option.name, given[option.name]]],
      ),
    ),
    images: pathsOf('image', options, given),
    texts: pathsOf('recipe', options, given),
    out: values.out === undefined ? undefined : pathFrom(values.out, 'out'),
    report: values.report === undefined ? undefined : pathFrom(values.report, 'report'),
    help: values.help === true,
    renders,
  }
}

/** An option of a command as a flag. */
interface Option extends OptionShape {
  /** In kebab case, without dashes. */
  readonly name: string
}

type Values = Readonly<Record<string, unknown>>

const HELP_WORDS = ['help', '--help', '-h']
/** Every command has it. */
const HELP_FLAG = { help: { type: 'boolean', short: 'h' } } as const
/** Only commands that write files have them. */
const OUTPUT_FLAGS = { out: { type: 'string' }, report: { type: 'string' } } as const

/** @param topic The word after "help". */
function helpInvocation(topic: string | undefined, commands: ReadonlyMap<string, Command>): Invocation {
  const isGeneral = topic === undefined || HELP_WORDS.includes(topic)
  const command = isGeneral ? 'help' : findCommand(topic, commands).name
  return { command, input: {}, images: {}, texts: {}, out: undefined, report: undefined, help: true, renders: false }
}

/** Finds a command by its name or an alias. Throws `UserError` bad-input. */
function findCommand(name: string, commands: ReadonlyMap<string, Command>): { name: string; command: Command } {
  const known = ALIASES.get(name) ?? name
  const command = commands.get(known)
  if (!command) throw unknownCommand(name, [...commands.keys(), ...ALIASES.keys(), 'help'])
  return { name: known, command }
}

/** Splits the arguments into flags and positional values. Throws `UserError` bad-input for an unknown or empty flag. */
function readFlags(
  args: readonly string[],
  options: readonly Option[],
  general: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>,
): { readonly values: Values; readonly positionals: readonly string[] } {
  const flags = options.map(({ name, type }) => [name, { type: type === 'boolean' ? 'boolean' : 'string' }] as const)
  const all = { ...Object.fromEntries(flags), ...general }
  const { values, positionals } = parseArgs({ args: [...args], options: all, strict: false, allowPositionals: true })
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(all, name))
  if (unknown !== undefined) throw unknownOption(unknown, Object.keys(all))
  const empty = options.find(
    (option) => option.type !== 'boolean' && !isFile(option) && lacksValue(values[option.name]),
  )
  if (empty) throw new UserError('bad-input', phrase`--${empty.name} needs a value.`)
  return { values, positionals }
}

/** Assigns positional values to the options that have no flag, in order. Throws `UserError` bad-input for one too many. */
function readPositionals(
  positionals: readonly string[],
  options: readonly Option[],
  { command, values }: { readonly command: string; readonly values: Values },
): Values {
  const free = options.filter(({ name }) => !(name in values))
  const extra = positionals.length > free.length ? positionals.at(-1) : undefined
  if (extra !== undefined) {
    throw new UserError('bad-input', phrase`"${extra}" is one value too many.`, EXTRA_VALUE_HINTS.get(command))
  }
  return Object.fromEntries(free.slice(0, positionals.length).map(({ name }, i) => [name, positionals[i]]))
}

/** Hints about a positional value too many, by command. */
const EXTRA_VALUE_HINTS = new Map<string, Phrase>([
  ['networks', phrase`To fetch a network: npm run networks -- pull NAME`],
])

/** Whether the option's value is the path of a file to read. */
function isFile({ kind }: Option): boolean {
  return kind === 'image' || kind === 'recipe'
}

function pathsOf(kind: string, options: readonly Option[], values: Values): Record<string, string> {
  const wanted = options.filter((option) => option.kind === kind && option.name in values)
  return Object.fromEntries(wanted.map(({ name }) => [name, pathFrom(values[name], name)]))
}

/** Throws `UserError` bad-input where the flag `name` has no value. */
function pathFrom(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '' && !lacksValue(value)) return value
  throw new UserError('bad-input', phrase`--${name} needs the name of a file.`)
}

/** Whether a flag that takes a value stands at the end (`true`), or is followed by another flag, taken for its value. */
function lacksValue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^--[a-z]/.test(value))
}
