/** A command's options: their names, their values out of text, and what to say of a wrong one. All from its schema. */
import type { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { nearestNames } from '../core/nearest.ts'
import { either } from '../i18n/format.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import type { Command } from './command.ts'
import { displayValue, expectation, type OptionShape, shapeOf, suggestionFor, typedValue } from './option-shape.ts'

/** `octaveScale`, as a schema has it, to `octave-scale`, as people write it. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `octave-scale` to `octaveScale`; leaves `octaveScale` as it is. */
export function camel(name: string): string {
  return name.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * Values by option name, in either spelling, as text or typed, to what the schema makes of them.
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

/** The first issue of a failed parse of `input` as one sentence: the option, what it must be, what it was. */
function explain(error: z.ZodError, schema: z.ZodObject, input: Readonly<Record<string, unknown>>): UserError {
  const issue = error.issues[0]
  if (issue?.code === 'unrecognized_keys') return unknownOption(issue.keys[0] ?? '', optionNames(schema))
  const key = String(issue?.path[0] ?? '')
  const option = schema.shape[key]
  if (!issue || !option)
    return new UserError('bad-input', issue ? sentence(issue.message) : phrase`These options do not go together.`)
  const name = kebab(key)
  const shape = shapeOf(option)
  const value = Object.entries(input).find(([given]) => camel(given) === key)?.[1]
  if (value === undefined && shape.kind === 'image') {
    return new UserError('no-photo', phrase`${name} is missing.`, phrase`Attach a photo.`)
  }
  if (value === undefined)
    return new UserError('bad-input', phrase`${name} is missing: it must be ${expectation(shape)}.`)
  // The words of a schema's author; zod's own begin like this.
  if (!/^(Invalid|Too|Unrecognized) ?/.test(issue.message)) {
    return new UserError('bad-input', phrase`${name} cannot be ${displayValue(value)}: ${sentence(issue.message)}`)
  }
  const said = phrase`${name} must be ${expectation(shape)}, not ${displayValue(value)}.`
  return new UserError('bad-input', said, suggestionFor(value, shape))
}

/** Whether pictures come of the command, by itself or from a recipe. */
export function makesPictures({ render, args }: Command): boolean {
  return render !== undefined || Object.values(args.shape).some((option) => shapeOf(option).kind === 'recipe')
}

/** What values an option takes: "a whole number from 1 to 10", "classic or sharp". */
export function expected(option: z.core.$ZodType): Text {
  return expectation(shapeOf(option))
}

/** The options of a schema as people write them. */
export function optionNames(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape).map(kebab)
}

/** One option as a form asks for it. */
export interface FormOption {
  /** In kebab case. */
  readonly name: string
  readonly option: z.core.$ZodType
  readonly shape: OptionShape
  readonly required: boolean
  /** Most people leave it as it is. */
  readonly isAdvanced: boolean
}

/** In the order of a form: required options, then those about the subject of the picture, then advanced ones. */
export function formOptions(schema: z.ZodObject): FormOption[] {
  const all = Object.entries(schema.shape).map(([key, option]) => {
    const shape = shapeOf(option)
    const required = !option.safeParse(undefined).success
    return { name: kebab(key), option, shape, required, isAdvanced: !required && shape.kind === undefined }
  })
  return all.toSorted((a, b) => rank(a) - rank(b))
}

function rank({ required, isAdvanced }: FormOption): number {
  if (required) return 0
  return isAdvanced ? 2 : 1
}

/** A name as a form's label: `octave-scale` to "Octave scale". */
export function titled(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `names` are the options that there are, in kebab case. */
export function unknownOption(name: string, names: readonly string[]): UserError {
  const [guess] = nearestNames(name, names, 1)
  const hint =
    guess === undefined
      ? phrase`It takes no options.`
      : phrase`Did you mean ${guess}? The options are ${either(names, 'and')}.`
  return new UserError('bad-input', phrase`There is no option ${displayValue(kebab(name))}.`, hint)
}

/** The words of a schema as one more phrase to translate. */
function sentence(text: string): Text {
  return { phrase: /[.!?]$/.test(text) ? text : `${text}.`, values: [] }
}
