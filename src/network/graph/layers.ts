/** Which tensors of a graph are layers, what each layer is called, and how many channels a tensor has. */
import type { Graph, Layer, Network, Node } from './graph.ts'
import { must, readersOf, walk, writersOf } from './walk.ts'

/**
 * The layers of a graph, in running order: every node but those that read the pictures. A ReLU that is the only reader of
 * a node belongs to that node's layer.
 *
 * @param name The name for a node's layer. If it is taken, a layer gets its tensor's name, or else the name with a number.
 */
export function findLayers(graph: Graph, name: (node: Node) => string): Map<string, Layer> {
  const channels = channelCounts(graph)
  const readers = readersOf(graph.nodes)
  const merged = new Set<Node>()
  const layers = new Map<string, Layer>()
  for (const node of graph.nodes) {
    if (merged.has(node) || node.inputs.includes(graph.input)) continue
    const [reader, ...others] = readers.get(node.output) ?? []
    const relu = node.op !== 'relu' && reader?.op === 'relu' && others.length === 0 ? reader : undefined
    if (relu) merged.add(relu)
    const tensor = (relu ?? node).output
    const unique = freeName(layers, name(node), tensor)
    layers.set(unique, { name: unique, tensor, channels: must(channels, tensor) })
  }
  return layers
}

function freeName(taken: ReadonlyMap<string, unknown>, wanted: string, tensor: string): string {
  let name = taken.has(wanted) ? tensor : wanted
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`
  return name
}

/** The main node of each layer: the node that writes its tensor or, for a ReLU that ends a layer, the node before that. */
export function mainNodes({ nodes, layers }: Network): (layer: Layer) => Node {
  const writers = writersOf(nodes)
  const tapped = new Set([...layers.values()].map(({ tensor }) => tensor))
  return ({ tensor }) => {
    const last = must(writers, tensor)
    const input = last.inputs[0]!
    return last.op === 'relu' && !tapped.has(input) ? (writers.get(input) ?? last) : last
  }
}

/** The number of channels of every tensor, by name. It does not depend on the size of the pictures. */
export function channelCounts(graph: Graph): Map<string, number> {
  return walk(graph, 3, channelCount)
}

/** The number of channels that `node` writes, given the numbers of channels of its inputs. */
export function channelCount(node: Node, inputs: readonly [number, ...number[]]): number {
  if (node.op === 'conv') return node.weight.shape[0]!
  return node.op === 'concat' ? inputs.reduce((sum, n) => sum + n, 0) : inputs[0]
}
