/** One option of a command as a field of a form, and its value out of what a person filled in. */
import type { types, ViewStateValue } from '@slack/bolt'
import { bound, isCompleted, type OptionShape } from '../../../command/option-shape.ts'
import { phrase, type Translate } from '../../../i18n/phrase.ts'
import { readable } from '../../../image/codec/file-kind.ts'
import { LENGTHS } from '../limits.ts'
import { plainText } from '../text.ts'

interface Field {
  /** In kebab case. */
  readonly name: string
  readonly shape: OptionShape
  /** What is filled in from the start, as text. Default the option's default. */
  readonly given?: string | undefined
  readonly translate: Translate
}

/** Fields are told from buttons by this. */
export const FIELD = 'field-'

export function elementOf(field: Field): types.InputBlockElement {
  const { name, shape } = field
  return kindOf(shape)(field, { action_id: `${FIELD}${name}` })
}

/** Undefined where nothing is filled in; files are for `uploadsOf`. */
export function filledIn(state: ViewStateValue): string | undefined {
  const { type, value, selected_option: selected, selected_options: checked } = state
  if (type === 'checkboxes') return String((checked ?? []).length > 0)
  return selected?.value ?? value ?? undefined
}

function kindOf(shape: OptionShape): Element {
  if (shape.kind === 'image') return file
  if (isCompleted(shape)) return suggested
  if (shape.enum) return choice
  return TYPES[shape.type ?? ''] ?? text
}

type Element = (field: Field, id: { readonly action_id: string }) => types.InputBlockElement

const file: Element = (_, id) => ({ type: 'file_input', ...id, filetypes: FILE_TYPES, max_files: 1 })

/** The bot offers values while the person types. */
const suggested: Element = (field, id) => {
  const initial = initialOf(field)
  return {
    type: 'external_select',
    ...id,
    min_query_length: 0,
    ...(initial !== undefined && { initial_option: option(initial) }),
  }
}

const choice: Element = ({ shape, ...field }, id) => {
  const options = (shape.enum ?? []).map((value) => option(String(value)))
  const initial = options.find(({ value }) => value === initialOf({ shape, ...field }))
  return { type: 'static_select', ...id, options, ...(initial && { initial_option: initial }) }
}

const number: Element = (field, id) => {
  const { type, minimum, maximum } = field.shape
  const [least, most] = [bound(minimum), bound(maximum)]
  const initial = initialOf(field)
  return {
    type: 'number_input',
    ...id,
    is_decimal_allowed: type === 'number',
    ...(least !== undefined && { min_value: String(least) }),
    ...(most !== undefined && { max_value: String(most) }),
    ...(initial !== undefined && { initial_value: initial }),
  }
}

/** A box that is ticked or not, where one of both holds anyway; else a yes, a no, and neither. */
const yesOrNo: Element = (field, id) => {
  const { translate, shape } = field
  const initial = initialOf(field)
  const yes: types.Option = { text: plainText(translate(phrase`yes`), LENGTHS.option), value: 'true' }
  const no: types.Option = { text: plainText(translate(phrase`no`), LENGTHS.option), value: 'false' }
  if (shape.default !== undefined) {
    return { type: 'checkboxes', ...id, options: [yes], ...(initial === 'true' && { initial_options: [yes] }) }
  }
  const chosen = [yes, no].find(({ value }) => value === initial)
  return { type: 'radio_buttons', ...id, options: [yes, no], ...(chosen && { initial_option: chosen }) }
}

const text: Element = (field, id) => {
  const { maxLength = LENGTHS.input, kind } = field.shape
  const initial = initialOf(field)
  return {
    type: 'plain_text_input',
    ...id,
    multiline: kind === 'recipe',
    max_length: Math.min(maxLength, LENGTHS.input),
    ...(initial !== undefined && { initial_value: initial }),
  }
}

const TYPES: Readonly<Record<string, Element>> = { integer: number, number, boolean: yesOrNo }

/** Files are often named by another ending of the same kind. */
const FILE_TYPES = [...readable.map((kind) => kind.toLowerCase()), 'jpg', 'tif']

/** An option of a menu: its words are cut, its value is not. */
function option(value: string): types.PlainTextOption {
  return { text: plainText(value, LENGTHS.option), value: value.slice(0, LENGTHS.optionValue) }
}

function initialOf({ given, shape }: Pick<Field, 'given' | 'shape'>): string | undefined {
  return given ?? (shape.default === undefined ? undefined : String(shape.default))
}
