/** What is read from the file of a custom network, in place of what a file in `models/` says of a built-in one. */
import { FEATURE_OPERATIONS } from '../graph/convolutions.ts'
import type { Layer, Network, UnsupportedNode } from '../graph/graph.ts'
import { minimumSize } from '../graph/shapes.ts'
import { writersOf } from '../graph/walk.ts'

export interface Summary {
  /** The number of filters of each layer, in running order. */
  readonly layers: Readonly<Record<string, number>>
  /** The layer to dream with when a request names none. */
  readonly dreamLayer: string
  /** The layers that may be scores of classes, in running order. */
  readonly scores: readonly ScoreLayer[]
  readonly unsupported: UnsupportedNode | undefined
}

interface ScoreLayer {
  readonly layer: string
  /** The number of its channels. */
  readonly classes: number
  /** The side of the square picture to classify, in pixels. */
  readonly size: number
}

/** The relative depth, and the least number of filters, of the layer to dream with: there dreams show whole objects. */
const DREAM_DEPTH = 2 / 3
const DREAM_FILTERS = 64
/** The side of the pictures that networks usually classify, in pixels. */
const USUAL_SIZE = 224

export function summarize(network: Network): Summary {
  const layers = [...network.layers.values()]
  const mean = network.nodes.find(({ op }) => op === 'globalAverage')?.output
  const meanIndex = layers.findIndex(({ tensor }) => tensor === mean)
  const hasMean = meanIndex > 0
  return {
    layers: Object.fromEntries(layers.map(({ name, channels }) => [name, channels])),
    // After a mean over all positions there are no maps to dream with.
    dreamLayer: dreamLayer(network, hasMean ? layers.slice(0, meanIndex) : layers)?.name ?? '',
    scores: scoreLayers(network, hasMean),
    unsupported: network.unsupported,
  }
}

/** The layer nearest to DREAM_DEPTH, of those with many filters if there are any. */
function dreamLayer({ nodes }: Network, layers: readonly Layer[]): Layer | undefined {
  const writers = writersOf(nodes)
  const wide = layers.filter(
    ({ channels, tensor }) => channels >= DREAM_FILTERS && FEATURE_OPERATIONS.has(writers.get(tensor)?.op),
  )
  const distance = (layer: Layer) => Math.abs(layers.indexOf(layer) - (layers.length - 1) * DREAM_DEPTH)
  return (wide.length > 0 ? wide : layers).toSorted((a, b) => distance(a) - distance(b))[0]
}

/** Scores of classes are the output of a convolution or a mean, without a ReLU or softmax. */
function scoreLayers(network: Network, hasMean: boolean): ScoreLayer[] {
  const writers = writersOf(network.nodes)
  return [...network.layers.values()]
    .filter(({ tensor }) => ['conv', 'globalAverage'].includes(writers.get(tensor)?.op ?? ''))
    .map(({ name, tensor, channels }) => {
      // A fully connected layer over maps works at one size only; a mean works at any.
      const size = hasMean ? USUAL_SIZE : minimumSize(network, tensor)
      return { layer: name, classes: channels, size: Number.isFinite(size) ? size : USUAL_SIZE }
    })
}
