/** Converts between a call and its line of text, such as `/dream layer:block4_conv3 octaves:3`. */
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { camel } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'

export interface CallText {
  readonly command: string
  /** Values by option name in kebab case. */
  readonly input: Readonly<Record<string, string>>
}

/** Splits a line into the command, whose slash may be missing, and the text after it. */
function splitLine(text: string): { readonly command: string; readonly rest: string } {
  const [, command = '', rest = ''] = /^\s*\/?(\S*)\s*(.*)$/s.exec(text) ?? []
  return { command, rest: rest.trim() }
}

/** Throws `UserError` bad-input for one value too many. The bot checks the command's name and the values. */
export function parseLine(text: string, commands: ReadonlyMap<string, Command>): CallText {
  const { command, rest } = splitLine(text)
  const known = commands.get(command)
  return { command, input: known ? parseWords(rest, known) : {} }
}

/** The line that `parseLine` parses to the same call. It leaves out photos. */
export function lineOf({ command, input }: CallText, commands: ReadonlyMap<string, Command>): string {
  const { shape = {} } = commands.get(command)?.args ?? {}
  const values = Object.entries(input).flatMap(([name, value]) => {
    const option = shape[camel(name)]
    const kind = option && shapeOf(option).kind
    if (value === '' || kind === 'image') return []
    return [kind === 'recipe' ? value : `${name}:${quoted(value)}`]
  })
  return [`/${command}`, ...values].join(' ')
}

/** The value as one word: in quotes if it contains spaces or quotes. */
export function quoted(value: string): string {
  if (!/[\s"']/.test(value)) return value
  return value.includes('"') ? `'${value}'` : `"${value}"`
}
