/** Weights files of Keras applications: HDF5 with one group per layer, whose attribute `weight_names` lists its tensors. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { phrase } from '../../i18n/phrase.ts'
import type { LayerWeights } from './architecture.ts'
import { BadWeights } from './bad-weights.ts'
import type { StoredLayer } from './keras-thread.ts'

const THREAD = new URL('./keras-thread.ts', import.meta.url)

/** Names that Keras gives to layers that have none; where it begins to count depends on what it made before. */
const NUMBERED = /^(conv2d|depthwise_conv2d|batch_normalization|dense)(?:_(\d+))?$/

/**
 * The tensors of every layer in the file at `path`; kernels turned from Keras' [height, width, in, out] to
 * [out, in, height, width]. Throws `BadWeights`.
 *
 * A layer is found by its name; of those that Keras named, "conv2d_3" is the third after the first of its kind in the
 * file, whatever their numbers; and where all fails, a file of as many layers as a chain has is taken in its order, as Keras itself does.
 *
 * A fault in a file leaves the HDF5 library broken for the next one, and it keeps its memory: so each file is read in a
 * thread of its own, which ends with it.
 */
export async function readKeras(path: string): Promise<LayerWeights> {
  // What the library prints of a fault goes nowhere.
  const thread = new Worker(THREAD, { workerData: path, stdout: true, stderr: true })
  const [layers]: (readonly StoredLayer[] | undefined)[] = await Promise.race([
    once(thread, 'message'),
    once(thread, 'exit').then(() => []),
  ]).catch(() => [])
  if (!layers)
    throw new BadWeights(phrase`it is something else or incomplete`, phrase`a whole HDF5 file of Keras weights`)
  const first = firstNumbers(layers)
  /** The name that the layer would have if Keras had begun to count with it. */
  const counted = (name: string) => {
    const { kind, number } = numbered(name)
    return kind === undefined ? name : `${kind}_${number - (first.get(kind) ?? 0)}`
  }
  const byName = new Map(layers.map(({ name, tensors }) => [counted(name), tensors]))
  return (layer, place) => {
    const { kind, number } = numbered(layer)
    const named = byName.get(kind === undefined ? layer : `${kind}_${number}`)
    return named ?? (place?.count === layers.length ? layers[place.index]?.tensors : undefined)
  }
}

/** The least number of each kind of layer that Keras named. */
function firstNumbers(layers: readonly StoredLayer[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { name } of layers) {
    const { kind, number } = numbered(name)
    if (kind !== undefined) first.set(kind, Math.min(number, first.get(kind) ?? number))
  }
  return first
}

/** "conv2d_3" -> conv2d, 3; the first of a kind may have no number. */
function numbered(name: string): { kind: string | undefined; number: number } {
  const [, kind, number] = NUMBERED.exec(name) ?? []
  return { kind, number: Number(number ?? 0) }
}
