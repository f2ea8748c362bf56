/** The part of a registration that describes a command's options, derived from the schema. */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandIntegerOption,
  type APIApplicationCommandNumberOption,
  ApplicationCommandOptionType as Type,
} from 'discord.js'
import type { Command } from '../../../command/command.ts'
import { isCompleted, type OptionShape, shapeOf } from '../../../command/option-shape.ts'
import { kebab } from '../../../command/options.ts'
import { defined } from '../../../core/defined.ts'
import { LIMITS } from '../limits.ts'
import { truncate } from '../text.ts'
import type { Localize } from './localize.ts'

/** The command's options. Discord demands that the required ones come first. */
export function optionBodies({ args }: Command, localize: Localize): APIApplicationCommandBasicOption[] {
  const bodies = Object.entries(args.shape).map(([key, option]) => {
    return optionBody({
      name: kebab(key),
      shape: shapeOf(option),
      required: !option.safeParse(undefined).success,
      localize,
    })
  })
  return [...bodies.filter(({ required }) => required), ...bodies.filter(({ required }) => !required)]
}

/** The description of a command or an option, in all languages. */
export function described(description: string, localize: Localize) {
  const short = (text: string | undefined) => text && truncate(text, LIMITS.commandDescription)
  return {
    description: truncate(description, LIMITS.commandDescription),
    description_localizations: localize(({ phrases }) => short(phrases[description])),
  }
}

interface OptionParts {
  /** In kebab case. */
  readonly name: string
  readonly shape: OptionShape
  readonly required: boolean
  readonly localize: Localize
}

function optionBody({ name, shape, required, localize }: OptionParts): APIApplicationCommandBasicOption {
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
    return { ...common, type: numeric, ...defined({ min_value: minimum, max_value: maximum }) } as NumericOption
  }
  if (isCompleted(shape) || values.length > LIMITS.choices) return { ...common, type: Type.String, autocomplete: true }
  if (values.length > 0)
    return { ...common, type: Type.String, choices: values.map((value) => choice(String(value), localize)) }
  const lengths = defined({ min_length: atMost(minLength), max_length: atMost(maxLength) })
  return { ...common, type: Type.String, ...lengths }
}

function atMost(length: number | undefined): number | undefined {
  return length === undefined ? undefined : Math.min(length, LIMITS.stringOption)
}

type NumericOption = APIApplicationCommandIntegerOption | APIApplicationCommandNumberOption

function choice(value: string, localize: Localize) {
  return { name: value, name_localizations: localize(({ phrases }) => phrases[value]), value }
}
