/** A command's options out of a line of text: values in the order of the options, option=value, option:value, "quoted". */

import { UserError } from '../core/errors.ts'
import { either } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Command } from './command.ts'
import { displayValue, shapeOf } from './option-shape.ts'
import { camel, kebab } from './options.ts'

/**
 * Values by option name, as text; what is wrong with them is the schema's to find.
 * Throws `UserError` bad-input for one value too many.
 *
 * @param text As `written` leaves it.
 */
export function parseWords(text: string, { args }: Pick<Command, 'args'>): Record<string, string> {
  const options = optionsInText(args)
  const [first] = options
  // A recipe is JSON: its quotes and spaces are its own.
  if (first?.kind === 'recipe' && text.startsWith('{')) return { [first.name]: text }
  const given: Record<string, string> = {}
  const alone: string[] = []
  for (const word of words(text)) {
    const [, name = '', sign, value = ''] = /^([a-z][a-z0-9_-]*)([=:])(.*)$/is.exec(word) ?? []
    const known = Object.keys(args.shape).find((key) => key.toLowerCase() === camel(name).toLowerCase())
    // Names of layers may have a colon; an equals sign always means an option.
    if (sign === '=' || (sign === ':' && known)) given[known ? kebab(known) : name] = unquoted(value)
    else alone.push(unquoted(word))
  }
  const free = options.map(({ name }) => name).filter((name) => given[name] === undefined)
  if (alone.length > free.length)
    throw oneTooMany(
      alone.at(-1),
      options.map(({ name }) => name),
    )
  alone.forEach((value, i) => {
    given[free[i] ?? ''] = value
  })
  return given
}

/** The options that text can give, in order: all but pictures. */
export function optionsInText(args: Command['args']): { key: string; name: string; kind?: string | undefined }[] {
  const all = Object.entries(args.shape).map(([key, option]) => ({ key, name: kebab(key), kind: shapeOf(option).kind }))
  return all.filter(({ kind }) => kind !== 'image')
}

/** Spaces part words, but not in quotes and not after the comma of a list. */
function words(text: string): string[] {
  return text.match(/(?:[^\s"'=:]+[=:])?(?:"[^"]*"|'[^']*')(?=\s|$)|(?:[^\s,]|,\s*(?=\S))+,?/g) ?? []
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value.replace(/,\s+/g, ',')
}

function oneTooMany(value: unknown, names: readonly string[]): UserError {
  const hint = names.length === 0 ? phrase`It takes none.` : phrase`Their order is ${either(names, 'and')}.`
  return new UserError('bad-input', phrase`${displayValue(value)} is one value too many.`, hint)
}
