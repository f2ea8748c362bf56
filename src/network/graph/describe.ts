/** What can be said of a network's layers without running it. */
import { multiplyAdds } from './cost.ts'
import type { Graph, Layer, Network, Node, Pair } from './graph.ts'
import { type ReceptiveField, receptiveFields } from './receptive-field.ts'
import { inferShapes, minimumSize, needed, type Shape } from './shapes.ts'

export interface LayerFacts {
  readonly name: string
  /** What it computes, without the ReLU that may end it. */
  readonly operation: Node['op']
  /** Of convolutions and pools. */
  readonly window?: { readonly kernel: Pair; readonly strides: Pair; readonly dilations: Pair }
  /** Of convolutions: how many groups of channels it takes by themselves. */
  readonly group?: number
  /** The layers whose maps it reads, without repetition; none for the one that reads the pictures. */
  readonly inputs: readonly string[]
  readonly channels: number
  /** The size of its maps; absent where the pictures are too small for it. */
  readonly size?: Pair
  readonly field: ReceptiveField
  /** Weights and biases, batch normalization folded in. */
  readonly parameters: number
  /** For one picture. */
  readonly multiplyAdds: number
}

/**
 * All layers in running order, for pictures of [height, width]. What a file computes between its named layers counts to
 * the first of them that needs it; the network's input range counts to none.
 * Throws `UserError` bad-image for a size at which tensors that should be joined differ.
 */
export function describeLayers(network: Network, height: number, width: number): LayerFacts[] {
  const layers = [...network.layers.values()]
  const writers = new Map(network.nodes.map((node) => [node.output, node]))
  const names = new Map(layers.map(({ name, tensor }) => [tensor, name]))
  const fields = receptiveFields(network)
  const least = new Map(layers.map(({ tensor }) => [tensor, minimumSize(network, tensor)]))
  const fits = ({ tensor }: Layer) => (least.get(tensor) ?? 0) <= Math.min(height, width)
  const shapes = shapesOf(network, layers.filter(fits), [1, 3, height, width])

  const counted = new Set(network.nodes.filter(({ inputs }) => inputs.includes(network.input)))
  return layers.map((layer): LayerFacts => {
    const { name, tensor, channels } = layer
    const main = mainNode(layer, writers, names)
    const own = ownNodes(tensor, writers, names).filter((node) => !counted.has(node))
    for (const node of own) counted.add(node)
    const convolutions = own.filter((node) => node.op === 'conv')
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
    const shape = shapes.get(tensor)
    const none: Shape = [0, 0, 0, 0]
    return {
      ...{ name, channels, operation: main.op, inputs: sources(tensor, writers, names) },
      ...windowOf(main),
      ...(shape && { size: [shape[2], shape[3]] }),
      field: fields.get(tensor) as ReceptiveField,
      parameters: sum(convolutions.map(({ weight, bias }) => weight.data.length + bias.length)),
      multiplyAdds: sum(convolutions.map((node) => multiplyAdds(node, shapes.get(node.output) ?? none))),
    }
  })
}

/** The node that a layer is about: its last, or the one before its ReLU unless that is a layer too. */
export function mainNode(
  { tensor }: Layer,
  writers: ReadonlyMap<string, Node>,
  layers: { has(tensor: string): boolean },
): Node {
  const last = writers.get(tensor)
  if (!last) throw new Error(`nothing in the graph writes ${tensor}`)
  const [input = ''] = last.inputs
  return last.op === 'relu' && !layers.has(input) ? (writers.get(input) ?? last) : last
}

function shapesOf(graph: Graph, layers: readonly Layer[], pictures: Shape): Map<string, Shape> {
  const tensors = layers.map(({ tensor }) => tensor)
  return inferShapes({ input: graph.input, nodes: needed(graph, tensors) }, pictures)
}

function windowOf(node: Node): Pick<LayerFacts, 'window' | 'group'> {
  if (!('strides' in node)) return {}
  const { strides } = node
  if (node.op !== 'conv') return { window: { kernel: node.kernel, strides, dilations: [1, 1] } }
  const [, , height = 1, width = 1] = node.weight.shape
  return { window: { kernel: [height, width], strides, dilations: node.dilations }, group: node.group }
}

/** The nodes between a layer's tensor and the layers that it reads. */
function ownNodes(tensor: string, writers: ReadonlyMap<string, Node>, layers: ReadonlyMap<string, string>): Node[] {
  const found = new Set<Node>()
  const visit = (name: string) => {
    const node = writers.get(name)
    if (!node || found.has(node)) return
    found.add(node)
    for (const input of node.inputs) if (!layers.has(input)) visit(input)
  }
  visit(tensor)
  return [...found]
}

/** The layers that a layer reads, through nodes that are none. */
function sources(
  tensor: string,
  writers: ReadonlyMap<string, Node>,
  layers: ReadonlyMap<string, string>,
): readonly string[] {
  const read = ownNodes(tensor, writers, layers).flatMap(({ inputs }) => inputs)
  return [...new Set(read.flatMap((input) => layers.get(input) ?? []))]
}
