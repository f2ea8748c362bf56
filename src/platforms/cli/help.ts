/** Help texts, generated from the schemas of the commands. */
import type { Command } from '../../command/command.ts'
import { shapeOf } from '../../command/option-shape.ts'
import { expected, kebab, makesPictures } from '../../command/options.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { ALIASES } from './arguments.ts'

const CALL = 'npm run dreambot --'

/** @param name A command, whose options are listed. For any other name all commands are listed. */
export function helpText(commands: ReadonlyMap<string, Command>, name: string): string {
  const command = commands.get(name)
  return command ? commandHelp(name, command) : overview(commands)
}

function overview(commands: ReadonlyMap<string, Command>): string {
  const lines = [...commands].map(([name, { description }]) => {
    const others = [...ALIASES].filter(([, command]) => command === name).map(([alias]) => alias)
    return [[name, ...others].join(', '), description] as const
  })
  return [
    'See what a convolutional network sees.',
    '',
    ...columns(lines),
    '',
    'npm run networks -- pull NAME ...   fetches networks ahead of their first use.',
    `${CALL} COMMAND --help   lists a command's options.`,
  ].join('\n')
}

function commandHelp(name: string, command: Command): string {
  const { description, args } = command
  const options = Object.entries(args.shape).map(([key, option]) => {
    const shape = shapeOf(option)
    const value = shape.kind === 'image' || shape.kind === 'recipe' ? 'FILE' : inEnglish(expected(option))
    const absent = shape.default === undefined ? '' : `; default ${shape.default}`
    return [`--${kebab(key)}`, `${shape.description ?? ''} (${value}${absent})`] as const
  })
  const own = makesPictures(command) ? OUTPUT : []
  return [`${CALL} ${name} [options]`, '', `${description}.`, '', ...columns([...options, ...own, HELP])].join('\n')
}

/** The flags of commands that write files. */
const OUTPUT = [
  ['--out', 'Where to write the result; the extension sets its format (FILE)'],
  ['--report', 'Where to write the report of the render: layers, scores, times, as JSON (FILE)'],
] as const
const HELP = ['--help', 'Show this help'] as const

/** Indents the rows and aligns their second column. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`)
}
