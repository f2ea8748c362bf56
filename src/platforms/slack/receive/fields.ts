/** Fields of a form: the element for an option, and the value that a person has filled in. */
import type { types, ViewStateValue } from '@slack/bolt'
import { bound, isCompleted, type OptionShape } from '../../../command/option-shape.ts'
import { defined } from '../../../core/defined.ts'
import { phrase, type Translate } from '../../../i18n/phrase.ts'
import { READABLE_KINDS } from '../../../image/codec/file-kind.ts'
import { LENGTHS } from '../limits.ts'
import { plainText } from '../text.ts'

interface Field {
  /** In kebab case. */
  readonly name: string
  readonly shape: OptionShape
  /** The initial value, as text. Default: the option's default. */
  readonly given?: string | undefined
  readonly translate: Translate
}

/** Prefix of the action ids of fields, which distinguishes them from buttons. */
export const FIELD = 'field-'

export function elementOf(field: Field): types.InputBlockElement {
  const { name, shape } = field
  return kindOf(shape)(field, { action_id: `${FIELD}${name}` })
}

/** The value of a field as text. Undefined when nothing is filled in, and for files. */
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

/** A menu whose options the bot suggests while the person types. */
const suggested: Element = (field, id) => {
  const initial = initialOf(field)
  return {
    type: 'external_select',
    ...id,
    min_query_length: 0,
    ...defined({ initial_option: initial === undefined ? undefined : option(initial) }),
  }
}

const choice: Element = ({ shape, ...field }, id) => {
  const options = (shape.enum ?? []).map((value) => option(String(value)))
  const initial = options.find(({ value }) => value === initialOf({ shape, ...field }))
  return { type: 'static_select', ...id, options, ...defined({ initial_option: initial }) }
}

const number: Element = (field, id) => {
  const { type, minimum, maximum } = field.shape
  return {
    type: 'number_input',
    ...id,
    is_decimal_allowed: type === 'number',
    ...defined({
      min_value: bound(minimum)?.toString(),
      max_value: bound(maximum)?.toString(),
      initial_value: initialOf(field),
    }),
  }
}

/** A checkbox when the option has a default; else radio buttons, of which neither may be chosen. */
const yesOrNo: Element = (field, id) => {
  const { translate, shape } = field
  const initial = initialOf(field)
  const yes: types.Option = { text: plainText(translate(phrase`yes`), LENGTHS.option), value: 'true' }
  const no: types.Option = { text: plainText(translate(phrase`no`), LENGTHS.option), value: 'false' }
  if (shape.default !== undefined) {
    return { type: 'checkboxes', ...id, options: [yes], ...(initial === 'true' && { initial_options: [yes] }) }
  }
  const chosen = [yes, no].find(({ value }) => value === initial)
  return { type: 'radio_buttons', ...id, options: [yes, no], ...defined({ initial_option: chosen }) }
}

const text: Element = (field, id) => {
  const { maxLength = LENGTHS.input, kind } = field.shape
  return {
    type: 'plain_text_input',
    ...id,
    multiline: kind === 'recipe',
    max_length: Math.min(maxLength, LENGTHS.input),
    ...defined({ initial_value: initialOf(field) }),
  }
}

const TYPES: Readonly<Record<string, Element>> = { integer: number, number, boolean: yesOrNo }

/** File name endings. `jpg` and `tif` are common endings of readable kinds. */
const FILE_TYPES = [...READABLE_KINDS.map((kind) => kind.toLowerCase()), 'jpg', 'tif']

/** An option of a menu. */
function option(value: string): types.PlainTextOption {
  return { text: plainText(value, LENGTHS.option), value: value.slice(0, LENGTHS.optionValue) }
}

function initialOf({ given, shape }: Pick<Field, 'given' | 'shape'>): string | undefined {
  return given ?? (shape.default === undefined ? undefined : String(shape.default))
}
