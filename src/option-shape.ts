/** One option, read from its schema as JSON Schema: its values out of text, and in words. */
import { z } from 'zod'
import { either } from './format.ts'
import { nearest } from './nearest.ts'

/** The part of JSON Schema that options use, and the kind that a command may add. */
export interface Shape {
  readonly type?: 'integer' | 'number' | 'boolean' | 'string' | 'array' | (string & {})
  readonly kind?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
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

export function shapeOf(option: z.core.$ZodType): Shape {
  return z.toJSONSchema(option, { io: 'input', unrepresentable: 'any' }) as Shape
}

/** A value as the option's type if it is text that says one; a number that is none becomes NaN, which no schema takes. */
export function typed(value: unknown, { type }: Shape): unknown {
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
export function expectation(shape: Shape): string {
  const { type, kind, anyOf } = shape
  if (kind === 'image') return 'a photo'
  if (kind === 'recipe') return 'a recipe'
  if (kind !== undefined) return `the name of a ${kind}`
  if (anyOf) return either(anyOf.map(expectation))
  const values = choices(shape)
  if (values.length > 0) return either(values)
  if (type === 'boolean') return 'yes or no'
  if (type === 'string') return text(shape)
  if (type === 'array') return `a list${length(shape.minItems, shape.maxItems)}, each ${expectation(shape.items ?? {})}`
  if (type !== 'integer' && type !== 'number') return 'of another kind'
  const noun = type === 'integer' ? 'a whole number' : 'a number'
  const multiple = shape.multipleOf === undefined ? '' : ` and a multiple of ${shape.multipleOf}`
  return `${noun}${range(shape.minimum, shape.maximum, shape.exclusiveMinimum, shape.exclusiveMaximum)}${multiple}`
}

/** The nearest right value as a sentence, or nothing. */
export function remedy(value: unknown, shape: Shape): string {
  const [choice] = nearest(String(value), choices(shape), 1)
  if (choice !== undefined) return `Did you mean ${choice}?`
  const given = typed(value, shape)
  if (typeof given !== 'number' || !Number.isFinite(given)) return ''
  const step = shape.multipleOf ?? (shape.type === 'integer' ? 1 : 0)
  const lowest = bound(shape.minimum) ?? Number.NEGATIVE_INFINITY
  const highest = bound(shape.maximum) ?? Number.POSITIVE_INFINITY
  const inside = Math.min(Math.max(given, lowest), highest)
  const right = step === 0 ? inside : Math.round(inside / step) * step
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY } = shape
  const fits = right >= lowest && right <= highest && right > exclusiveMinimum && right < exclusiveMaximum
  return fits && right !== given ? `The nearest is ${right}.` : ''
}

/** A value as people see it in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const short = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return typeof value === 'string' && !/^[\w./-]+$/.test(short) ? JSON.stringify(short) : short
}

function choices(shape: Shape): string[] {
  return (shape.enum ?? (shape.const === undefined ? [] : [shape.const])).map(String)
}

function text({ minLength, maxLength }: Shape): string {
  if (maxLength === undefined && minLength === 1) return 'text that is not empty'
  const size = length(minLength, maxLength)
  return size === '' ? 'text' : `text${size} characters`
}

/** " of 1 to 3", " of at least 1", " of at most 3", or nothing. */
function length(least?: number, most?: number): string {
  if (most === undefined) return least === undefined ? '' : ` of at least ${least}`
  return least === undefined ? ` of at most ${most}` : ` of ${least} to ${most}`
}

/** " from 1 to 10", ", at least 1", ", above 1 and at most 2", or nothing. */
function range(minimum?: number, maximum?: number, above?: number, below?: number): string {
  const lowest = bound(minimum)
  const highest = bound(maximum)
  if (lowest !== undefined && highest !== undefined) return ` from ${lowest} to ${highest}`
  const parts = [
    lowest === undefined ? '' : `at least ${lowest}`,
    above === undefined ? '' : `above ${above}`,
    highest === undefined ? '' : `at most ${highest}`,
    below === undefined ? '' : `below ${below}`,
  ].filter(Boolean)
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`
}

/** Schemas bound every whole number by what a number can hold, which no person needs to hear. */
function bound(limit?: number): number | undefined {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit
}
