/** Reads networks and the names of their classes from the weights folder. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../core/errors.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import { fillPlan, type LayerWeights } from '../formats/architecture.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import type { ReadOptions } from '../formats/input.ts'
import { readKeras } from '../formats/keras.ts'
import { placeIn, siblingsOf } from '../formats/onnx/external-data.ts'
import { readOnnx } from '../formats/onnx/reader.ts'
import type { PlannedLayer } from '../formats/plan.ts'
import { readSafetensors } from '../formats/safetensors.ts'
import type { Network } from '../graph/graph.ts'
import { readLabels } from './labels.ts'
import { withModelNames } from './layers-in-file.ts'
import { missingWeights, REPLACE_FILE } from './missing.ts'
import type { Model, WeightsFile } from './model.ts'
import { fileStamp } from './stamp.ts'
import { locate } from './weights-files.ts'

/** A network to read. */
export interface Installable {
  readonly name: string
  readonly model: Model
  /** The weights folder. */
  readonly folder: string
}

/** Reads the network from the first of its files that is installed. Throws `UserError` missing-weights or bad-weights. */
export async function load({ name, model, folder }: Installable): Promise<Network> {
  const located = locate(model, folder)
  if (!located) throw missingWeights({ name, model }, folder)
  const { path, weights } = located
  const format = FORMATS[extname(path)]
  if (!format) throw new Error(`the model ${name} has a weights file of no known kind: ${path}`)
  try {
    const bytes = await readBytes(path, format.what)
    const hash = checkedHash(bytes, weights)
    const options = { name, hash, input: weights.input }
    const network = await format.read({ path, bytes, plan: model.plan ?? [], options })
    return weights.names ? withModelNames(network, weights.names, model.layers) : network
  } catch (error) {
    if (!(error instanceof BadWeights)) throw error
    const text = phrase`The weights file ${basename(path)} cannot be used: ${error.said}.`
    const remedy = weights.url ? phrase`Download ${weights.url} again.` : REPLACE_FILE
    throw new UserError('bad-weights', text, remedy)
  }
}

/** A string that changes with the model's installed file and with its entry in `models/`. */
export async function versionOf(model: Model, folder: string): Promise<string> {
  const { path, weights } = locate(model, folder) ?? {}
  return JSON.stringify([path, path && (await fileStamp(path)), weights, model.classifier])
}

/** The names of the model's classes, in the order of their scores; undefined if it has none or they are not installed. */
export async function loadLabels({ classifier }: Model, folder: string): Promise<string[] | undefined> {
  if (!classifier) return undefined
  const { labels, names } = classifier
  if (names) return [...names]
  const places = labels instanceof URL ? [fileURLToPath(labels)] : labels.map((file) => join(folder, file))
  for (const path of places) if (existsSync(path)) return readLabels(path)
  return undefined
}

/** The sha256 of `bytes`. Throws `BadWeights` where the size or a hash is not the model's. */
function checkedHash(bytes: Uint8Array, { bytes: size = bytes.length, sha256, md5 }: WeightsFile): string {
  if (bytes.length !== size) throw new BadWeights(phrase`it has ${bytes.length} bytes`, String(size))
  const hash = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== undefined && hash !== sha256) throw new BadWeights(phrase`it has the sha256 ${hash}`, sha256)
  if (md5 === undefined) return hash
  const found = createHash('md5').update(bytes).digest('hex')
  if (found !== md5) throw new BadWeights(phrase`it has the md5 ${found}`, md5)
  return hash
}

/**
 * Reads a file of the format `expected`. Throws `BadWeights` for a file that cannot be read, and for the empty files and
 * web pages that failed downloads leave behind.
 */
async function readBytes(path: string, expected: Text): Promise<Uint8Array> {
  const real = placeIn(dirname(path), basename(path), expected)
  const bytes = await readFile(real).catch((error: NodeJS.ErrnoException) => {
    throw new BadWeights(phrase`it cannot be read (${String(error.code)})`, expected)
  })
  if (bytes.length === 0) throw new BadWeights(phrase`it is empty`, expected)
  const start = bytes.subarray(0, 512)
  // All formats have control characters near their start, which text has not.
  if (start.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return bytes
  throw new BadWeights(/^\s*</.test(start.toString()) ? phrase`it is a web page` : phrase`it is text`, expected)
}

/** A file to read, and what the model says of it. */
interface Source {
  readonly path: string
  readonly bytes: Uint8Array
  readonly plan: readonly PlannedLayer[]
  readonly options: ReadOptions
}

interface Format {
  /** What a file of the format is called in errors. */
  readonly what: Text
  /** Throws `BadWeights`. */
  read(source: Source): Network | Promise<Network>
}

/** Formats by file extension. */
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

/** The kernel and bias of each layer, which the file calls `<layer>.weight` and `<layer>.bias`. */
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
