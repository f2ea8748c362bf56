/** One option, read from its schema as JSON Schema: its values out of text, and in words. */

import { z } from 'zod'
import { nearestNames } from '../core/nearest.ts'
import { either } from '../i18n/format.ts'
import { joined, phrase, type Text } from '../i18n/phrase.ts'

/** Whether there is anything to offer for an option besides the values that its type lists. */
export function isCompleted({ kind = '' }: OptionShape): boolean {
  return COMPLETED_KINDS.some((completed) => completed === kind)
}

export type CompletedKind = (typeof COMPLETED_KINDS)[number]

const COMPLETED_KINDS = ['network', 'layer', 'layers', 'filters', 'command', 'job'] as const

/** The part of JSON Schema that options use, and the kind that a command may add. */
export interface OptionShape {
  readonly type?: 'integer' | 'number' | 'boolean' | 'string' | 'array' | (string & {})
  readonly kind?: string
  /** Whether "all" is a value too. */
  readonly all?: boolean
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly OptionShape[]
  readonly items?: OptionShape
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

export function shapeOf(option: z.core.$ZodType): OptionShape {
  return z.toJSONSchema(option, { io: 'input', unrepresentable: 'any' }) as OptionShape
}

/** A value as the option's type if it is text that says one; a number that is none becomes NaN, which no schema takes. */
export function typedValue(value: unknown, { type }: OptionShape): unknown {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (typeof value !== 'string') return value
  const text = value.trim().toLowerCase()
  if (type === 'integer' || type === 'number') return text === '' ? Number.NaN : Number(text)
  if (type === 'boolean') return TRUTHS.get(text) ?? value
  return value
}

const TRUTHS = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
])

/** What the option takes, to follow "must be". */
export function expectation(shape: OptionShape): Text {
  const { type, kind, anyOf } = shape
  const known = KINDS[kind ?? '']
  if (known) return known
  if (anyOf) return either(anyOf.map(expectation))
  const values = choices(shape)
  if (values.length > 0) return either(values)
  if (type === 'boolean') return phrase`yes or no`
  if (type === 'string') return text(shape)
  if (type === 'array') return list(shape)
  if (type !== 'integer' && type !== 'number') return phrase`of another kind`
  const noun = type === 'integer' ? phrase`a whole number` : phrase`a number`
  const within = range(noun, shape)
  return shape.multipleOf === undefined ? within : phrase`${within} and a multiple of ${shape.multipleOf}`
}

const KINDS: Readonly<Record<string, Text>> = {
  image: phrase`a photo`,
  recipe: phrase`a recipe`,
  layer: phrase`the name of a layer`,
  network: phrase`the name of a network`,
  command: phrase`the name of a command`,
  layers: phrase`layers like conv2:1, conv5:1.5`,
  filters: phrase`filters like 12, 3,7,12 or 0-24`,
  job: phrase`one of your pictures that are not done`,
}

/** The nearest right value as a sentence, or nothing. */
export function suggestionFor(value: unknown, shape: OptionShape): Text {
  const [choice] = nearestNames(String(value), choices(shape), 1)
  if (choice !== undefined) return phrase`Did you mean ${choice}?`
  const given = typedValue(value, shape)
  if (typeof given !== 'number' || !Number.isFinite(given)) return ''
  const step = shape.multipleOf ?? (shape.type === 'integer' ? 1 : 0)
  const lowest = bound(shape.minimum) ?? Number.NEGATIVE_INFINITY
  const highest = bound(shape.maximum) ?? Number.POSITIVE_INFINITY
  const inside = Math.min(Math.max(given, lowest), highest)
  const right = step === 0 ? inside : Math.round(inside / step) * step
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY } = shape
  const fits = right >= lowest && right <= highest && right > exclusiveMinimum && right < exclusiveMaximum
  return fits && right !== given ? phrase`The nearest is ${right}.` : ''
}

/** A value as people see it in a sentence. */
export function displayValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const short = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return typeof value === 'string' && !/^[\w./-]+$/.test(short) ? JSON.stringify(short) : short
}

function choices(shape: OptionShape): string[] {
  return (shape.enum ?? (shape.const === undefined ? [] : [shape.const])).map(String)
}

function text({ minLength, maxLength }: OptionShape): Text {
  if (maxLength === undefined) {
    if (minLength === undefined) return phrase`text`
    return minLength === 1 ? phrase`text that is not empty` : phrase`text of at least ${minLength} characters`
  }
  if (minLength === undefined) return phrase`text of at most ${maxLength} characters`
  return phrase`text of ${minLength} to ${maxLength} characters`
}

function list({ minItems, maxItems, items = {} }: OptionShape): Text {
  const each = expectation(items)
  if (maxItems === undefined) {
    return minItems === undefined ? phrase`a list, each ${each}` : phrase`a list of at least ${minItems}, each ${each}`
  }
  if (minItems === undefined) return phrase`a list of at most ${maxItems}, each ${each}`
  return phrase`a list of ${minItems} to ${maxItems}, each ${each}`
}

/** "a number from 1 to 10", "a number, at least 1", "a number, above 1 and at most 2". */
function range(noun: Text, { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below }: OptionShape): Text {
  const lowest = bound(minimum)
  const highest = bound(maximum)
  if (lowest !== undefined && highest !== undefined) return phrase`${noun} from ${lowest} to ${highest}`
  const parts = [
    ...(lowest === undefined ? [] : [phrase`at least ${lowest}`]),
    ...(above === undefined ? [] : [phrase`above ${above}`]),
    ...(highest === undefined ? [] : [phrase`at most ${highest}`]),
    ...(below === undefined ? [] : [phrase`below ${below}`]),
  ]
  return parts.length === 0 ? noun : joined([noun, either(parts, 'and')], ', ')
}

/** Schemas bound every whole number by what a number can hold, which no person needs to hear. */
export function bound(limit?: number): number | undefined {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit
}
