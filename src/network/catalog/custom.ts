/**
 * Custom networks: every ONNX file in the weights folder that no model names. What `models/` says of a built-in network is
 * read from the file itself, and from `name.json` beside `name.onnx` if there is one.
 */
import { readdir } from 'node:fs/promises'
import { defined } from '../../core/defined.ts'
import { UserError } from '../../core/errors.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import { placeIn } from '../formats/onnx/external-data.ts'
import type { UnsupportedNode } from '../graph/graph.ts'
import { DEFAULT_NETWORK_SETTINGS, type Labels, readNetworkSettings } from './custom-settings.ts'
import { type Summary, summarize } from './custom-summary.ts'
import { REPLACE_FILE } from './missing.ts'
import type { Classifier, Model } from './model.ts'
import { fileStamp } from './stamp.ts'
import { load } from './store.ts'

export interface CustomModel extends Model {
  /** The names of the classes come from the network's settings. */
  readonly classifier?: Classifier & { readonly names: readonly string[] }
  /** The first operation that was left out, with all operations that need its output. */
  readonly unsupported?: UnsupportedNode
}

export interface CustomNetworks {
  /** The usable networks, by name. */
  readonly models: ReadonlyMap<string, CustomModel>
  /** Why a file cannot be used, by the name that its network would have. */
  readonly broken: ReadonlyMap<string, UserError>
}

/** The folder's custom networks as of the last `refresh`; none before the first. */
export function createCustomNetworks(folder: string, models: ReadonlyMap<string, Model>) {
  let networks: CustomNetworks = { models: new Map(), broken: new Map() }
  return {
    current: () => networks,
    async refresh() {
      networks = await findCustom(folder, models)
    },
  }
}

/**
 * The custom networks of the weights folder. A network's name is its file's, in lower case; where `models` has the name,
 * it is prefixed with `own-`. Files that have not changed since the last call are not read again.
 */
export async function findCustom(folder: string, models: ReadonlyMap<string, Model>): Promise<CustomNetworks> {
  const known = new Set([...models.values()].flatMap(({ weights }) => weights.map(({ file }) => String(file))))
  const entries = (await readdir(folder).catch((): string[] => [])).sort()
  const files = entries.filter((file) => file.endsWith('.onnx') && !file.startsWith('.') && !known.has(file))
  const found = new Map<string, CustomModel>()
  const broken = new Map<string, UserError>()
  for (const file of files) {
    const name = nameOf(file, (taken) => models.has(taken), [...found.keys(), ...broken.keys()])
    try {
      found.set(name, await readCustomModel({ name, file, folder, entries }))
    } catch (error) {
      // One bad file must not hide the others.
      broken.set(name, error instanceof UserError ? error : unreadable(file, error))
    }
  }
  return { models: found, broken }
}

function nameOf(file: string, isBuiltIn: (name: string) => boolean, taken: readonly string[]): string {
  const safe = stem(file)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
  const wanted = isBuiltIn(safe) ? `own-${safe}` : safe || 'network'
  let name = wanted
  for (let count = 2; taken.includes(name) || isBuiltIn(name); count++) name = `${wanted}-${count}`
  return name
}

function stem(file: string): string {
  return file.replace(/\.onnx$/, '')
}

interface CustomFile {
  readonly name: string
  readonly file: string
  readonly folder: string
  /** The names of all files in the folder. */
  readonly entries: readonly string[]
}

/** Throws `UserError` bad-weights. */
async function readCustomModel(custom: CustomFile): Promise<CustomModel> {
  const { name, file, folder, entries } = custom
  const settingsFile = `${stem(file)}.json`
  const { input, labels } = entries.includes(settingsFile)
    ? await explained(badSettings(settingsFile), () => readNetworkSettings(settingsFile, folder))
    : DEFAULT_NETWORK_SETTINGS
  const weights = [{ file, input }]
  const path = await explained(badWeights(file), () => placeIn(folder, file, phrase`an ONNX network`))
  const summary = await cachedSummary(path, await fileStamp(path, entries), async () =>
    summarize(await load({ name, model: { ...BLANK, weights }, folder })),
  )
  const { layers, dreamLayer, unsupported } = summary
  const classifier = labels && (await explained(badSettings(settingsFile), () => classifierOf(summary, labels)))
  const end = unsupported ? `, up to its ${unsupported.operation}, which is not supported` : ''
  return {
    title: stem(file),
    licence: phrase`unknown`,
    source: `${file}${end}`,
    weights,
    layers,
    dream: { layer: dreamLayer },
    ...defined({ classifier, unsupported }),
  }
}

const BLANK = { title: '', licence: '', source: '', layers: {}, dream: { layer: '' } } as const

/** Summaries by path, each of the file that had this stamp. */
const summaries = new Map<string, { readonly stamp: string; readonly summary: Promise<Summary> }>()

function cachedSummary(path: string, stamp: string, read: () => Promise<Summary>): Promise<Summary> {
  const cached = summaries.get(path)
  if (cached?.stamp === stamp) return cached.summary
  const summary = read()
  summaries.set(path, { stamp, summary })
  return summary
}

/** The last layer with as many channels as there are labels. Throws `BadWeights` if a fully supported network has none. */
function classifierOf({ scores, unsupported }: Summary, { names, files }: Labels): CustomModel['classifier'] {
  const found = scores.findLast(({ classes }) => classes === names.length)
  if (found) return { layer: found.layer, size: found.size, labels: files, names }
  if (unsupported) return undefined
  const last = scores.at(-1)
  const expected = phrase`${String(last?.classes)} for the classes of ${String(last?.layer)}`
  throw new BadWeights(phrase`it has ${names.length} labels`, expected)
}

function unreadable(file: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UserError('bad-weights', phrase`The network in ${file} cannot be read: ${reason}.`, REPLACE_FILE)
}

/** Makes a sentence of a clause that says what is wrong with a file. */
type Sentence = (found: Text) => Text

const badWeights =
  (file: string): Sentence =>
  (found) =>
    phrase`The weights file ${file} cannot be used: ${found}.`

const badSettings =
  (file: string): Sentence =>
  (found) =>
    phrase`The settings file ${file} cannot be used: ${found}.`

/** Calls `read`, and turns the `BadWeights` that it throws into a `UserError`. */
async function explained<T>(sentence: Sentence, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof BadWeights)) throw error
    throw new UserError('bad-weights', sentence(error.said), REPLACE_FILE)
  }
}
