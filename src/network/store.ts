/** The weights folder: which networks are there, and reading one. */
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../errors.ts'
import { fillPlan, type LayerWeights, type PlannedLayer } from './architecture.ts'
import { BadWeights } from './bad-weights.ts'
import { type DownloadOptions, download, received } from './download.ts'
import type { Network } from './graph.ts'
import { readKeras } from './keras.ts'
import { readLabels } from './labels.ts'
import { alone } from './lock.ts'
import type { Model, ReadOptions, WeightsFile } from './model.ts'
import { placeIn, siblingsOf } from './onnx/outside.ts'
import { readOnnx } from './onnx/reader.ts'
import { readSafetensors } from './safetensors.ts'

/** Where the model's weights lie, if they do. `folder` is the weights folder. */
export function locate(model: Model, folder: string): { path: string; weights: WeightsFile } | undefined {
  const places = model.weights.map((weights) => ({ weights, path: place(weights, folder) }))
  return places.find(({ path }) => existsSync(path))
}

/**
 * Sees to it that the model's weights lie in the weights folder: fetches them if they don't, one process at a time.
 * Throws `UserError` missing-weights, bad-weights or output; see `download`.
 */
export async function install(
  name: string,
  model: Model,
  folder: string,
  options: DownloadOptions = {},
): Promise<void> {
  if (locate(model, folder)) return
  const file = model.weights.find((weights) => weights.url !== undefined)
  if (!file?.url) throw missing(name, model, folder)
  const { url, bytes, sha256, md5 } = file
  const path = place(file, folder)
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw unwritable(folder, error)
  })
  /** Told while another process fetches it. */
  const watch = async () => {
    options.signal?.throwIfAborted()
    options.hear?.(await received(path), bytes)
    return locate(model, folder) === undefined
  }
  try {
    await alone(`${path}.lock`, watch, () => download({ url, bytes, sha256, md5 }, path, options))
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException
    throw syscall === undefined ? error : unwritable(folder, error as NodeJS.ErrnoException)
  }
}

function unwritable(folder: string, error: NodeJS.ErrnoException): UserError {
  const text = `Weights cannot be kept in ${folder}: ${error.code}.`
  return new UserError('output', text, 'Make it writable, or set DREAMBOT_WEIGHTS to another folder.')
}

/** Reads the network called `name`. Throws `UserError` missing-weights or bad-weights. */
export async function load(name: string, model: Model, folder: string): Promise<Network> {
  const located = locate(model, folder)
  if (!located) throw missing(name, model, folder)
  const { path, weights } = located
  const format = FORMATS[extname(path)]
  if (!format) throw new Error(`the model ${name} has a weights file of no known kind: ${path}`)
  try {
    const bytes = await readBytes(path, format.what)
    if (weights.bytes !== undefined && bytes.length !== weights.bytes) {
      throw new BadWeights(`it has ${bytes.length} bytes`, `${weights.bytes}`)
    }
    const hash = createHash('sha256').update(bytes).digest('hex')
    const { sha256 = hash, md5 } = weights
    if (hash !== sha256) throw new BadWeights(`it has the sha256 ${hash}`, sha256)
    const found = md5 && createHash('md5').update(bytes).digest('hex')
    if (found !== md5) throw new BadWeights(`it has the md5 ${found}`, `${md5}`)
    return await format.read({ path, bytes, plan: model.plan ?? [], options: { name, hash, input: weights.input } })
  } catch (error) {
    if (!(error instanceof BadWeights)) throw error
    const remedy = weights.url ? `Download ${weights.url} again.` : 'Put a good one in its place.'
    throw new UserError('bad-weights', `The weights file ${basename(path)} cannot be used: ${error.message}.`, remedy)
  }
}

/** Changes when the model's weights file, or what is said of it, does. */
export function versionOf(model: Model, folder: string): string {
  const { path, weights } = locate(model, folder) ?? {}
  const stats = path === undefined ? undefined : statSync(path)
  return JSON.stringify([path, stats?.size, stats?.mtimeMs, weights?.input, model.classifier])
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
export function missing(name: string, model: Model, folder: string, installed: readonly string[] = []): UserError {
  const files = model.weights.map((weights) => basename(place(weights, folder))).join(' or ')
  return new UserError(
    'missing-weights',
    `The weights of ${name} are not installed: ${folder} has no ${files}.`,
    `${remedy(model, folder)}, or use ${installed.join(' or ') || 'another network'}.`,
  )
}

/** The file in `folder` ends at the layer `last`, and the model has `layer` behind it. */
export function endsBefore(layer: string, last: string, name: string, model: Model, folder: string): UserError {
  const file = basename(locate(model, folder)?.path ?? '')
  return new UserError(
    'missing-weights',
    `The weights of ${name}'s ${layer} are not installed: ${file} ends at ${last}.`,
    `${remedy(model, folder)}, or use a layer up to ${last}.`,
  )
}

function remedy(model: Model, folder: string): string {
  const url = model.weights.find((weights) => weights.url)?.url
  return url ? `Download ${url} into ${folder}` : 'Put the file there'
}

function place({ file }: WeightsFile, folder: string): string {
  return typeof file === 'string' ? join(folder, file) : fileURLToPath(file)
}

/** Throws `BadWeights` for what cannot be read, and for what failed downloads leave behind; `what` was expected. */
async function readBytes(path: string, what: string): Promise<Uint8Array> {
  const real = placeIn(dirname(path), basename(path), what)
  const bytes = await readFile(real).catch((error: NodeJS.ErrnoException) => {
    throw new BadWeights(`it cannot be read (${error.code})`, what)
  })
  if (bytes.length === 0) throw new BadWeights('it is empty', what)
  const start = bytes.subarray(0, 512)
  // The formats hold bytes that no text does: small numbers, or in HDF5's signature a control character.
  if (start.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return bytes
  throw new BadWeights(/^\s*</.test(start.toString()) ? 'it is a web page' : 'it is text', what)
}

interface Source {
  readonly path: string
  readonly bytes: Uint8Array
  readonly plan: readonly PlannedLayer[]
  readonly options: ReadOptions
}

interface Format {
  readonly what: string
  /** Throws `BadWeights`. */
  read(source: Source): Network | Promise<Network>
}

/** By the ending of a file's name. */
const FORMATS: Readonly<Record<string, Format>> = {
  '.onnx': {
    what: 'an ONNX network',
    read: ({ path, bytes, options }) => readOnnx(bytes, { ...options, sibling: siblingsOf(path) }),
  },
  '.h5': {
    what: 'an HDF5 file of Keras weights',
    read: async ({ path, plan, options }) => fillPlan(plan, await readKeras(path), options),
  },
  '.safetensors': {
    what: 'a safetensors file',
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
