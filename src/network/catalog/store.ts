/** The weights folder: which networks are there, and reading one. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../core/errors.ts'
import { either } from '../../i18n/format.ts'
import { type Phrase, phrase, type Text } from '../../i18n/phrase.ts'
import { fillPlan, type LayerWeights, type PlannedLayer } from '../formats/architecture.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import type { ReadOptions } from '../formats/input.ts'
import { readKeras } from '../formats/keras.ts'
import { placeIn, siblingsOf } from '../formats/onnx/external-data.ts'
import { readOnnx } from '../formats/onnx/reader.ts'
import { readSafetensors } from '../formats/safetensors.ts'
import type { Network } from '../graph/graph.ts'
import { readLabels } from './labels.ts'
import { layersInFile, withModelNames } from './layers-in-file.ts'
import type { Model, WeightsFile } from './model.ts'
import { fileStamp } from './stamp.ts'

/** Where the model's weights lie, if they do. `folder` is the weights folder. */
export function locate(model: Model, folder: string): { path: string; weights: WeightsFile } | undefined {
  const places = model.weights.map((weights) => ({ weights, path: pathOf(weights, folder) }))
  return places.find(({ path }) => existsSync(path))
}

/** Reads the network called `name`. Throws `UserError` missing-weights or bad-weights. */
export async function load(name: string, model: Model, folder: string): Promise<Network> {
  const located = locate(model, folder)
  if (!located) throw missingWeights(name, model, folder)
  const { path, weights } = located
  const format = FORMATS[extname(path)]
  if (!format) throw new Error(`the model ${name} has a weights file of no known kind: ${path}`)
  try {
    const bytes = await readBytes(path, format.what)
    if (weights.bytes !== undefined && bytes.length !== weights.bytes) {
      throw new BadWeights(phrase`it has ${bytes.length} bytes`, String(weights.bytes))
    }
    const hash = createHash('sha256').update(bytes).digest('hex')
    const { sha256 = hash, md5 } = weights
    if (hash !== sha256) throw new BadWeights(phrase`it has the sha256 ${hash}`, sha256)
    const found = md5 && createHash('md5').update(bytes).digest('hex')
    if (found !== md5) throw new BadWeights(phrase`it has the md5 ${String(found)}`, String(md5))
    const options = { name, hash, input: weights.input }
    const network = await format.read({ path, bytes, plan: model.plan ?? [], options })
    return weights.names ? withModelNames(network, weights.names, model.layers) : network
  } catch (error) {
    if (!(error instanceof BadWeights)) throw error
    const text = phrase`The weights file ${basename(path)} cannot be used: ${error.said}.`
    const remedy = weights.url ? phrase`Download ${weights.url} again.` : phrase`Put a good one in its place.`
    throw new UserError('bad-weights', text, remedy)
  }
}

/** Changes when the model's weights file, or what is said of it, does. */
export async function versionOf(model: Model, folder: string): Promise<string> {
  const { path, weights } = locate(model, folder) ?? {}
  return JSON.stringify([path, path && (await fileStamp(path)), weights, model.classifier])
}

/** The names of the classes that the model tells apart, if it does and they are installed. */
export async function loadLabels({ classifier }: Model, folder: string): Promise<string[] | undefined> {
  if (!classifier) return undefined
  const { labels, names } = classifier
  if (names) return [...names]
  const places = labels instanceof URL ? [fileURLToPath(labels)] : labels.map((file) => join(folder, file))
  for (const path of places) if (existsSync(path)) return readLabels(path)
  return undefined
}

/** What to do about a network whose weights are not there; `installed` are those to use instead. */
export function missingWeights(
  name: string,
  model: Model,
  folder: string,
  installed: readonly string[] = [],
): UserError {
  const files = either(model.weights.map((weights) => basename(pathOf(weights, folder))))
  const others = installed.length > 0 ? either(installed) : phrase`another network`
  return new UserError(
    'missing-weights',
    phrase`The weights of ${name} are not installed: ${folder} has no ${files}.`,
    phrase`${remedy(model.weights, folder)}, or use ${others}.`,
  )
}

/** The model has `layer`, and `weights`, its file in `folder` or the one to be fetched, lacks it. */
export function missingLayer(
  layer: string,
  weights: WeightsFile,
  name: string,
  model: Model,
  folder: string,
): UserError {
  const path = pathOf(weights, folder)
  const all = Object.keys(model.layers)
  const last = [...layersInFile(model, weights).keys()].at(-1) ?? ''
  const isBehind = all.indexOf(layer) > all.indexOf(last)
  const others = model.weights.filter((each) => layersInFile(model, each).has(layer))
  // Of two files the first that the model names is read.
  const isFirst =
    existsSync(path) && others.every((each) => model.weights.indexOf(each) > model.weights.indexOf(weights))
  const found = isBehind ? phrase`${basename(path)} ends at ${last}` : phrase`${basename(path)} lacks it`
  const step = isFirst ? phrase`${remedy(others, folder)} in its place` : remedy(others, folder)
  return new UserError(
    'missing-weights',
    phrase`The weights of ${name}'s ${layer} are not installed: ${found}.`,
    phrase`${step}, or use ${isBehind ? phrase`a layer up to ${last}` : phrase`another layer`}.`,
  )
}

/** How to get one of `files`. */
function remedy(files: readonly WeightsFile[], folder: string): Phrase {
  const url = files.find((weights) => weights.url)?.url
  const names = either(files.map((weights) => basename(pathOf(weights, folder))))
  return url ? phrase`Download ${url} into ${folder}` : phrase`Put ${names} into ${folder}`
}

/** Where a file of a model is, or would be. */
export function pathOf({ file }: WeightsFile, folder: string): string {
  return typeof file === 'string' ? join(folder, file) : fileURLToPath(file)
}

/** Throws `BadWeights` for what cannot be read, and for what failed downloads leave behind; `what` was expected. */
async function readBytes(path: string, what: Text): Promise<Uint8Array> {
  const real = placeIn(dirname(path), basename(path), what)
  const bytes = await readFile(real).catch((error: NodeJS.ErrnoException) => {
    throw new BadWeights(phrase`it cannot be read (${String(error.code)})`, what)
  })
  if (bytes.length === 0) throw new BadWeights(phrase`it is empty`, what)
  const start = bytes.subarray(0, 512)
  // The formats hold bytes that no text does: small numbers, or in HDF5's signature a control character.
  if (start.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return bytes
  throw new BadWeights(/^\s*</.test(start.toString()) ? phrase`it is a web page` : phrase`it is text`, what)
}

interface Source {
  readonly path: string
  readonly bytes: Uint8Array
  readonly plan: readonly PlannedLayer[]
  readonly options: ReadOptions
}

interface Format {
  readonly what: Text
  /** Throws `BadWeights`. */
  read(source: Source): Network | Promise<Network>
}

/** By the ending of a file's name. */
const FORMATS: Readonly<Record<string, Format>> = {
  '.onnx': {
    what: phrase`an ONNX network`,
    read: ({ path, bytes, options }) => readOnnx(bytes, { ...options, sibling: siblingsOf(path) }),
  },
  '.h5': {
    what: phrase`an HDF5 file of Keras weights`,
    read: async ({ path, plan, options }) => fillPlan(plan, await readKeras(path), options),
  },
  '.safetensors': {
    what: phrase`a safetensors file`,
    read: ({ bytes, plan, options }) => fillPlan(plan, tensorPairs(bytes), options),
  },
}

function tensorPairs(bytes: Uint8Array): LayerWeights {
  const tensors = readSafetensors(bytes)
  return (layer) => {
    const kernel = tensors.get(`${layer}.weight`)
    const bias = tensors.get(`${layer}.bias`)
    if (!kernel || !bias) return undefined
    // A fully connected layer after a global average is a 1x1 convolution.
    return { kernel: kernel.shape.length === 2 ? { ...kernel, shape: [...kernel.shape, 1, 1] } : kernel, bias }
  }
}
