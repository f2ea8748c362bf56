/** A command's option as Discord keeps it, read from its schema. */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandIntegerOption,
  type APIApplicationCommandNumberOption,
  ApplicationCommandOptionType as Type,
} from 'discord.js'
import type { Command } from '../../../command/command.ts'
import { isCompleted, type OptionShape, shapeOf } from '../../../command/option-shape.ts'
import { kebab } from '../../../command/options.ts'
import { LIMITS } from '../limits.ts'
import { truncate } from '../text.ts'
import type { Localize } from './localize.ts'

/** Required ones first, as Discord wants it. */
export function optionBodies({ args }: Command, localize: Localize): APIApplicationCommandBasicOption[] {
  const bodies = Object.entries(args.shape).map(([key, option]) => {
    return optionBody(kebab(key), shapeOf(option), !option.safeParse(undefined).success, localize)
  })
  return [...bodies.filter(({ required }) => required), ...bodies.filter(({ required }) => !required)]
}

/** What is said of a command or an option, in all languages. */
export function described(description: string, localize: Localize) {
  const short = (text: string | undefined) => text && truncate(text, LIMITS.commandDescription)
  return {
    description: truncate(description, LIMITS.commandDescription),
    description_localizations: localize(({ phrases }) => short(phrases[description])),
  }
}

function optionBody(
  name: string,
  shape: OptionShape,
  required: boolean,
  localize: Localize,
): APIApplicationCommandBasicOption {
  const common = {
    name,
    name_localizations: localize(({ names }) => names[name]),
    ...described(shape.description ?? name, localize),
    required,
  }
  const { type, kind, minimum, maximum, minLength, maxLength, enum: values = [] } = shape
  if (kind === 'image') return { ...common, type: Type.Attachment }
  if (type === 'boolean') return { ...common, type: Type.Boolean }
  if (type === 'integer' || type === 'number') {
    const numeric = type === 'integer' ? Type.Integer : Type.Number
    const bounds = {
      ...(minimum !== undefined && { min_value: minimum }),
      ...(maximum !== undefined && { max_value: maximum }),
    }
    return { ...common, type: numeric, ...bounds } as NumericOption
  }
  if (isCompleted(shape) || values.length > LIMITS.choices) return { ...common, type: Type.String, autocomplete: true }
  if (values.length > 0)
    return { ...common, type: Type.String, choices: values.map((value) => choice(String(value), localize)) }
  const lengths = {
    ...(minLength !== undefined && { min_length: Math.min(minLength, LIMITS.recipeText) }),
    ...(maxLength !== undefined && { max_length: Math.min(maxLength, LIMITS.recipeText) }),
  }
  return { ...common, type: Type.String, ...lengths }
}

type NumericOption = APIApplicationCommandIntegerOption | APIApplicationCommandNumberOption

function choice(value: string, localize: Localize) {
  return { name: value, name_localizations: localize(({ phrases }) => phrases[value]), value }
}
