/** Which pixels of the picture a position of a tensor depends on, computed from the graph alone. */
import type { ConvNode, Graph, Node, Pair, PoolNode } from './graph.ts'
import { walk } from './walk.ts'

/**
 * Position (i, j) of the tensor depends on the pixels from `first + (i, j) * jump` to `last + (i, j) * jump`, both
 * included, each pair [vertical, horizontal]. Pixels outside the picture are padding. After a mean over all positions the
 * field is infinite.
 */
export interface ReceptiveField {
  readonly first: Pair
  readonly last: Pair
  /** Pixels from one position to the next. */
  readonly jump: Pair
}

/**
 * The receptive field of every tensor of the graph, by name. For several inputs it is the smallest rectangle that holds all
 * of theirs.
 *
 * Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019, equations 1 to 6,
 * here carried forward from the picture and for each axis: position q of a window with stride s, pad p, dilation d and
 * kernel k reads the positions s * q - p to s * q - p + d * (k - 1) of its input, so its field reaches from the first pixel
 * of the former to the last pixel of the latter.
 */
export function receptiveFields(graph: Graph): Map<string, ReceptiveField> {
  const pixel: ReceptiveField = { first: [0, 0], last: [0, 0], jump: [1, 1] }
  return walk(graph, pixel, (node, inputs) => through(node, union(inputs)))
}

function through(node: Node, field: ReceptiveField): ReceptiveField {
  switch (node.op) {
    case 'conv':
    case 'maxPool':
    case 'averagePool':
      return throughWindow(node, field)
    case 'globalAverage': {
      const end = Number.POSITIVE_INFINITY
      return { first: [-end, -end], last: [end, end], jump: field.jump }
    }
    case 'relu':
    case 'lrn':
    case 'concat':
    case 'add':
    case 'softmax':
      return field
  }
}

function throughWindow(node: ConvNode | PoolNode, { first, last, jump }: ReceptiveField): ReceptiveField {
  const { strides, pads } = node
  const [height, width] = node.op === 'conv' ? node.weight.shape.slice(2) : node.kernel
  const [down, across] = node.op === 'conv' ? node.dilations : [1, 1]
  const reach: Pair = [down * (height! - 1), across * (width! - 1)]
  const perAxis = (value: (axis: 0 | 1) => number): Pair => [value(0), value(1)]
  return {
    first: perAxis((axis) => first[axis] - pads[axis] * jump[axis]),
    last: perAxis((axis) => last[axis] + (reach[axis] - pads[axis]) * jump[axis]),
    jump: perAxis((axis) => jump[axis] * strides[axis]),
  }
}

/** Tensors that are joined have the same number of positions and so, except in pictures of a few pixels, the same jump. */
function union(fields: readonly [ReceptiveField, ...ReceptiveField[]]): ReceptiveField {
  const least = (axis: 0 | 1) => Math.min(...fields.map(({ first }) => first[axis]))
  const most = (axis: 0 | 1) => Math.max(...fields.map(({ last }) => last[axis]))
  return { first: [least(0), least(1)], last: [most(0), most(1)], jump: fields[0].jump }
}
