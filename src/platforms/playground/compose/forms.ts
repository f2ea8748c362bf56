/** Describes commands as forms to fill in, by their schemas. */
import type { Command } from '../../../command/command.ts'
import { bound, isCompleted, type OptionShape } from '../../../command/option-shape.ts'
import { expected, type FormOption, formOptions, titled } from '../../../command/options.ts'
import { defined } from '../../../core/defined.ts'
import { type Language, phrase, sentence, type Text, type Translate } from '../../../i18n/phrase.ts'

export interface Form {
  readonly name: string
  readonly description: string
  /** In the order of `formOptions`: required fields first, advanced ones last. */
  readonly fields: readonly Field[]
  /** The option for a photo, if the command is offered for a photo that is sent without a command. */
  readonly photoOption?: string
  /** Whether it takes a layer and filters of it. */
  readonly takesLayers: boolean
  /** The option for a recipe, if the command has one. */
  readonly recipeOption?: string
}

export interface Field {
  /** In kebab case. */
  readonly name: string
  readonly label: string
  /** A description of the option and of the values that it accepts. */
  readonly hint: string
  readonly control: 'photo' | 'completed' | 'choice' | 'number' | 'switch' | 'text' | 'recipe'
  readonly required: boolean
  /** Whether most people leave the default. */
  readonly isAdvanced: boolean
  readonly default?: string
  /** The values of a choice. */
  readonly values?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  /** The step between valid numbers. Absent if any number is valid. */
  readonly step?: number
}

interface FormLanguage {
  readonly translate: Translate
  /** Translated names of options: see `Language`. */
  readonly names: Language['names']
}

export function formOf(name: string, command: Command, language: FormLanguage): Form {
  const options = formOptions(command.args)
  const fields = options.map((option) => fieldOf(option, language))
  const kinds = new Set(options.map(({ shape }) => shape.kind))
  const recipe = fields.find(({ control }) => control === 'recipe')
  return {
    name,
    description: language.translate(sentence(command.description)),
    fields,
    takesLayers: kinds.has('layer') && kinds.has('filters'),
    ...defined({ photoOption: command.onPicture?.option, recipeOption: recipe?.name }),
  }
}

function fieldOf(option: FormOption, { translate, names }: FormLanguage): Field {
  const { name, shape, required, isAdvanced } = option
  return {
    name,
    required,
    isAdvanced,
    control: controlOf(shape),
    label: titled(names[name] ?? name),
    hint: translate(hint(option)),
    ...defined({
      default: shape.default === undefined ? undefined : String(shape.default),
      values: shape.enum?.map(String),
      minimum: bound(shape.minimum),
      maximum: bound(shape.maximum),
      step: shape.type === 'integer' ? (shape.multipleOf ?? 1) : undefined,
    }),
  }
}

function controlOf(shape: OptionShape): Field['control'] {
  if (shape.kind === 'image') return 'photo'
  if (shape.kind === 'recipe') return 'recipe'
  if (isCompleted(shape)) return 'completed'
  if (shape.enum) return 'choice'
  return TYPES[shape.type ?? ''] ?? 'text'
}

const TYPES: Readonly<Record<string, Field['control']>> = { integer: 'number', number: 'number', boolean: 'switch' }

/** The description, with the range of a number: "Steps at each octave (a whole number from 1 to 100; default 10)". */
function hint({ shape, option }: FormOption): Text {
  const description = sentence(shape.description ?? '')
  if (shape.type !== 'integer' && shape.type !== 'number') return description
  const values = expected(option)
  const range = shape.default === undefined ? values : phrase`${values}; default ${String(shape.default)}`
  return phrase`${description} (${range})`
}
