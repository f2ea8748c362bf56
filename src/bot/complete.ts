/** Suggestions for the value of an option while it is typed: a query in, the matching values out. */
import type { Command } from '../command/command.ts'
import { ALL } from '../command/common-options.ts'
import { type CompletedKind, shapeOf } from '../command/option-shape.ts'
import { camel } from '../command/options.ts'
import { nearestNames } from '../core/nearest.ts'
import type { PlaceSettings } from '../core/place-settings.ts'
import type { Query, Suggestion } from '../core/platform.ts'
import { count } from '../i18n/format.ts'
import { phrase, sentence, type Text, type Translate } from '../i18n/phrase.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import { withPlaceDefaults } from './place-defaults.ts'

interface CompleteOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly catalog: Catalog
  /** The settings at the query's address. */
  readonly settings: PlaceSettings
  /** The jobs of the person who asks that have not ended. */
  readonly jobs: readonly { readonly id: string; readonly title: Text }[]
  readonly translate: Translate
}

/** The most suggestions that the chats show. */
const MOST = 25

/** Suggestions, the likeliest first; none for an option without choices. Throws `UserError` for a wrong value of another option. */
export function complete(query: Query, options: CompleteOptions): Suggestion[] {
  const { shape: all = {} } = options.commands.get(query.command)?.args ?? {}
  const key = camel(query.option)
  const option = Object.hasOwn(all, key) && all[key]
  if (!option) return []
  const shape = shapeOf(option)
  const choices = (): Offer[] => (shape.enum ?? []).map((value) => ({ value: String(value) }))
  const kinds: Readonly<Record<string, Offering>> = KINDS
  const offer = kinds[shape.kind ?? ''] ?? choices
  const every: Offer[] = shape.all ? [{ value: ALL, note: phrase`every layer, a row each` }] : []
  const offers = [...every, ...offer(query, options)].map(({ value, note, name = value }) => {
    const said = note === undefined ? '' : ` · ${options.translate(note)}`
    return { value, name, label: `${name}${said}` }
  })
  return matching(query.text, offers)
    .slice(0, MOST)
    .map(({ value, label }) => ({ value, label }))
}

type Offering = (query: Query, options: CompleteOptions) => Offer[]

interface Offer {
  readonly value: string
  /** The name that people type and read. Default `value`. */
  readonly name?: string
  readonly note?: Text
}

const KINDS: Readonly<Record<CompletedKind, Offering>> = {
  network: (_, { catalog }) =>
    catalog.list().map(({ name, installed, layers }) => ({
      value: name,
      note: installed ? count(layers, 'layer') : phrase`fetched on first use`,
    })),

  layer({ command, input }, { commands, catalog, settings }) {
    const use = commands.get(command)?.use
    const layers = catalog.layers({ network: named(input.network), use, preferred: settings.network })
    const seen = new Set<string>()
    return layers.flatMap(({ network, layer, filters }) => {
      // A layer name that several networks have means the first network's layer.
      if (seen.has(layer)) return []
      seen.add(layer)
      return [{ value: layer, note: phrase`${count(filters, 'filter')}, ${network}` }]
    })
  },

  layers({ command, text, input }, { commands, catalog, settings }) {
    const use = commands.get(command)?.use
    const layers = catalog.layers({ network: named(input.network), use, preferred: settings.network })
    const names = [...new Set(layers.map(({ layer }) => layer))]
    // The text up to the last comma stays. The name after it is completed; it is complete once its weight follows.
    const [, before = '', last = ''] = /^(.*,\s*)?(.*)$/.exec(text) ?? []
    const isDone = names.some((name) => name === last || last.startsWith(`${name}:`))
    const free = names.filter((name) => !before.split(/[,:]\s*/).includes(name)).map((name) => ({ name }))
    const found = matching(last, free).map(({ name }) => ({ value: `${before}${name}` }))
    return isDone ? [{ value: text }, ...found.filter(({ value }) => value !== text)] : found
  },

  filters({ command, text, input }, { commands, catalog, settings }) {
    const use = commands.get(command)?.use
    const wanted = { network: named(input.network), layer: named(input.layer), use }
    const { filters } = catalog.choose(withPlaceDefaults(settings, wanted))
    // The text up to the last comma or dash stays; the number after it is completed.
    const [, before = '', last = ''] = /^(.*[,-])?\s*(\d*)$/.exec(text) ?? []
    const first = Number(/(\d+)\s*-$/.exec(before)?.[1] ?? 0)
    const numbers = Array.from({ length: filters }, (_, i) => i).filter((i) => i >= first && `${i}`.startsWith(last))
    const ranges = text === '' ? [`0-${Math.min(24, filters - 1)}`] : []
    const values = [...ranges, ...numbers.map((number) => `${before}${number}`)]
    return values.map((value) => ({ value, note: phrase`of ${filters}` }))
  },

  command: (_, { commands }) =>
    [...commands].map(([value, { description }]) => ({ value, note: sentence(description) })),

  job: (_, { jobs, translate }) => jobs.map(({ id, title }) => ({ value: id, name: translate(title) })),
}

/** A value of an option as a name; undefined if it is empty or no text. */
function named(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The names that begin with `text`, then those that contain it; if there are none, the names nearest to it. */
function matching<Named extends { readonly name: string }>(text: string, all: readonly Named[]): Named[] {
  const typed = text.trim().toLowerCase()
  if (typed === '') return [...all]
  const starts = all.filter(({ name }) => name.toLowerCase().startsWith(typed))
  const holds = all.filter(({ name }) => !starts.some((s) => s.name === name) && name.toLowerCase().includes(typed))
  if (starts.length + holds.length > 0) return [...starts, ...holds]
  const near = nearestNames(
    typed,
    all.map(({ name }) => name),
    MOST,
  )
  return near.flatMap((name) => all.find((each) => each.name === name) ?? [])
}
