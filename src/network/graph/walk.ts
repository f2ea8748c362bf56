/** Passes over a graph: values carried from the pictures to every tensor, and which nodes write and read a tensor. */
import type { Graph, Node } from './graph.ts'

/**
 * Folds over the nodes in running order: `step` maps the values of a node's inputs to that of its output. Returns the
 * value of every tensor by name; `first` is the value of the pictures.
 * Throws a plain `Error` for a node without inputs, or with an input that no earlier node writes.
 *
 * @example walk(graph, 3, channelCount) // the number of channels of every tensor
 */
export function walk<T>(graph: Graph, first: T, step: (node: Node, inputs: readonly [T, ...T[]]) => T): Map<string, T> {
  const values = new Map([[graph.input, first]])
  for (const node of graph.nodes) {
    const [input, ...others] = node.inputs.map((name) => {
      const value = values.get(name)
      if (value === undefined) throw new Error(`${node.output} reads ${name}, which nothing before it writes`)
      return value
    })
    if (input === undefined) throw new Error(`${node.output} reads nothing`)
    values.set(node.output, step(node, [input, ...others]))
  }
  return values
}

/** The value of `key`. Throws a plain `Error` for a key that the map lacks, which is a bug. */
export function must<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key)
  if (value === undefined) throw new Error(`There is no ${String(key)}`)
  return value
}

/** The node that writes each tensor, by the tensor's name; the pictures have none. */
export function writersOf(nodes: readonly Node[]): Map<string, Node> {
  return new Map(nodes.map((node) => [node.output, node]))
}

/** The nodes that read each tensor, by the tensor's name, in running order; a node that reads it twice is listed twice. */
export function readersOf(nodes: readonly Node[]): Map<string, Node[]> {
  const pairs = nodes.flatMap((node) => node.inputs.map((input) => [input, node] as const))
  return new Map(
    [...Map.groupBy(pairs, ([input]) => input)].map(([input, read]) => [input, read.map(([, node]) => node)]),
  )
}
