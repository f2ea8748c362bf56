/** The weights of a convolution as they are, batch normalization folded in. */
import { unknownLayer } from '../../core/common-errors.ts'
import { UserError } from '../../core/errors.ts'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { ConvNode, Layer, Network, Node, Weights } from './graph.ts'
import { mainNodes } from './layers.ts'
import { writersOf } from './walk.ts'

export interface Kernels extends Pick<ConvNode, 'strides' | 'dilations' | 'group'> {
  /** [out, in / group, height, width] */
  readonly weights: Weights
  /** The number of weights and biases. */
  readonly parameters: number
  /**
   * Whether the input channels are the red, green and blue of the picture. The weights are then those for pictures of
   * 0..255, whatever order and range of colours the network itself reads.
   */
  readonly colours: boolean
}

/**
 * The kernels of the layer called `name`. Throws `UserError` unknown-layer, or bad-input for a layer that is not a
 * convolution, with the names of the convolutions nearest to it.
 */
export function kernelsOf(network: Network, name: string): Kernels {
  const layer = network.layers.get(name)
  if (!layer) throw unknownLayer(name, { network: network.name, layers: network.layers.keys() })
  const mainNode = mainNodes(network)
  const node = mainNode(layer)
  if (node.op !== 'conv') throw notConvolution(network, name, (other) => mainNode(other).op === 'conv')
  const { weight, bias, strides, dilations, group } = node
  const colours = group === 1 ? colourMap(network.input, node.inputs[0]!, writersOf(network.nodes)) : undefined
  return {
    strides,
    dilations,
    group,
    colours: colours !== undefined,
    weights: colours ? onColours(weight, colours) : weight,
    parameters: weight.data.length + bias.length,
  }
}

/** A row for each of three channels: its factors of the picture's red, green and blue. */
type ColourMap = readonly (readonly number[])[]

/** How the channels of `tensor` are mixed from the picture's colours in each pixel; undefined if they are not. */
function colourMap(picture: string, tensor: string, writers: ReadonlyMap<string, Node>): ColourMap | undefined {
  if (tensor === picture) return IDENTITY
  const node = writers.get(tensor)
  if (node?.op !== 'conv' || node.group !== 1 || node.weight.shape.join() !== '3,3,1,1') return undefined
  const before = colourMap(picture, node.inputs[0]!, writers)
  const { data } = node.weight
  return before?.map((_, channel) => [0, 1, 2].map((colour) => mixed(data.subarray(3 * channel), before, colour)))
}

const IDENTITY: ColourMap = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

function mixed(weights: Float32Array, map: ColourMap, colour: number): number {
  return map.reduce((sum, row, channel) => sum + weights[channel]! * row[colour]!, 0)
}

/** The weights for the picture's colours that are equal to weights [out, 3, h, w] for the channels of `map`. */
function onColours({ shape, data }: Weights, map: ColourMap): Weights {
  const [out, channels, height, width] = shape as [number, number, number, number]
  const plane = height * width
  const colours = new Float32Array(data.length)
  for (let filter = 0; filter < out; filter++)
    for (let colour = 0; colour < 3; colour++)
      for (let i = 0; i < plane; i++) {
        let sum = 0
        for (let c = 0; c < channels; c++) sum += data[(filter * channels + c) * plane + i]! * map[c]![colour]!
        colours[(filter * 3 + colour) * plane + i] = sum
      }
  return { shape, data: colours }
}

function notConvolution(network: Network, name: string, isConvolution: (layer: Layer) => boolean): UserError {
  const layers = [...network.layers.values()]
  const index = layers.findIndex((layer) => layer.name === name)
  const near = [layers.slice(0, index).findLast(isConvolution), layers.slice(index + 1).find(isConvolution)]
  const names = near.flatMap((layer) => layer?.name ?? [])
  return new UserError(
    'bad-input',
    phrase`${name} is not a convolution, so it has no kernels.`,
    names.length > 0 ? phrase`The nearest convolutions: ${either(names, 'and')}.` : '',
  )
}
