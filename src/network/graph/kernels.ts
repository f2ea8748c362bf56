/** The raw weights of a convolution, as they stand in the network's graph. */

import { unknownLayer } from '../../core/common-errors.ts'
import { UserError } from '../../core/errors.ts'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { mainNode } from './describe.ts'
import type { ConvNode, Layer, Network, Node, Weights } from './graph.ts'

export interface Kernels extends Pick<ConvNode, 'strides' | 'dilations' | 'group'> {
  /** [out, in / group, height, width] */
  readonly weights: Weights
  /** Weights and biases. */
  readonly parameters: number
  /**
   * Whether its input channels are the red, green and blue of the picture: then the weights are those of pictures of
   * 0..255, whatever order and range the network itself wants.
   */
  readonly colours: boolean
}

/**
 * Of the layer called `name`, batch normalization folded in. Throws `UserError` unknown-layer, or bad-input for a layer that
 * is no convolution, with those that are near it.
 */
export function kernelsOf(network: Network, name: string): Kernels {
  const layer = network.layers.get(name)
  if (!layer) throw unknownLayer(network.name, name, network.layers.keys())
  const writers = new Map(network.nodes.map((node) => [node.output, node]))
  const tapped = new Set([...network.layers.values()].map(({ tensor }) => tensor))
  const node = mainNode(layer, writers, tapped)
  if (node.op !== 'conv') throw noKernels(network, name, (other) => mainNode(other, writers, tapped).op === 'conv')
  const { weight, bias, strides, dilations, group } = node
  const colours = group === 1 ? colourMap(network, node.inputs[0] ?? '', writers) : undefined
  return {
    ...{ strides, dilations, group, colours: colours !== undefined },
    weights: colours ? onColours(weight, colours) : weight,
    parameters: weight.data.length + bias.length,
  }
}

/** Three rows, one for each channel that the first layer reads: its factors of the picture's red, green and blue. */
type ColourMap = readonly (readonly number[])[]

/** Of a tensor that is a mixture of the picture's colours, pixel by pixel; undefined for any other. */
function colourMap(network: Network, tensor: string, writers: ReadonlyMap<string, Node>): ColourMap | undefined {
  if (tensor === network.input) return IDENTITY
  const node = writers.get(tensor)
  if (node?.op !== 'conv' || node.group !== 1 || node.weight.shape.join() !== '3,3,1,1') return undefined
  const before = colourMap(network, node.inputs[0] ?? '', writers)
  const { data } = node.weight
  return before?.map((_, channel) => [0, 1, 2].map((colour) => mixed(data.subarray(3 * channel), before, colour)))
}

const IDENTITY: ColourMap = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

function mixed(weights: Float32Array, map: ColourMap, colour: number): number {
  return map.reduce((sum, row, channel) => sum + (weights[channel] ?? 0) * (row[colour] ?? 0), 0)
}

/** The weights that do to the picture's colours what `weights` [out, 3, h, w] do to the channels of `map`. */
function onColours({ shape, data }: Weights, map: ColourMap): Weights {
  const [out = 0, channels = 0, height = 1, width = 1] = shape
  const plane = height * width
  const colours = new Float32Array(data.length)
  for (let filter = 0; filter < out; filter++)
    for (let colour = 0; colour < 3; colour++)
      for (let i = 0; i < plane; i++) {
        let sum = 0
        for (let c = 0; c < channels; c++)
          sum += (data[(filter * channels + c) * plane + i] ?? 0) * (map[c]?.[colour] ?? 0)
        colours[(filter * 3 + colour) * plane + i] = sum
      }
  return { shape, data: colours }
}

function noKernels(network: Network, name: string, isConvolution: (layer: Layer) => boolean): UserError {
  const layers = [...network.layers.values()]
  const index = layers.findIndex((layer) => layer.name === name)
  const near = [layers.slice(0, index).findLast(isConvolution), layers.slice(index + 1).find(isConvolution)]
  const names = near.flatMap((layer) => layer?.name ?? [])
  return new UserError(
    'bad-input',
    phrase`${name} is no convolution: it has no kernels.`,
    names.length > 0 ? phrase`Near it: ${either(names, 'and')}.` : '',
  )
}
