/** Commands as forms to fill in, out of their schemas. */
import type { Command } from '../../command.ts'
import { isCompleted } from '../../complete.ts'
import { type Language, phrase, type Say, type Text } from '../../language.ts'
import { bound, type Shape, shapeOf } from '../../option-shape.ts'
import { expected, kebab } from '../../options.ts'

export interface Form {
  readonly name: string
  readonly description: string
  /** What must be given first, what most people leave as it is last. */
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
export function formOf(name: string, command: Command, say: Say, names: Language['names']): Form {
  const options = Object.entries(command.args.shape)
  const fields = options.map(([key, option]) => fieldOf(key, option, say, names))
  const kinds = new Set(options.map(([, option]) => shapeOf(option).kind))
  const recipe = fields.find(({ control }) => control === 'recipe')
  return {
    name,
    description: say(described(command.description)),
    fields: fields.toSorted((a, b) => rank(a) - rank(b)),
    ...(command.onPicture && { photo: command.onPicture.option }),
    layers: kinds.has('layer') && kinds.has('filters'),
    ...(recipe && { recipe: recipe.name }),
  }
}

function fieldOf(key: string, option: Command['args']['shape'][string], say: Say, names: Language['names']): Field {
  const name = kebab(key)
  const shape = shapeOf(option)
  const [minimum, maximum] = [bound(shape.minimum), bound(shape.maximum)]
  const control = controlOf(shape)
  const required = !option.safeParse(undefined).success
  return {
    ...{ name, control, required },
    label: titled(names[name] ?? name),
    hint: say(hint(shape, option)),
    fine: !required && shape.kind === undefined,
    ...(shape.default !== undefined && { default: String(shape.default) }),
    ...(shape.enum && { values: shape.enum.map(String) }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(shape.type === 'integer' && { step: shape.multipleOf ?? 1 }),
  }
}

function controlOf(shape: Shape): Field['control'] {
  if (shape.kind === 'image') return 'photo'
  if (shape.kind === 'recipe') return 'recipe'
  if (isCompleted(shape)) return 'completed'
  if (shape.enum) return 'choice'
  return TYPES[shape.type ?? ''] ?? 'text'
}

const TYPES: Readonly<Record<string, Field['control']>> = { integer: 'number', number: 'number', boolean: 'switch' }

function rank({ required, fine }: Field): number {
  if (required) return 0
  return fine ? 2 : 1
}

/** "Steps at each octave (a whole number from 1 to 100; default 10)" */
function hint(shape: Shape, option: Command['args']['shape'][string]): Text {
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

/** `octave-scale` to "Octave scale". */
function titled(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
