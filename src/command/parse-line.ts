/** A command's options out of a line of text: values in the order of the options, option=value, option:value, "quoted". */

import { UserError } from '../core/errors.ts'
import { either } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Command } from './command.ts'
import { displayValue, shapeOf } from './option-shape.ts'
import { camel, kebab } from './options.ts'

/**
 * Splits a line into values by option name, as text. The values are not checked: the command's schema does that.
 * Throws `UserError` bad-input for one value too many.
 *
 * @param text What follows the command's name, without a chat's markup.
 */
export function parseWords(text: string, { args }: Pick<Command, 'args'>): Record<string, string> {
  const options = optionsInText(args)
  const names = options.map(({ name }) => name)
  const [first] = options
  // A recipe is JSON: its quotes and spaces are its own.
  if (first?.kind === 'recipe' && text.startsWith('{')) return { [first.name]: text }
  const given: Record<string, string> = {}
  const positional: string[] = []
  for (const word of splitWords(text)) {
    const [, name = '', sign, value = ''] = /^([a-z][a-z0-9_-]*)([=:])(.*)$/is.exec(word) ?? []
    const known = Object.keys(args.shape).find((key) => key.toLowerCase() === camel(name).toLowerCase())
    // The name of a layer may contain a colon, so that a colon needs a known option before it. An equals sign does not.
    if (sign === '=' || (sign === ':' && known)) given[known ? kebab(known) : name] = unquoted(value)
    else positional.push(unquoted(word))
  }
  const free = names.filter((name) => given[name] === undefined)
  if (positional.length > free.length) throw oneTooMany(positional.at(-1), names)
  positional.forEach((value, i) => {
    given[free[i] ?? ''] = value
  })
  return given
}

/** The options that text can give, in order: all but pictures. `key` is the name in the schema, `name` the typed one. */
export function optionsInText(args: Command['args']): { key: string; name: string; kind?: string | undefined }[] {
  const all = Object.entries(args.shape).map(([key, option]) => ({ key, name: kebab(key), kind: shapeOf(option).kind }))
  return all.filter(({ kind }) => kind !== 'image')
}

/** Splits at spaces, except in quotes and after the comma of a list. */
function splitWords(text: string): string[] {
  return text.match(/(?:[^\s"'=:]+[=:])?(?:"[^"]*"|'[^']*')(?=\s|$)|(?:[^\s,]|,\s*(?=\S))+,?/g) ?? []
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value.replace(/,\s+/g, ',')
}

function oneTooMany(value: unknown, names: readonly string[]): UserError {
  const hint = names.length === 0 ? phrase`It takes none.` : phrase`Their order is ${either(names, 'and')}.`
  return new UserError('bad-input', phrase`${displayValue(value)} is one value too many.`, hint)
}
