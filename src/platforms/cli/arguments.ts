/** A command line, read by the commands' own schemas. */
import { parseArgs } from 'node:util'
import type { Command } from '../../command/command.ts'
import { shapeOf } from '../../command/option-shape.ts'
import { kebab, makesPictures, unknownOption } from '../../command/options.ts'
import { UserError } from '../../core/errors.ts'
import { nearestNames } from '../../core/nearest.ts'
import { type Phrase, phrase } from '../../i18n/phrase.ts'

/** A command line in parts. */
export interface Invocation {
  readonly command: string
  /** Option values by name, in kebab case. */
  readonly input: Readonly<Record<string, unknown>>
  /** Paths of photos by option name. */
  readonly images: Readonly<Record<string, string>>
  /** Paths of texts by option name. */
  readonly texts: Readonly<Record<string, string>>
  readonly out: string | undefined
  readonly report: string | undefined
  readonly help: boolean
  /** Whether there will be files to write. */
  readonly renders: boolean
}

/** Other names of commands. */
export const ALIASES: ReadonlyMap<string, string> = new Map([['render', 'recipe']])

/**
 * Reads `--name value`, `--name=value` and, in the order of the command's options, values alone.
 * Throws `UserError` bad-input for an unknown command or option, an option without its value and one value too many; the
 * rest is the schema's to find.
 */
export function parseArguments(argv: readonly string[], commands: ReadonlyMap<string, Command>): Invocation {
  const [first = 'help', ...rest] = argv
  if (HELP.includes(first)) {
    const [topic = 'help'] = rest
    const about = HELP.includes(topic) ? 'help' : find(topic, commands).name
    return { ...NOTHING, command: about, help: true }
  }
  const { name, command } = find(first, commands)
  const renders = makesPictures(command)
  const own = renders ? { ...OUTPUT, ...OWN } : OWN

  const shapes = Object.entries(command.args.shape).map(([key, option]) => ({ name: kebab(key), ...shapeOf(option) }))
  const flags = shapes.map(({ name, type }) => [name, { type: type === 'boolean' ? 'boolean' : 'string' }] as const)
  const { values, positionals } = parseArgs({
    args: rest,
    options: { ...Object.fromEntries(flags), ...own },
    strict: false,
    allowPositionals: true,
  })
  const names = shapes.map((shape) => shape.name)
  const unknown = Object.keys(values).find((name) => !names.includes(name) && !(name in own))
  if (unknown !== undefined) throw unknownOption(unknown, [...names, ...Object.keys(own)])

  for (const { name, type, kind } of shapes) {
    if (type !== 'boolean' && kind !== 'image' && kind !== 'recipe' && isNoValue(values[name])) {
      throw new UserError('bad-input', phrase`--${name} needs a value.`)
    }
  }
  const given = new Map(Object.entries(values))
  const free = names.filter((option) => !given.has(option))
  if (positionals.length > free.length)
    throw new UserError('bad-input', phrase`"${String(positionals.at(-1))}" is one value too many.`, HINTS.get(name))
  positionals.forEach((value, i) => {
    given.set(free[i] ?? '', value)
  })
  const some = (wanted: (kind?: string) => boolean) =>
    shapes.flatMap(({ name, kind }) => (wanted(kind) && given.has(name) ? [[name, given.get(name)] as const] : []))
  const files = (kind: string) =>
    Object.fromEntries(some((wanted) => wanted === kind).map(([name, path]) => [name, text(path, name)]))
  return {
    command: name,
    input: Object.fromEntries(some((kind) => kind !== 'image' && kind !== 'recipe')),
    images: files('image'),
    texts: files('recipe'),
    out: values.out === undefined ? undefined : text(values.out, 'out'),
    report: values.report === undefined ? undefined : text(values.report, 'report'),
    help: values.help === true,
    renders,
  }
}

const HELP = ['help', '--help', '-h']
/** What the command line adds to every command, and to those that write files. */
const OWN = { help: { type: 'boolean', short: 'h' } } as const
const OUTPUT = { out: { type: 'string' }, report: { type: 'string' } } as const
const NOTHING = { input: {}, images: {}, texts: {}, out: undefined, report: undefined, renders: false }
/** By command, where a value alone most likely meant something else. */
const HINTS = new Map<string, Phrase>([['networks', phrase`To fetch a network: npm run networks -- pull NAME`]])

/** `true` stands for an option at the end; before another option, that is taken for the value. */
function isNoValue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^--[a-z]/.test(value))
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '' && !isNoValue(value)) return value
  throw new UserError('bad-input', phrase`--${name} needs the name of a file.`)
}

/** By its name or another. */
function find(name: string, commands: ReadonlyMap<string, Command>): { name: string; command: Command } {
  const own = ALIASES.get(name) ?? name
  const command = commands.get(own)
  if (!command) throw unknownCommand(name, commands)
  return { name: own, command }
}

function unknownCommand(name: string, commands: ReadonlyMap<string, Command>): UserError {
  const names = [...commands.keys(), ...ALIASES.keys(), 'help']
  const [guess = ''] = nearestNames(name, names, 1)
  return new UserError('bad-input', phrase`There is no command "${name}".`, phrase`Did you mean ${guess}?`)
}
