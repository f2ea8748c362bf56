/** Commands as forms to fill in, out of their schemas. */
import type { Command } from '../../../command/command.ts'
import { bound, isCompleted, type OptionShape } from '../../../command/option-shape.ts'
import { expected, type FormOption, formOptions, titled } from '../../../command/options.ts'
import { type Language, phrase, type Text, type Translate } from '../../../i18n/phrase.ts'

export interface Form {
  readonly name: string
  readonly description: string
  /** In the order of `formOptions`. */
  readonly fields: readonly Field[]
  /** The option that a photo is for which comes without a command. */
  readonly photo?: string
  /** Whether a layer's filters can be asked for with it. */
  readonly layers: boolean
  /** The option that takes a recipe. */
  readonly recipe?: string
}

export interface Field {
  /** In kebab case. */
  readonly name: string
  readonly label: string
  /** What it is, and what it takes. */
  readonly hint: string
  readonly control: 'photo' | 'completed' | 'choice' | 'number' | 'switch' | 'text' | 'recipe'
  readonly required: boolean
  /** What most people leave as it is. */
  readonly fine: boolean
  readonly default?: string
  readonly values?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  /** Absent where any number will do. */
  readonly step?: number
}

/** @param names See `Language`. */
export function formOf(name: string, command: Command, translate: Translate, names: Language['names']): Form {
  const options = formOptions(command.args)
  const fields = options.map((option) => fieldOf(option, translate, names))
  const kinds = new Set(options.map(({ shape }) => shape.kind))
  const recipe = fields.find(({ control }) => control === 'recipe')
  return {
    name,
    description: translate(described(command.description)),
    fields,
    ...(command.onPicture && { photo: command.onPicture.option }),
    layers: kinds.has('layer') && kinds.has('filters'),
    ...(recipe && { recipe: recipe.name }),
  }
}

function fieldOf(option: FormOption, translate: Translate, names: Language['names']): Field {
  const { name, shape, required, fine } = option
  const [minimum, maximum] = [bound(shape.minimum), bound(shape.maximum)]
  return {
    ...{ name, required, fine, control: controlOf(shape) },
    label: titled(names[name] ?? name),
    hint: translate(hint(option)),
    ...(shape.default !== undefined && { default: String(shape.default) }),
    ...(shape.enum && { values: shape.enum.map(String) }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(shape.type === 'integer' && { step: shape.multipleOf ?? 1 }),
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

/** "Steps at each octave (a whole number from 1 to 100; default 10)" */
function hint({ shape, option }: FormOption): Text {
  const said = described(shape.description ?? '')
  if (shape.type !== 'integer' && shape.type !== 'number') return said
  const takes = expected(option)
  const range = shape.default === undefined ? takes : phrase`${takes}; default ${String(shape.default)}`
  return phrase`${said} (${range})`
}

/** Descriptions are phrases of their own. */
function described(description: string): Text {
  return { phrase: description, values: [] }
}
