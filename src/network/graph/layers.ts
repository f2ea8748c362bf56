/** Which places of a graph can be tapped, and what each is called. */
import type { Graph, Layer, Node } from './graph.ts'
import { must, readersOf, walk } from './walk.ts'

/**
 * Every node is a layer, in running order; a ReLU that directly and alone follows a node belongs to that node's layer.
 * `name` gives a layer's name from its node; where two would be the same, later ones keep their tensor's name or, if that
 * is taken as well, get a number.
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

/** The number of channels of every tensor, by name. It does not depend on the size of the pictures. */
export function channelCounts(graph: Graph): Map<string, number> {
  return walk(graph, 3, channelCount)
}

/** The number of channels that `node` writes, given the numbers of channels of its inputs. */
export function channelCount(node: Node, inputs: readonly [number, ...number[]]): number {
  if (node.op === 'conv') return node.weight.shape[0]!
  return node.op === 'concat' ? inputs.reduce((sum, n) => sum + n, 0) : inputs[0]
}
