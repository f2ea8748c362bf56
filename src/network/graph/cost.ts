/** How much work a layer is: multiply-adds of everything up to it, computed from the graph alone. */
import type { ConvNode, Graph } from './graph.ts'
import { inferShapes, minimumSize, needed, type Shape } from './shapes.ts'
import { must } from './walk.ts'

/** The side of the picture that the cost is taken at, in pixels. Padding at the edges adds little to it at this size. */
const USUAL_SIZE = 224

/**
 * Multiply-adds of one forward pass up to `tensor` for each pixel of the picture, which depend on the picture's size only
 * by its edges. Convolutions alone are counted: all other operations are cheap beside them. Infinity for a tensor that no
 * size of picture reaches.
 */
export function multiplyAddsPerPixel(graph: Graph, tensor: string): number {
  const nodes = needed(graph, [tensor])
  const part = { input: graph.input, nodes }
  const size = Math.max(USUAL_SIZE, minimumSize(part, tensor))
  if (!Number.isFinite(size)) return Number.POSITIVE_INFINITY
  const shapes = inferShapes(part, [1, 3, size, size])
  let sum = 0
  for (const node of nodes) {
    if (node.op === 'conv') sum += multiplyAdds(node, must(shapes, node.output))
  }
  return sum / size ** 2
}

/** Multiply-adds of one convolution for one picture: each weight is used once at each position of its output's `shape`. */
export function multiplyAdds({ weight }: ConvNode, [, , height, width]: Shape): number {
  return weight.data.length * height * width
}
