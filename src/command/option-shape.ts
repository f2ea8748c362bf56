/** The shape of one option, read from its schema as JSON Schema: what it takes, in words, and its value out of text. */

import { z } from 'zod'
import { nearestNames } from '../core/nearest.ts'
import { either } from '../i18n/format.ts'
import { joined, phrase, type Text } from '../i18n/phrase.ts'

/** The part of JSON Schema that options use, and what `.meta()` adds. */
export interface OptionShape {
  readonly type?: 'integer' | 'number' | 'boolean' | 'string' | 'array' | (string & {})
  /** See `Command.args`. */
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

/** Kinds whose values the bot completes while they are typed. */
const COMPLETED_KINDS = ['network', 'layer', 'layers', 'filters', 'command', 'job'] as const

export type CompletedKind = (typeof COMPLETED_KINDS)[number]

/** Whether the bot completes the option's values. An option with a list of values needs no completion. */
export function isCompleted({ kind = '' }: OptionShape): boolean {
  return COMPLETED_KINDS.some((completed) => completed === kind)
}

/**
 * Converts text to the option's type where it says a value of that type, and leaves everything else as it is. Text that is
 * no number becomes NaN for a number, which every schema refuses.
 */
export function typedValue(value: unknown, { type }: OptionShape): unknown {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (typeof value !== 'string') return value
  const text = value.trim().toLowerCase()
  if (type === 'integer' || type === 'number') return text === '' ? Number.NaN : Number(text)
  if (type === 'boolean') return BOOLEANS.get(text) ?? value
  return value
}

const BOOLEANS = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
])

/**
 * What the option takes, to follow "must be": "a whole number from 1 to 10". Bounds are written as they are typed, in
 * every language: 1.5 is no "1,5".
 */
export function expectation(shape: OptionShape): Text {
  const { type, kind, anyOf } = shape
  const known = KINDS[kind ?? '']
  if (known) return known
  if (anyOf) return either(anyOf.map(expectation))
  const values = choices(shape)
  if (values.length > 0) return either(values)
  if (type === 'boolean') return phrase`yes or no`
  if (type === 'string') return expectedText(shape)
  if (type === 'array') return expectedList(shape)
  if (type === 'integer') return expectedNumber(phrase`a whole number`, shape)
  if (type === 'number') return expectedNumber(phrase`a number`, shape)
  return phrase`of another kind`
}

const KINDS: Readonly<Record<string, Text>> = {
  image: phrase`a photo`,
  recipe: phrase`a recipe`,
  layer: phrase`the name of a layer`,
  network: phrase`the name of a network`,
  command: phrase`the name of a command`,
  layers: phrase`layers like conv2:1, conv5:1.5`,
  filters: phrase`filters like 12, 3,7,12 or 0-24`,
  job: phrase`one of your unfinished pictures`,
}

/** A sentence with the nearest value that the option takes; empty where none is near. */
export function suggestionFor(value: unknown, shape: OptionShape): Text {
  const [choice] = nearestNames(String(value), choices(shape), 1)
  if (choice !== undefined) return phrase`Did you mean ${choice}?`
  const given = typedValue(value, shape)
  if (typeof given !== 'number' || !Number.isFinite(given)) return ''
  const nearest = nearestNumber(given, shape)
  return nearest === undefined || nearest === given ? '' : phrase`The nearest is ${String(nearest)}.`
}

/** A value as it appears in a sentence: short, and in quotes if it is more than a word. */
export function displayValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const short = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return typeof value === 'string' && !/^[\w./-]+$/.test(short) ? JSON.stringify(short) : short
}

/** A bound of a number; undefined for the bounds that every whole number has, which nobody needs to read. */
export function bound(limit?: number): number | undefined {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit
}

function choices(shape: OptionShape): string[] {
  return (shape.enum ?? (shape.const === undefined ? [] : [shape.const])).map(String)
}

/** The number within the option's bounds and steps that is nearest to `given`; undefined if rounding leads out of them. */
function nearestNumber(given: number, shape: OptionShape): number | undefined {
  const step = shape.multipleOf ?? (shape.type === 'integer' ? 1 : 0)
  const lowest = bound(shape.minimum) ?? Number.NEGATIVE_INFINITY
  const highest = bound(shape.maximum) ?? Number.POSITIVE_INFINITY
  const inside = Math.min(Math.max(given, lowest), highest)
  const nearest = step === 0 ? inside : Math.round(inside / step) * step
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY } = shape
  const fits = nearest >= lowest && nearest <= highest && nearest > exclusiveMinimum && nearest < exclusiveMaximum
  return fits ? nearest : undefined
}

function expectedText({ minLength, maxLength }: OptionShape): Text {
  if (maxLength === undefined) {
    if (minLength === undefined) return phrase`text`
    return minLength === 1 ? phrase`text that is not empty` : phrase`text of at least ${minLength} characters`
  }
  if (minLength === undefined) return phrase`text of at most ${maxLength} characters`
  return phrase`text of ${minLength} to ${maxLength} characters`
}

function expectedList({ minItems, maxItems, items = {} }: OptionShape): Text {
  const each = expectation(items)
  if (maxItems === undefined) {
    return minItems === undefined ? phrase`a list, each ${each}` : phrase`a list of at least ${minItems}, each ${each}`
  }
  if (minItems === undefined) return phrase`a list of at most ${maxItems}, each ${each}`
  return phrase`a list of ${minItems} to ${maxItems}, each ${each}`
}

/** "a number from 1 to 10", "a number, at least 1", "a number, above 1 and at most 2", "... and a multiple of 8". */
function expectedNumber(noun: Text, shape: OptionShape): Text {
  const within = withinBounds(noun, shape)
  return shape.multipleOf === undefined ? within : phrase`${within} and a multiple of ${String(shape.multipleOf)}`
}

function withinBounds(noun: Text, { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: OptionShape): Text {
  const [lowest, highest] = [bound(minimum), bound(maximum)]
  if (lowest !== undefined && highest !== undefined) return phrase`${noun} from ${String(lowest)} to ${String(highest)}`
  const parts = [
    ...(lowest === undefined ? [] : [phrase`at least ${String(lowest)}`]),
    ...(exclusiveMinimum === undefined ? [] : [phrase`above ${String(exclusiveMinimum)}`]),
    ...(highest === undefined ? [] : [phrase`at most ${String(highest)}`]),
    ...(exclusiveMaximum === undefined ? [] : [phrase`below ${String(exclusiveMaximum)}`]),
  ]
  return parts.length === 0 ? noun : joined([noun, either(parts, 'and')], ', ')
}
