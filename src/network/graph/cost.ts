/** What a layer costs: the multiply-adds of everything up to it, out of the graph alone. */
import type { ConvNode, Graph } from './graph.ts'
import { inferShapes, minimumSize, needed, type Shape } from './shapes.ts'

/** Edges weigh less in a large picture; at this size they hardly count. */
const USUAL_SIZE = 224

/**
 * Multiply-adds of one forward pass up to `tensor`, for each pixel of the picture: constant but for the edges. Only
 * convolutions count; the rest is cheap beside them. Infinity for a tensor that no picture reaches.
 */
export function multiplyAddsPerPixel(graph: Graph, tensor: string): number {
  const nodes = needed(graph, [tensor])
  const part = { input: graph.input, nodes }
  const size = Math.max(USUAL_SIZE, minimumSize(part, tensor))
  if (!Number.isFinite(size)) return Number.POSITIVE_INFINITY
  const shapes = inferShapes(part, [1, 3, size, size])
  let sum = 0
  for (const node of nodes) {
    if (node.op === 'conv') sum += multiplyAdds(node, shapes.get(node.output) ?? [0, 0, 0, 0])
  }
  return sum / size ** 2
}

/** Of one convolution, for one picture: each weight is used once at each position. `shape` is its output's. */
export function multiplyAdds({ weight }: ConvNode, [, , height, width]: Shape): number {
  return weight.data.length * height * width
}
