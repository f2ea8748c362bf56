/** What a person fills into a modal, as the state that is submitted; refuses what Slack's own form would refuse. */
import { elementsOf } from './limits.ts'
import { isJson, type Json, type Upload } from './types.ts'
import type { OpenView } from './view-methods.ts'

/** A text or number, the value of an option or several, a suggested option, or files. */
export type Given = string | number | readonly string[] | Json | Upload | readonly Upload[] | null

/** By action id or block id. */
export type Values = Readonly<Record<string, Given>>

export interface Filled {
  readonly values: Record<string, Record<string, Json>>
  /** Channels chosen in menus with `response_url_enabled`. */
  readonly answerIn: { readonly block_id: string; readonly action_id: string; readonly channel_id: string }[]
}

export interface Filling {
  readonly given: Values
  /** Default true: what is required must be there. */
  readonly isSubmitted?: boolean
  /** Uploads for a file field; answers what the state says of the file. */
  readonly upload: (file: Upload) => Promise<Json>
}

export async function fillIn(view: OpenView, { given, upload, isSubmitted = true }: Filling): Promise<Filled> {
  const filled: Filled = { values: {}, answerIn: [] }
  const used = new Set<string>()
  for (const block of view.current.blocks as unknown as Json[]) {
    const blockId = String(block.block_id)
    for (const { element } of elementsOf(block)) {
      const actionId = String(element.action_id ?? '')
      const key = actionId in given ? actionId : blockId
      if (key in given) used.add(key)
      const state = await stateOf(element, given[key], view, upload)
      if (!state) continue
      const isRequired = isSubmitted && block.type === 'input' && block.optional !== true
      if (isRequired && isEmpty(state)) throw new Error(`${actionId} is required`)
      filled.values[blockId] = { ...filled.values[blockId], [actionId]: state }
      const channel = state.selected_conversation ?? state.selected_channel
      if (element.response_url_enabled === true && typeof channel === 'string')
        filled.answerIn.push({ block_id: blockId, action_id: actionId, channel_id: channel })
    }
  }
  const unused = Object.keys(given).filter((key) => !used.has(key))
  if (unused.length) throw new Error(`the view has no field ${unused}`)
  return filled
}

const TEXTS = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input']

async function stateOf(
  element: Json,
  given: Given | undefined,
  view: OpenView,
  upload: (file: Upload) => Promise<Json>,
): Promise<Json | undefined> {
  const type = String(element.type)
  if (TEXTS.includes(type)) return { type, value: textOf(element, given) }
  if (type === 'file_input') return { type, files: await filesOf(element, given, upload) }
  if (type === 'conversations_select')
    return { type, selected_conversation: given ?? element.initial_conversation ?? null }
  if (type === 'channels_select') return { type, selected_channel: given ?? element.initial_channel ?? null }
  if (type === 'users_select') return { type, selected_user: given ?? element.initial_user ?? null }
  if (type === 'checkboxes' || type.startsWith('multi_')) {
    const wanted = given === undefined ? element.initial_options : Array.isArray(given) ? given : [given]
    return { type, selected_options: (Array.isArray(wanted) ? wanted : []).map((one) => optionOf(element, one, view)) }
  }
  if (['static_select', 'external_select', 'radio_buttons'].includes(type)) {
    const wanted = given === undefined ? element.initial_option : given
    return { type, selected_option: wanted == null ? null : optionOf(element, wanted, view) }
  }
  return undefined
}

function textOf(element: Json, given: Given | undefined): string | null {
  if (given === undefined || given === null) return given === null ? null : String(element.initial_value ?? '') || null
  const text = String(given)
  const { max_length: most = Infinity, min_length: least = 0, type } = element
  if (text.length > Number(most) || text.length < Number(least))
    throw new Error(`${element.action_id}: length of ${text}`)
  if (type === 'number_input') {
    const value = Number(text)
    const isWhole = element.is_decimal_allowed === true || Number.isInteger(value)
    if (!isWhole || value < Number(element.min_value ?? -Infinity) || value > Number(element.max_value ?? Infinity))
      throw new Error(`${element.action_id} takes no ${text}`)
  }
  return text || null
}

/** By its value or its text, or as it is if it was suggested or set by the bot. */
export function optionOf(element: Json, wanted: unknown, view?: OpenView): Json {
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isJson) : []
  const lists = [element.options, ...groups.map((group) => group.options), element.initial_options]
  const offered = [...lists, [element.initial_option], view?.offered.get(String(element.action_id)) ?? []]
  const value = isJson(wanted) ? wanted.value : wanted
  const options = offered.flatMap((list) => (Array.isArray(list) ? list.filter(isJson) : []))
  const found = options.find((option) => option.value === value || (isJson(option.text) && option.text.text === value))
  if (!found) throw new Error(`${element.action_id} offers no ${value}`)
  return found
}

async function filesOf(
  element: Json,
  given: Given | undefined,
  upload: (file: Upload) => Promise<Json>,
): Promise<Json[]> {
  if (given === undefined || given === null) return []
  const files = (Array.isArray(given) ? given : [given]) as Upload[]
  if (files.length > Number(element.max_files ?? 10)) throw new Error(`${element.action_id}: too many files`)
  for (const { name, data } of files) {
    const extension = name.split('.').at(-1) ?? ''
    if (Array.isArray(element.filetypes) && !element.filetypes.includes(extension))
      throw new Error(`${element.action_id} takes no .${extension}`)
    if (data.length > 10 * 1024 * 1024) throw new Error(`${element.action_id} takes 10 MB at most`)
  }
  const described: Json[] = []
  for (const file of files) described.push(await upload(file))
  return described
}

function isEmpty(state: Json): boolean {
  const { type: _, ...values } = state
  return Object.values(values).every((value) => value === null || (Array.isArray(value) && !value.length))
}
