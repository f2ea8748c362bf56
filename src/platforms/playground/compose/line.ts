/** A call as one line of text, `/dream layer:block4_conv3 octaves:3`, in both directions. */
import type { Command } from '../../../command/command.ts'
import { shapeOf } from '../../../command/option-shape.ts'
import { camel } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'

export interface CallText {
  readonly command: string
  /** By option name in kebab case. */
  readonly input: Readonly<Record<string, string>>
}

/** A line's command, with or without its slash, and the text behind it. */
function splitLine(text: string): { readonly command: string; readonly rest: string } {
  const [, command = '', rest = ''] = /^\s*\/?(\S*)\s*(.*)$/s.exec(text) ?? []
  return { command, rest: rest.trim() }
}

/** Throws `UserError` bad-input for one value too many. The rest is the bot's to refuse. */
export function parseLine(text: string, commands: ReadonlyMap<string, Command>): CallText {
  const { command, rest } = splitLine(text)
  const known = commands.get(command)
  return { command, input: known ? parseWords(rest, known) : {} }
}

/** What `parseLine` reads as the same call. Photos are no part of it. */
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

/** A value as one word. */
export function quoted(value: string): string {
  if (!/[\s"']/.test(value)) return value
  return value.includes('"') ? `'${value}'` : `"${value}"`
}
