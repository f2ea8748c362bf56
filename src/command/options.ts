/** A command's options, all read from its schema: their names, their values, the errors about them, and their order in a form. */
import type { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { nearestNames } from '../core/nearest.ts'
import { either } from '../i18n/format.ts'
import { phrase, sentence, type Text } from '../i18n/phrase.ts'
import type { Command } from './command.ts'
import { displayValue, expectation, type OptionShape, shapeOf, suggestionFor, typedValue } from './option-shape.ts'

/** Converts `octaveScale`, the name in a schema, to `octave-scale`, the name that people type. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Converts `octave-scale` to `octaveScale`, and leaves `octaveScale` as it is. */
export function camel(name: string): string {
  return name.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * Parses values by option name, in either spelling. A value is text or has the option's type already.
 * Throws `UserError` bad-input or no-photo about the first option that is wrong.
 */
export function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  input: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue
    const key = camel(name)
    const option = Object.hasOwn(schema.shape, key) && schema.shape[key]
    if (!option) throw unknownOption(name, optionNames(schema))
    values[key] = typedValue(value, shapeOf(option))
  }
  const result = schema.safeParse(values)
  if (result.success) return result.data
  throw explain(result.error, schema, input)
}

/** Whether the command makes pictures, by itself or from a recipe. */
export function makesPictures({ render, args }: Command): boolean {
  return render !== undefined || Object.values(args.shape).some((option) => shapeOf(option).kind === 'recipe')
}

/** The values that an option takes: "a whole number from 1 to 10", "classic or sharp". */
export function expected(option: z.core.$ZodType): Text {
  return expectation(shapeOf(option))
}

/** The names of a schema's options, in kebab case. */
export function optionNames(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape).map(kebab)
}

/** An option as a field of a form. */
export interface FormOption {
  /** In kebab case. */
  readonly name: string
  readonly option: z.core.$ZodType
  readonly shape: OptionShape
  readonly required: boolean
  /** Whether the option tunes the render and can wait behind "More options": it is optional and has no kind. */
  readonly isAdvanced: boolean
}

/** The options in the order of a form: required ones, then those about the subject of the picture, then advanced ones. */
export function formOptions(schema: z.ZodObject): FormOption[] {
  const all = Object.entries(schema.shape).map(([key, option]) => {
    const shape = shapeOf(option)
    const required = !option.safeParse(undefined).success
    return { name: kebab(key), option, shape, required, isAdvanced: !required && shape.kind === undefined }
  })
  return all.toSorted((a, b) => rank(a) - rank(b))
}

/** The label of a name in a form: "Octave scale" for `octave-scale`. */
export function titled(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** @param names The existing options, in kebab case. */
export function unknownOption(name: string, names: readonly string[]): UserError {
  const [guess] = nearestNames(name, names, 1)
  const hint =
    guess === undefined
      ? phrase`It takes no options.`
      : phrase`Did you mean ${guess}? The options are ${either(names, 'and')}.`
  return new UserError('bad-input', phrase`There is no option ${displayValue(kebab(name))}.`, hint)
}

/** The first issue of a failed parse of `input` as one sentence: the option, what it must be, what it was. */
function explain(error: z.ZodError, schema: z.ZodObject, input: Readonly<Record<string, unknown>>): UserError {
  const issue = error.issues[0]
  if (issue?.code === 'unrecognized_keys') return unknownOption(issue.keys[0] ?? '', optionNames(schema))
  const key = String(issue?.path[0] ?? '')
  const option = schema.shape[key]
  if (!issue || !option) {
    const text = issue ? authoredSentence(issue.message) : phrase`These options do not go together.`
    return new UserError('bad-input', text)
  }
  const name = kebab(key)
  const shape = shapeOf(option)
  const value = Object.entries(input).find(([given]) => camel(given) === key)?.[1]
  if (value === undefined) return missing(name, shape)
  if (!ZODS_OWN.test(issue.message)) {
    return new UserError(
      'bad-input',
      phrase`${name} cannot be ${displayValue(value)}: ${authoredSentence(issue.message)}`,
    )
  }
  const text = phrase`${name} must be ${expectation(shape)}, not ${displayValue(value)}.`
  return new UserError('bad-input', text, suggestionFor(value, shape))
}

/** The beginnings of zod's own messages. All others are those of a schema's author, and are shown as they are. */
const ZODS_OWN = /^(Invalid|Too|Unrecognized) ?/

function missing(name: string, shape: OptionShape): UserError {
  return shape.kind === 'image'
    ? new UserError('no-photo', phrase`${name} is missing.`, phrase`Attach a photo.`)
    : new UserError('bad-input', phrase`${name} is missing: it must be ${expectation(shape)}.`)
}

/** The message of a schema's author, as a phrase of its own with a full stop. */
function authoredSentence(message: string): Text {
  return sentence(/[.!?]$/.test(message) ? message : `${message}.`)
}

function rank({ required, isAdvanced }: FormOption): number {
  if (required) return 0
  return isAdvanced ? 2 : 1
}
