/** Suggests how a half-written line may go on: names of commands and options, and values as the bot completes them. */
import type { Command } from '../../../command/command.ts'
import { isCompleted, shapeOf } from '../../../command/option-shape.ts'
import { camel, kebab } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'
import { UserError } from '../../../core/errors.ts'
import type { Query, Suggestion } from '../../../core/platform.ts'
import { sentence, type Translate } from '../../../i18n/phrase.ts'
import { quoted } from './line.ts'

/** An edit of the line: `insert` replaces the text from `start` to `end`, in UTF-16 units. */
export interface Completion {
  readonly insert: string
  readonly start: number
  readonly end: number
  /** The text that people read and choose by. */
  readonly label: string
  /** A word of explanation beside the label, or an empty text. */
  readonly note: string
  /** Choosing it opens the dialog for photos. */
  readonly photo?: true
}

interface SuggestOptions {
  readonly commands: ReadonlyMap<string, Command>
  /** The number of attached photos. */
  readonly photos: number
  readonly translate: Translate
  /** The bot's completion of an option's value, for the visitor who writes the line. */
  readonly complete: (query: Pick<Query, 'command' | 'option' | 'text' | 'input'>) => Promise<readonly Suggestion[]>
}

/** The likeliest completion first. Empty where anything may be written. `cursor` is in UTF-16 units. */
export async function suggest(text: string, cursor: number, options: SuggestOptions): Promise<Completion[]> {
  const before = text.slice(0, cursor)
  const [, slash = '', name = '', gap = ''] = /^(\s*\/?)(\S*)(\s*)/.exec(before) ?? []
  if (gap === '') {
    const start = slash.endsWith('/') ? slash.length - 1 : slash.length
    return commandNames(name, options).map((completion) => ({ ...completion, start, end: cursor }))
  }
  const command = options.commands.get(name)
  if (!command) return []
  const start = cursor - (/(?:[^\s,]|,\s*)*$/.exec(before)?.[0].length ?? 0)
  const others = `${before.slice(slash.length + name.length, start)} ${text.slice(cursor)}`
  return wordCompletions({ name, command, word: before.slice(start), others, start, cursor }, options)
}

/** A completion whose place in the line is not known yet. */
type Insertion = Omit<Completion, 'start' | 'end'>

function commandNames(typed: string, { commands, translate }: SuggestOptions): Insertion[] {
  const matching = [...commands].filter(([name]) => name.startsWith(typed.toLowerCase()))
  return matching.map(([name, { description }]) => {
    return { insert: `/${name} `, label: `/${name}`, note: translate(sentence(description ?? '')) }
  })
}

/** The word at the cursor, in its line. */
interface CurrentWord {
  /** The name of the command. */
  readonly name: string
  readonly command: Command
  /** The part of the word before the cursor. */
  readonly word: string
  /** All other words after the command's name. */
  readonly others: string
  /** The start of the word in the line, and the cursor's place. */
  readonly start: number
  readonly cursor: number
}

async function wordCompletions(current: CurrentWord, options: SuggestOptions): Promise<Completion[]> {
  const { name, command, word, others, start, cursor } = current
  // Quoted text and recipes are not completed.
  if (/["']/.test(word) || `${others}${word}`.trim().startsWith('{')) return []
  const given = parse(others, command) ?? {}
  const { option, value, prefix } = optionAt(current, given)
  const query = option === undefined ? undefined : { command: name, option, text: value, input: given }
  const values = query ? await valueInsertions(query, command, options) : []
  const here = values.map(({ insert, ...rest }): Completion => {
    return { ...rest, insert: `${quoted(insert)} `, start: start + prefix.length, end: cursor }
  })
  if (prefix !== '') return here
  const names = unusedOptions(current, given, options).map((each) => ({ ...each, start, end: cursor }))
  // If names of options match, only values that contain the typed word are likely to be meant.
  const likely = names.length === 0 ? here : here.filter(({ label }) => word !== '' && label.includes(word))
  return [...names, ...likely]
}

/** The option that the word gives a value to, the value so far, and the prefix of the form `name:` that the word has. */
function optionAt(
  { command, word, others }: CurrentWord,
  given: Readonly<Record<string, string>>,
): { readonly option: string | undefined; readonly value: string; readonly prefix: string } {
  const all = parse(`${others} ${word === '' ? PLACEHOLDER : word}`, command) ?? {}
  const [option, typed = ''] = Object.entries(all).find(([key]) => given[key] === undefined) ?? []
  const value = word === '' ? '' : typed
  const [prefix = ''] = /^[^=:]*[=:]/.exec(word.slice(0, word.length - value.length)) ?? []
  return { option, value, prefix }
}

/** Stands for a word that is not written yet. */
const PLACEHOLDER = '…'

async function valueInsertions(
  query: Pick<Query, 'command' | 'option' | 'text' | 'input'>,
  command: Command,
  { complete, translate }: SuggestOptions,
): Promise<Insertion[]> {
  const schema = command.args.shape[camel(query.option)]
  const shape = schema && shapeOf(schema)
  if (shape?.type === 'boolean') {
    const matching = ['true', 'false'].filter((value) => value.startsWith(query.text))
    return matching.map((value) => ({ insert: value, label: value, note: '' }))
  }
  const found = await complete(query)
  const description = shape && !isCompleted(shape) ? translate(sentence(shape.description ?? '')) : ''
  return found.map(({ value, label }) => {
    const note = label.startsWith(value) ? label.slice(value.length).replace(/^\s*·\s*/, '') : label
    return { insert: value, label: value, note: note === '' ? description : note }
  })
}

/** Options without a value. Photo options are left out as far as photos are attached; choosing another one asks for a photo. */
function unusedOptions(
  { word, command: { args } }: CurrentWord,
  given: Readonly<Record<string, string>>,
  { translate, photos }: SuggestOptions,
): Insertion[] {
  const all = Object.entries(args.shape).map(([key, option]) => ({ name: kebab(key), shape: shapeOf(option) }))
  const taken = all.filter(({ shape }) => shape.kind === 'image').slice(0, photos)
  const free = all.filter((option) => given[option.name] === undefined && !taken.includes(option))
  const matching = free.filter(({ name }) => name.startsWith(word.toLowerCase()))
  return matching.map(({ name, shape }) => {
    const note = translate(sentence(shape.description ?? ''))
    if (shape.kind === 'image') return { insert: '', label: name, note, photo: true }
    return { insert: `${name}:`, label: `${name}:`, note }
  })
}

/** The values by option; undefined for one value too many. */
function parse(text: string, command: Command): Record<string, string> | undefined {
  try {
    return parseWords(text.trim(), command)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return undefined
  }
}
