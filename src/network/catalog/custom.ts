/**
 * Your own networks: every ONNX file in the weights folder that no model names. What a model's file says of a built-in
 * network is read from the file itself, and from `name.json` beside `name.onnx` where there is one.
 */
import { readdir } from 'node:fs/promises'
import { UserError } from '../../core/errors.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import { placeIn } from '../formats/onnx/external-data.ts'
import type { Network, Node, UnsupportedNode } from '../graph/graph.ts'
import { minimumSize } from '../graph/shapes.ts'
import { DEFAULT_NETWORK_SETTINGS, type Labels, type NetworkSettings, readNetworkSettings } from './custom-settings.ts'
import type { Classifier, Model } from './model.ts'
import { fileStamp } from './stamp.ts'
import { load } from './store.ts'

export interface CustomModel extends Model {
  /** With the names of its classes, which its settings may list themselves. */
  readonly classifier?: Classifier & { readonly names: readonly string[] }
  /** The first operation that was left out, with all that needs it. */
  readonly unsupported?: UnsupportedNode
}

/** By name. */
export interface CustomNetworks {
  readonly models: ReadonlyMap<string, CustomModel>
  /** Files that cannot be used, and why. */
  readonly broken: ReadonlyMap<string, UserError>
}

/** The folder's networks as they were when last looked at: none before the first `refresh`. */
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
 * The networks of the weights folder that `models` does not have, under the names of their files, lower-cased. A name of
 * `models` is never given away: that file's network is called `own-` and the name. Files that have not changed are not
 * read again.
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
      found.set(name, await customModel(name, file, folder, entries))
    } catch (error) {
      // Whatever is wrong with one file, the others are as good as before.
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

/** Throws `UserError` bad-weights. */
async function customModel(
  name: string,
  file: string,
  folder: string,
  entries: readonly string[],
): Promise<CustomModel> {
  const settings = `${stem(file)}.json`
  const { input, labels }: NetworkSettings = entries.includes(settings)
    ? await inFile(notSettings(settings), () => readNetworkSettings(settings, folder))
    : DEFAULT_NETWORK_SETTINGS
  const weights = [{ file, input }]
  const placed = await inFile(notWeights(file), () => placeIn(folder, file, phrase`an ONNX network`))
  const found = await contents(placed, await fileStamp(placed, entries), async () =>
    summary(await load(name, { ...BLANK, weights }, folder)),
  )
  const { layers, layer, unsupported } = found
  const classifier = labels && (await inFile(notSettings(settings), () => labelled(found, labels)))
  const end = unsupported ? `; without what follows its ${unsupported.operation}, which is not supported` : ''
  return {
    title: stem(file),
    licence: phrase`unknown`,
    source: `${file}${end}`,
    weights,
    layers,
    dream: { layer },
    ...(classifier && { classifier }),
    ...(unsupported && { unsupported }),
  }
}

const BLANK = { title: '', licence: '', source: '', layers: {}, dream: { layer: '' } } as const

interface Summary {
  readonly layers: Readonly<Record<string, number>>
  /** What dreams take by default. */
  readonly layer: string
  readonly scores: readonly Scores[]
  readonly unsupported: UnsupportedNode | undefined
}

interface Scores {
  readonly layer: string
  readonly classes: number
  readonly size: number
}

/** By path: what a file held when its stamp was this. */
const read = new Map<string, { readonly stamp: string; readonly summary: Promise<Summary> }>()

function contents(path: string, stamp: string, find: () => Promise<Summary>): Promise<Summary> {
  const kept = read.get(path)
  if (kept?.stamp === stamp) return kept.summary
  const summary = find()
  read.set(path, { stamp, summary })
  return summary
}

function summary(network: Network): Summary {
  const layers = [...network.layers.values()]
  const mean = network.nodes.find(({ op }) => op === 'globalAverage')?.output
  // A mean over all positions is where pictures end.
  const end = layers.findIndex(({ tensor }) => tensor === mean)
  const maps = end > 0 ? layers.slice(0, end) : layers
  const writers = new Map(network.nodes.map(({ op, output }) => [output, op]))
  const wide = maps.filter(({ channels, tensor }) => channels >= WIDE && MAKERS.has(writers.get(tensor)))
  const depth = (maps.length - 1) * DEPTH
  const [best] = (wide.length > 0 ? wide : maps).toSorted(
    (a, b) => Math.abs(maps.indexOf(a) - depth) - Math.abs(maps.indexOf(b) - depth),
  )
  return {
    layers: Object.fromEntries(layers.map(({ name, channels }) => [name, channels])),
    layer: best?.name ?? '',
    scores: scoresOf(network, end > 0),
    unsupported: network.unsupported,
  }
}

/** Layers that may be scores of classes: neither a ReLU's nor a softmax's. */
function scoresOf({ nodes, layers, ...network }: Network, averages: boolean): Scores[] {
  const writers = new Map(nodes.map((node) => [node.output, node.op]))
  return [...layers.values()]
    .filter(({ tensor }) => ['conv', 'globalAverage'].includes(writers.get(tensor) ?? ''))
    .map(({ name, tensor, channels }) => {
      // A fully connected layer over maps has a size of its own; means take any.
      const size = averages ? USUAL_SIZE : minimumSize({ ...network, nodes }, tensor)
      return { layer: name, classes: channels, size: Number.isFinite(size) ? size : USUAL_SIZE }
    })
}

const USUAL_SIZE = 224

/** The last layer with as many channels as there are labels. Throws `BadWeights` for a whole network that has none. */
function labelled({ scores, unsupported }: Summary, { names, files }: Labels): CustomModel['classifier'] {
  const found = scores.findLast(({ classes }) => classes === names.length)
  if (found) return { layer: found.layer, size: found.size, labels: files, names }
  if (unsupported) return undefined
  const last = scores.at(-1)
  const expected = phrase`${String(last?.classes)} for the classes of ${String(last?.layer)}`
  throw new BadWeights(phrase`it has ${names.length} labels`, expected)
}

/** Where dreams are best: this far down, with this many filters. */
const DEPTH = 2 / 3
const WIDE = 64
/** What makes features of its own; pools show those before them again. */
const MAKERS: ReadonlySet<Node['op'] | undefined> = new Set(['conv', 'relu', 'concat', 'add'])

function unreadable(file: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UserError('bad-weights', phrase`The network in ${file} cannot be read: ${reason}.`, REMEDY)
}

const REMEDY = phrase`Put a good one in its place.`

type Sentence = (found: Text) => Text

const notWeights =
  (file: string): Sentence =>
  (found) =>
    phrase`The weights file ${file} cannot be used: ${found}.`

const notSettings =
  (file: string): Sentence =>
  (found) =>
    phrase`The settings file ${file} cannot be used: ${found}.`

/** Turns `BadWeights` of a file into a sentence for people. */
async function inFile<T>(sentence: Sentence, find: () => T | Promise<T>): Promise<T> {
  try {
    return await find()
  } catch (error) {
    if (!(error instanceof BadWeights)) throw error
    throw new UserError('bad-weights', sentence(error.said), REMEDY)
  }
}
