/** Block Kit's limits, as Slack enforces them: what is wrong with blocks or a view, in its words. */
import { isJson, type Json } from './types.ts'

/** Where in a block or element a limit holds (`*` is every item), and whether it counts characters or items. */
type Rule = readonly [path: string, max: number]

const BLOCKS: Readonly<Record<string, readonly Rule[]>> = {
  actions: [['elements', 25]],
  context: [
    ['elements', 10],
    ['elements.*.text', 2000],
    ['elements.*.alt_text', 2000],
  ],
  divider: [],
  file: [],
  header: [['text.text', 150]],
  image: [
    ['alt_text', 2000],
    ['title.text', 2000],
    ['image_url', 3000],
  ],
  input: [
    ['label.text', 2000],
    ['hint.text', 2000],
  ],
  markdown: [['text', 12000]],
  rich_text: [],
  section: [
    ['text.text', 3000],
    ['fields', 10],
    ['fields.*.text', 2000],
  ],
}
const OPTIONS: readonly Rule[] = [
  ['options', 100],
  ['options.*.text.text', 75],
  ['options.*.value', 150],
  ['options.*.description.text', 75],
  ['option_groups', 100],
  ['option_groups.*.label.text', 75],
]
const ELEMENTS: Readonly<Record<string, readonly Rule[]>> = {
  button: [
    ['text.text', 75],
    ['value', 2000],
    ['url', 3000],
    ['accessibility_label', 75],
  ],
  checkboxes: [...OPTIONS, ['options', 10]],
  radio_buttons: [...OPTIONS, ['options', 10]],
  overflow: [...OPTIONS, ['options', 5]],
  static_select: OPTIONS,
  multi_static_select: OPTIONS,
}
const COMMON: readonly Rule[] = [
  ['block_id', 255],
  ['action_id', 255],
  ['placeholder.text', 150],
]
const VIEW: readonly Rule[] = [
  ['title.text', 24],
  ['submit.text', 24],
  ['close.text', 24],
  ['private_metadata', 3000],
  ['callback_id', 255],
  ['external_id', 255],
]
const MESSAGE_BLOCKS = 50
const VIEW_BLOCKS = 100
/** Text that may be there, but empty. */
const MAY_BE_EMPTY = ['private_metadata', 'value', 'external_id', 'callback_id']

/** What is wrong with a message's blocks; nothing for a good one. */
export function troubleInBlocks(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]']
  const trouble = troubleInList(blocks, MESSAGE_BLOCKS)
  for (const [index, block] of blocks.entries())
    if (isJson(block) && isJson(block.element) && block.element.type === 'file_input')
      trouble.push(`unsupported type: file_input [json-pointer:/blocks/${index}/element]`)
  return trouble
}

export function troubleInView(view: unknown): string[] {
  if (!isJson(view)) return ['must be an object [json-pointer:/view]']
  const { blocks, type } = view
  if (!Array.isArray(blocks)) return ['missing required field: blocks [json-pointer:/view]']
  const trouble = [...broken(view, VIEW, ''), ...troubleInList(blocks, VIEW_BLOCKS)]
  if (type === 'modal' && !isJson(view.title)) trouble.push('missing required field: title [json-pointer:/view]')
  const asks = blocks.some((block) => isJson(block) && block.type === 'input')
  if (type === 'modal' && asks && !isJson(view.submit))
    trouble.push('`submit` is required when an `input` block is present [json-pointer:/view]')
  if (JSON.stringify(view).length > 250_000) trouble.push('view too large [json-pointer:/view]')
  return trouble
}

/** What is wrong with the answer to a block_suggestion. */
export function troubleInOptions(answer: unknown): string[] {
  if (!isJson(answer) || (!Array.isArray(answer.options) && !Array.isArray(answer.option_groups)))
    return ['neither options nor option_groups']
  const groups = Array.isArray(answer.option_groups) ? answer.option_groups.filter(isJson) : []
  return [answer, ...groups].flatMap((one) => broken(one, OPTIONS, ''))
}

function troubleInList(blocks: readonly unknown[], max: number): string[] {
  const trouble = blocks.length > max ? [`no more than ${max} items allowed [json-pointer:/blocks]`] : []
  const ids = blocks.flatMap((block) => (isJson(block) && block.block_id ? [block.block_id] : []))
  if (new Set(ids).size < ids.length) trouble.push('`block_id` already exists [json-pointer:/blocks]')
  return [...trouble, ...blocks.flatMap((block, index) => troubleInBlock(block, `/blocks/${index}`))]
}

function troubleInBlock(block: unknown, at: string): string[] {
  const rules = isJson(block) ? BLOCKS[String(block.type)] : undefined
  if (!isJson(block) || !rules) return [`unsupported type: ${isJson(block) ? block.type : block} [json-pointer:${at}]`]
  const trouble = [...broken(block, rules, at), ...broken(block, COMMON, at)]
  if (block.type === 'section' && !block.text && !block.fields)
    trouble.push(`missing required field: text or fields [json-pointer:${at}]`)
  if (block.type === 'image') {
    if (typeof block.alt_text !== 'string') trouble.push(`missing required field: alt_text [json-pointer:${at}]`)
    if (!block.slack_file === !block.image_url) trouble.push(`need image_url or slack_file [json-pointer:${at}]`)
  }
  const elements = elementsOf(block)
  for (const { element, pointer } of elements) {
    const limits = [...(ELEMENTS[String(element.type)] ?? []), ...COMMON]
    trouble.push(...broken(element, limits, `${at}/${pointer}`))
    if (element.style !== undefined && element.type === 'button' && !['primary', 'danger'].includes(`${element.style}`))
      trouble.push(`invalid style: ${element.style} [json-pointer:${at}/${pointer}/style]`)
  }
  const actions = elements.flatMap(({ element }) => (element.action_id ? [element.action_id] : []))
  if (new Set(actions).size < actions.length) trouble.push(`\`action_id\` already exists [json-pointer:${at}]`)
  return trouble
}

/** What can be acted on in a block. */
export function elementsOf(block: Json): { element: Json; pointer: string }[] {
  const list = block.type === 'actions' && Array.isArray(block.elements) ? block.elements : []
  const found = list.map((element: unknown, index) => ({ element, pointer: `elements/${index}` }))
  for (const pointer of ['accessory', 'element']) if (block[pointer]) found.push({ element: block[pointer], pointer })
  return found.flatMap(({ element, pointer }) => (isJson(element) ? [{ element, pointer }] : []))
}

function broken(thing: Json, rules: readonly Rule[], at: string): string[] {
  return rules.flatMap(([path, max]) =>
    reach(thing, path.split('.'), at).flatMap(({ value, pointer }) => {
      const name = path.split('.').at(-1) ?? ''
      if (Array.isArray(value) && value.length > max)
        return [`no more than ${max} items allowed [json-pointer:${pointer}]`]
      if (typeof value !== 'string') return []
      if (value.length > max) return [`must be less than ${max + 1} characters [json-pointer:${pointer}]`]
      if (!value && !MAY_BE_EMPTY.includes(name)) return [`must be more than 0 characters [json-pointer:${pointer}]`]
      return []
    }),
  )
}

function reach(value: unknown, path: readonly string[], pointer: string): { value: unknown; pointer: string }[] {
  const [step, ...rest] = path
  if (step === undefined) return [{ value, pointer }]
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((item, index) => reach(item, rest, `${pointer}/${index}`)) : []
  }
  return isJson(value) && value[step] !== undefined ? reach(value[step], rest, `${pointer}/${step}`) : []
}
