/** Which places of a graph can be tapped, and what each is called. */
import type { Graph, Layer, Node } from './graph.ts'

/**
 * Every node is a layer, in running order; a ReLU that directly and alone follows a node belongs to that node's layer.
 * `name` gives a layer's name from its node; where two would be the same, later ones keep their tensor's name or, if that
 * is taken as well, get a number.
 */
export function findLayers(graph: Graph, name: (node: Node) => string): Map<string, Layer> {
  const channels = channelCounts(graph)
  const readers = new Map<string, Node[]>()
  for (const node of graph.nodes) {
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node])
  }
  const merged = new Set<Node>()
  const layers = new Map<string, Layer>()
  for (const node of graph.nodes) {
    if (merged.has(node) || node.inputs.includes(graph.input)) continue
    const [reader, ...others] = readers.get(node.output) ?? []
    const relu = node.op !== 'relu' && reader?.op === 'relu' && others.length === 0 ? reader : undefined
    if (relu) merged.add(relu)
    const tensor = (relu ?? node).output
    const unique = freeName(layers, name(node), tensor)
    layers.set(unique, { name: unique, tensor, channels: channels.get(tensor) ?? 0 })
  }
  return layers
}

function freeName(taken: ReadonlyMap<string, unknown>, wanted: string, tensor: string): string {
  let name = taken.has(wanted) ? tensor : wanted
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`
  return name
}

/** The number of channels of every tensor; it never depends on the pictures' size. */
export function channelCounts(graph: Graph): Map<string, number> {
  const channels = new Map([[graph.input, 3]])
  for (const node of graph.nodes) channels.set(node.output, channelCount(node, channels))
  return channels
}

/** The number of channels that `node` writes, given those of what it reads. */
export function channelCount(node: Node, channels: ReadonlyMap<string, number>): number {
  if (node.op === 'conv') return node.weight.shape[0] ?? 0
  const inputs = node.inputs.map((input) => channels.get(input) ?? 0)
  return node.op === 'concat' ? inputs.reduce((sum, n) => sum + n, 0) : (inputs[0] ?? 0)
}
