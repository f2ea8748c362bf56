/** Reads weights files of Keras: HDF5 with one group per layer, whose attribute `weight_names` lists its tensors. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { phrase } from '../../i18n/phrase.ts'
import { must } from '../graph/walk.ts'
import type { LayerWeights } from './architecture.ts'
import { BadWeights } from './bad-weights.ts'
import type { StoredLayer } from './keras-thread.ts'

const THREAD = new URL('./keras-thread.ts', import.meta.url)

/** Names that Keras gives to unnamed layers. It counts all layers of a process, so the first number of a file is arbitrary. */
const NUMBERED = /^(conv2d|depthwise_conv2d|batch_normalization|dense)(?:_(\d+))?$/

/**
 * The tensors of every layer in the file at `path`, with kernels transposed from Keras' [height, width, in, out] to
 * [out, in, height, width]. Throws `BadWeights`.
 *
 * A layer is found by its name. Of the layers that Keras has named, "conv2d_3" is the third after the first of its kind in
 * the file, whatever their numbers are. For names that are not found, a file with as many layers as the plan's chain is
 * read in order, as Keras itself does.
 *
 * Each file is read in a thread of its own: an error in a file leaves the HDF5 library unusable, and it never frees memory.
 */
export async function readKeras(path: string): Promise<LayerWeights> {
  // The library prints errors, which nobody should see: its output is captured and dropped.
  const thread = new Worker(THREAD, { workerData: path, stdout: true, stderr: true })
  const [layers]: (readonly StoredLayer[] | undefined)[] = await Promise.race([
    once(thread, 'message'),
    once(thread, 'exit').then(() => []),
  ]).catch(() => [])
  if (!layers)
    throw new BadWeights(phrase`it is incomplete or in another format`, phrase`a whole HDF5 file of Keras weights`)
  const first = firstNumbers(layers)
  /** The layer's name, numbered from the first of its kind in the file. */
  const renumbered = (name: string) => {
    const { kind, number } = numbered(name)
    return kind === undefined ? name : `${kind}_${number - must(first, kind)}`
  }
  const byName = new Map(layers.map(({ name, tensors }) => [renumbered(name), tensors]))
  return (layer, place) => {
    const { kind, number } = numbered(layer)
    const named = byName.get(kind === undefined ? layer : `${kind}_${number}`)
    return named ?? (place?.count === layers.length ? layers[place.index]?.tensors : undefined)
  }
}

/** The smallest number of each kind of layer that Keras has named. */
function firstNumbers(layers: readonly StoredLayer[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { name } of layers) {
    const { kind, number } = numbered(name)
    if (kind !== undefined) first.set(kind, Math.min(number, first.get(kind) ?? number))
  }
  return first
}

/** "conv2d_3" -> conv2d, 3. The first of a kind may have no number, which counts as 0. */
function numbered(name: string): { kind: string | undefined; number: number } {
  const [, kind, number] = NUMBERED.exec(name) ?? []
  return { kind, number: Number(number ?? 0) }
}
