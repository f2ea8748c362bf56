/** Facts about a network's layers, computed without running it. */
import { defined } from '../../core/defined.ts'
import { multiplyAdds } from './cost.ts'
import type { ConvNode, Graph, Layer, Network, Node, Pair } from './graph.ts'
import { mainNodes } from './layers.ts'
import { type ReceptiveField, receptiveFields } from './receptive-field.ts'
import { inferShapes, minimumSize, needed, type Shape } from './shapes.ts'
import { must, writersOf } from './walk.ts'

export interface LayerFacts {
  readonly name: string
  /** What the layer computes, apart from the ReLU that may end it. */
  readonly operation: Node['op']
  /** Present for convolutions and pools. */
  readonly window?: { readonly kernel: Pair; readonly strides: Pair; readonly dilations: Pair }
  /** The number of groups of channels that a convolution treats separately; present for convolutions. */
  readonly group?: number
  /** The layers that it reads, each once; none for a layer that reads the pictures. */
  readonly inputs: readonly string[]
  readonly channels: number
  /** The size of its maps; absent where the pictures are too small for it. */
  readonly size?: Pair
  readonly field: ReceptiveField
  /** The number of weights and biases, batch normalization folded in. */
  readonly parameters: number
  /** Multiply-adds of its convolutions for one picture; 0 where the pictures are too small. */
  readonly multiplyAdds: number
}

/**
 * All layers in running order, for pictures of [height, width]. The parameters and multiply-adds of operations between the
 * named layers count for the first layer that needs them, and those of the input range's convolution for none.
 * Throws `UserError` bad-image for a size at which tensors that should be joined differ.
 */
export function describeLayers(network: Network, height: number, width: number): LayerFacts[] {
  const layers = [...network.layers.values()]
  const mainNode = mainNodes(network)
  const fields = receptiveFields(network)
  const fits = ({ tensor }: Layer) => minimumSize(network, tensor) <= Math.min(height, width)
  const shapes = shapesOf(network, layers.filter(fits), [1, 3, height, width])
  const nodesBetween = createNodesBetween(network)
  const names = new Map(layers.map(({ name, tensor }) => [tensor, name]))

  const counted = new Set(network.nodes.filter(({ inputs }) => inputs.includes(network.input)))
  return layers.map((layer): LayerFacts => {
    const { name, tensor, channels } = layer
    const main = mainNode(layer)
    const between = nodesBetween(tensor)
    const own = between.filter((node) => !counted.has(node))
    for (const node of own) counted.add(node)
    const convolutions = own.filter((node) => node.op === 'conv')
    const shape = shapes.get(tensor)
    return {
      name,
      channels,
      operation: main.op,
      inputs: [...new Set(between.flatMap(({ inputs }) => inputs.flatMap((input) => names.get(input) ?? [])))],
      ...windowOf(main),
      ...defined({ size: shape && ([shape[2], shape[3]] as const) }),
      field: must(fields, tensor),
      parameters: sum(convolutions.map(({ weight, bias }) => weight.data.length + bias.length)),
      multiplyAdds: sum(convolutions.map((node) => multiplyAddsOf(node, shapes.get(node.output)))),
    }
  })
}

function multiplyAddsOf(node: ConvNode, shape: Shape | undefined): number {
  return shape ? multiplyAdds(node, shape) : 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function shapesOf(graph: Graph, layers: readonly Layer[], pictures: Shape): Map<string, Shape> {
  const tensors = layers.map(({ tensor }) => tensor)
  return inferShapes({ input: graph.input, nodes: needed(graph, tensors) }, pictures)
}

function windowOf(node: Node): Pick<LayerFacts, 'window' | 'group'> {
  if (!('strides' in node)) return {}
  const { strides } = node
  if (node.op !== 'conv') return { window: { kernel: node.kernel, strides, dilations: [1, 1] } }
  const [, , height, width] = node.weight.shape
  return { window: { kernel: [height!, width!], strides, dilations: node.dilations }, group: node.group }
}

/** The nodes that a layer's tensor needs, up to the layers that they read. */
function createNodesBetween(network: Network): (tensor: string) => Node[] {
  const writers = writersOf(network.nodes)
  const tapped = new Set([...network.layers.values()].map(({ tensor }) => tensor))
  return (tensor) => {
    const found = new Set<Node>()
    const visit = (name: string) => {
      const node = writers.get(name)
      if (!node || found.has(node)) return
      found.add(node)
      for (const input of node.inputs) if (!tapped.has(input)) visit(input)
    }
    visit(tensor)
    return [...found]
  }
}
