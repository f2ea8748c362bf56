/** What a line may go on with where somebody is writing it: commands, options, and their values as the bot completes them. */
import type { Command } from '../../../command/command.ts'
import { isCompleted, shapeOf } from '../../../command/option-shape.ts'
import { camel, kebab } from '../../../command/options.ts'
import { parseWords } from '../../../command/parse-line.ts'
import { UserError } from '../../../core/errors.ts'
import type { Query } from '../../../core/platform.ts'
import type { Translate } from '../../../i18n/phrase.ts'
import { quoted } from './line.ts'

export interface Offer {
  /** What takes the place of the text between `start` and `end`. */
  readonly insert: string
  readonly start: number
  readonly end: number
  /** What people read: the insert, and a word on it. */
  readonly label: string
  readonly note: string
  /** Choosing it asks for a photo. */
  readonly photo?: true
}

interface SuggestOptions {
  readonly commands: ReadonlyMap<string, Command>
  /** How many photos are attached. */
  readonly photos: number
  readonly translate: Translate
  /** The bot's own completion, for whoever writes. */
  readonly complete: (
    query: Pick<Query, 'command' | 'option' | 'text' | 'input'>,
  ) => Promise<readonly { readonly value: string; readonly label: string }[]>
}

/** Likeliest first; none where anything goes. `cursor` is where the person is writing, in UTF-16 units. */
export async function suggest(text: string, cursor: number, options: SuggestOptions): Promise<Offer[]> {
  const before = text.slice(0, cursor)
  const [, slash = '', name = '', gap = ''] = /^(\s*\/?)(\S*)(\s*)/.exec(before) ?? []
  if (gap === '') return commandOffers(name, { start: slash.length, end: cursor }, slash, options)
  const command = options.commands.get(name)
  if (!command) return []
  const start = cursor - (/(?:[^\s,]|,\s*)*$/.exec(before)?.[0].length ?? 0)
  const others = `${before.slice(slash.length + name.length, start)} ${text.slice(cursor)}`
  return wordOffers({ name, command, word: before.slice(start), others, start, cursor }, options)
}

function commandOffers(
  typed: string,
  place: Pick<Offer, 'start' | 'end'>,
  slash: string,
  { commands, translate }: SuggestOptions,
): Offer[] {
  const names = [...commands.keys()].filter((name) => name.startsWith(typed.toLowerCase()))
  const start = Math.max(0, place.start - (slash.endsWith('/') ? 1 : 0))
  return names.map((name) => {
    const description = translate({ phrase: commands.get(name)?.description ?? '', values: [] })
    return { insert: `/${name} `, start, end: place.end, label: `/${name}`, note: description }
  })
}

interface Word {
  readonly name: string
  readonly command: Command
  /** As far as it is written. */
  readonly word: string
  /** All other words of the command. */
  readonly others: string
  readonly start: number
  readonly cursor: number
}

async function wordOffers(writing: Word, options: SuggestOptions): Promise<Offer[]> {
  const { command, word, others, start, cursor } = writing
  // What is quoted, and a recipe, is written elsewhere.
  if (/["']/.test(word) || `${others}${word}`.trim().startsWith('{')) return []
  const given = wordsIn(others, command)
  const all = wordsIn(`${others} ${word === '' ? PLACEHOLDER : word}`, command)
  // The option that the word is about is the one that it adds.
  const [option, typed = ''] = Object.entries(all ?? {}).find(([key]) => given?.[key] === undefined) ?? []
  const value = word === '' ? '' : typed
  const [name] = /^[^=:]*[=:]/.exec(word.slice(0, word.length - value.length)) ?? ['']
  const values =
    option === undefined ? [] : await valueOffers(option, value, { ...writing, given: given ?? {} }, options)
  const place = { start: start + name.length, end: cursor }
  const valuesHere = values.map(({ insert, ...offer }) => ({ ...offer, ...place, insert: `${quoted(insert)} ` }))
  if (name !== '') return valuesHere
  const names = nameOffers(word, given ?? {}, command, options).map((offer) => ({ ...offer, start, end: cursor }))
  // Beside the name of an option, a value that is only like the word is hardly what is meant.
  const likely = names.length === 0 ? valuesHere : valuesHere.filter(({ label }) => word !== '' && label.includes(word))
  return [...names, ...likely]
}

/** Stands for a word that is still to be written. */
const PLACEHOLDER = '…'

async function valueOffers(
  option: string,
  text: string,
  { name, command, given }: Word & { readonly given: Readonly<Record<string, string>> },
  { complete, translate }: SuggestOptions,
): Promise<Pick<Offer, 'insert' | 'label' | 'note'>[]> {
  const schema = command.args.shape[camel(option)]
  const shape = schema && shapeOf(schema)
  if (shape?.type === 'boolean') return SWITCH.filter((each) => each.startsWith(text)).map(plain)
  const found = await complete({ command: name, option, text, input: given })
  const description = shape && !isCompleted(shape) ? translate({ phrase: shape.description ?? '', values: [] }) : ''
  return found.map(({ value, label }) => {
    const note = label.startsWith(value) ? label.slice(value.length).replace(/^\s*·\s*/, '') : label
    return { insert: value, label: value, note: note === '' ? description : note }
  })
}

const SWITCH = ['true', 'false']

function plain(value: string): Pick<Offer, 'insert' | 'label' | 'note'> {
  return { insert: value, label: value, note: '' }
}

/** Options that are not given yet; a photo's asks for one. */
function nameOffers(
  typed: string,
  given: Readonly<Record<string, string>>,
  { args }: Command,
  { translate, photos }: Pick<SuggestOptions, 'translate' | 'photos'>,
): Omit<Offer, 'start' | 'end'>[] {
  const all = Object.entries(args.shape).map(([key, option]) => ({ name: kebab(key), shape: shapeOf(option) }))
  const taken = all.filter(({ shape }) => shape.kind === 'image').slice(0, photos)
  const free = all.filter((option) => given[option.name] === undefined && !taken.includes(option))
  const fitting = free.filter(({ name }) => name.startsWith(typed.toLowerCase()))
  return fitting.map(({ name, shape }) => {
    const note = translate({ phrase: shape.description ?? '', values: [] })
    if (shape.kind === 'image') return { insert: '', label: name, note, photo: true }
    return { insert: `${name}:`, label: `${name}:`, note }
  })
}

/** Undefined for one value too many. */
function wordsIn(text: string, command: Command): Record<string, string> | undefined {
  try {
    return parseWords(text.trim(), command)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return undefined
  }
}
