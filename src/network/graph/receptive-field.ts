/** Which pixels of the picture a position of a tensor can see, out of the graph alone. */
import type { Graph, Node, Pair } from './graph.ts'
import { walk } from './walk.ts'

/**
 * Position (i, j) of the tensor sees the pixels from `first + (i, j) * jump` to `last + (i, j) * jump`, both included,
 * each pair [vertical, horizontal]. What lies outside the picture is padding. After a mean over all positions the field
 * is without end.
 */
export interface ReceptiveField {
  readonly first: Pair
  readonly last: Pair
  /** Pixels from one position to the next. */
  readonly jump: Pair
}

/**
 * The receptive field of every tensor of the graph. Of several inputs it is the rectangle that holds all of theirs.
 * Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019, eqs. 1 to 6, here
 * carried forward from the picture, each side by itself: a window over s * q - p ... s * q - p + d * (k - 1) sees from the first
 * pixel of its first position to the last of its last.
 */
export function receptiveFields(graph: Graph): Map<string, ReceptiveField> {
  const pixel: ReceptiveField = { first: [0, 0], last: [0, 0], jump: [1, 1] }
  return walk(graph, pixel, (node, inputs) => through(node, union(inputs)))
}

function through(node: Node, field: ReceptiveField): ReceptiveField {
  if (node.op === 'globalAverage') {
    const end = Number.POSITIVE_INFINITY
    return { first: [-end, -end], last: [end, end], jump: field.jump }
  }
  if (!('strides' in node)) return field
  const [, , height = 1, width = 1] = node.op === 'conv' ? node.weight.shape : [0, 0, ...node.kernel]
  const dilations = node.op === 'conv' ? node.dilations : ([1, 1] as const)
  const reach: Pair = [dilations[0] * (height - 1), dilations[1] * (width - 1)]
  const { strides, pads } = node
  const perAxis = (value: (axis: 0 | 1) => number): Pair => [value(0), value(1)]
  return {
    first: perAxis((axis) => field.first[axis] - pads[axis] * field.jump[axis]),
    last: perAxis((axis) => field.last[axis] + (reach[axis] - pads[axis]) * field.jump[axis]),
    jump: perAxis((axis) => field.jump[axis] * strides[axis]),
  }
}

/** Tensors that are joined have as many positions, and so, but for pictures of a few pixels, the same jump. */
function union(fields: readonly [ReceptiveField, ...ReceptiveField[]]): ReceptiveField {
  const least = (axis: 0 | 1) => Math.min(...fields.map(({ first }) => first[axis]))
  const most = (axis: 0 | 1) => Math.max(...fields.map(({ last }) => last[axis]))
  return { first: [least(0), least(1)], last: [most(0), most(1)], jump: fields[0].jump }
}
