/**
 * Gradients for filters whose ReLU is closed: where a filter does not respond to its picture at all, the gradient of
 * its map before the ReLU is taken, as Lucid's ReLU overrides do in their own way.
 */
import type { Gradient, Images, Maps, OpenNetwork } from '../../engine/engine.ts'
import { selectImages } from '../images.ts'
import { type BatchObjective, centreOf, tapOf } from './batch-objective.ts'

export interface PastReluGradient extends Gradient {
  /** Indices of the pictures to which their direction's filters do not respond at all. */
  readonly closed: readonly number[]
}

/**
 * Returns the gradient function of a batch of pictures [n, 3, h, w], one for each direction of the objective. The score
 * is always that after the ReLU.
 */
export function createPastReluGradient(
  network: OpenNetwork,
  objective: BatchObjective,
): (x: Images) => Promise<PastReluGradient> {
  // All pictures that were ever closed. Computed together each time, they need one compiled graph, and not another one
  // for every combination of pictures that are still closed.
  const everClosed = new Set<number>()
  /** Maps that select the neuron in the middle, by the size of the pictures. */
  const centres = new Map<string, Maps | undefined>()
  return async (x) => {
    const size = x.shape.slice(2).join()
    if (objective.neuron && !centres.has(size)) centres.set(size, await findCentre(network, x, objective.layer))
    const centre = centres.get(size)
    const pictures = [...objective.directions.keys()]
    const { score, gradient } = await network.gradient(x, [tapOf(objective, pictures, centre)])
    const length = gradient.data.length / pictures.length
    const slice = (data: Float32Array, i: number) => data.subarray(i * length, (i + 1) * length)
    // A filter with a positive score is not closed even without a gradient: a ReLU6 may be at its maximum.
    const isClosed = (i: number) => !(score[i]! > 0) && slice(gradient.data, i).every((value) => value === 0)
    const closed = pictures.filter(isClosed)
    if (closed.length === 0) return { score, gradient, closed }
    for (const i of closed) everClosed.add(i)
    const recomputed = [...everClosed]
    const tap = { ...tapOf(objective, recomputed, centre), beforeRelu: true }
    const before = await network.gradient(selectImages(x, recomputed), [tap])
    const data = new Float32Array(gradient.data)
    for (const i of closed) data.set(slice(before.gradient.data, recomputed.indexOf(i)), i * length)
    return { score, gradient: { shape: gradient.shape, data }, closed }
  }
}

async function findCentre(network: OpenNetwork, x: Images, layer: string): Promise<Maps | undefined> {
  const [maps] = await network.activations(selectImages(x, [0]), [layer])
  return maps && centreOf(maps.shape)
}
