/** Gradients of pictures that each show something else, past the ReLUs that are closed. */
import type { Gradient, Images, Maps, OpenNetwork } from '../../engine/engine.ts'
import { selectImages } from '../images.ts'
import { centreOf, type Subjects, tapOf } from './subjects.ts'

export interface Opened extends Gradient {
  /** The pictures that what they are to show does not respond to at all. */
  readonly closed: readonly number[]
}

/**
 * The gradients of a batch of pictures, [n, 3, h, w] with as many as there are directions, all of one size. What does not
 * respond at all has no gradient: then it is that of the maps before their ReLU, and the score stays as it is.
 */
export function createPastReluGradient(network: OpenNetwork, subjects: Subjects): (x: Images) => Promise<Opened> {
  // All that were ever closed: asked for together, they need one compiled graph instead of one for each way in which
  // they open.
  const shut = new Set<number>()
  /** By the pictures' size. */
  const centres = new Map<string, Maps | undefined>()
  return async (x) => {
    const size = x.shape.slice(2).join()
    if (subjects.neuron && !centres.has(size)) centres.set(size, await centreIn(network, x, subjects.layer))
    const centre = centres.get(size)
    const pictures = [...subjects.directions.keys()]
    const { score, gradient } = await network.gradient(x, [tapOf(subjects, pictures, centre)])
    const values = gradient.data.length / pictures.length
    const slice = (data: Float32Array, i: number) => data.subarray(i * values, (i + 1) * values)
    // One that fires at its most, as a ReLU6 can, has no gradient either.
    const isClosed = (i: number) => !(score[i]! > 0) && slice(gradient.data, i).every((value) => value === 0)
    const closed = pictures.filter(isClosed)
    if (closed.length === 0) return { score, gradient, closed }
    for (const i of closed) shut.add(i)
    const asked = [...shut]
    const tap = { ...tapOf(subjects, asked, centre), beforeRelu: true }
    const before = await network.gradient(selectImages(x, asked), [tap])
    const data = new Float32Array(gradient.data)
    for (const i of closed) data.set(slice(before.gradient.data, asked.indexOf(i)), i * values)
    return { score, gradient: { shape: gradient.shape, data }, closed }
  }
}

async function centreIn(network: OpenNetwork, x: Images, layer: string): Promise<Maps | undefined> {
  const [maps] = await network.activations(selectImages(x, [0]), [layer])
  return maps && centreOf(maps.shape)
}
