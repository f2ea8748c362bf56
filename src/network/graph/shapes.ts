/**
 * Shapes without running a graph: the size of every tensor for a given input, which operations a tensor needs, and how
 * small a picture may be. Engines check here first, because a native runtime may crash on a convolution or pool whose
 * output has no positions.
 */
import { UserError } from '../../core/errors.ts'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { ConvNode, Graph, Node, PoolNode } from './graph.ts'
import { walk } from './walk.ts'

/** [n, channels, height, width] */
export type Shape = readonly [n: number, channels: number, height: number, width: number]

/**
 * The shape of every tensor, by name, for pictures of shape `input` ([n, 3, h, w]).
 * Throws `UserError` too-small where the output of a convolution or pool would have no positions, bad-image where tensors
 * that should be joined differ in size, and a plain `Error` where a graph contradicts itself (channels, unknown tensors).
 */
export function inferShapes(graph: Graph, input: Shape): Map<string, Shape> {
  return walk(graph, input, (node, inputs) => {
    const shape = outputShape(node, inputs, input)
    if (!(shape[2] > 0 && shape[3] > 0)) throw tooSmall(graph, node, input)
    return shape
  })
}

/** The nodes that `tensors` depend on, in running order. Throws a plain `Error` for a tensor that the graph lacks. */
export function needed(graph: Graph, tensors: readonly string[]): Node[] {
  const wanted = new Set(tensors)
  const nodes = graph.nodes.toReversed().filter((node) => {
    if (!wanted.delete(node.output)) return false
    for (const name of node.inputs) wanted.add(name)
    return true
  })
  wanted.delete(graph.input)
  if (wanted.size > 0) throw new Error(`Nothing in the graph writes ${[...wanted].join(', ')}`)
  return nodes.reverse()
}

/**
 * The smallest side, in pixels, of a square picture for which `tensor` and every tensor that it depends on have at least
 * one position. They then have one for all larger pictures, because no operation's output shrinks when its input grows.
 * Infinity if there is no such size.
 */
export function minimumSize(graph: Graph, tensor: string): number {
  const nodes = needed(graph, [tensor])
  return Math.max(smallest({ input: graph.input, nodes }, 0), smallest({ input: graph.input, nodes }, 1))
}

/** The output size of a convolution or pool along one axis (0 vertical, 1 horizontal) whose input has `size` positions. */
export function outputSize(node: ConvNode | PoolNode, axis: 0 | 1, size: number): number {
  const before = node.pads[axis]
  const after = node.pads[axis === 0 ? 2 : 3]
  const stride = node.strides[axis]
  const extent = (node.op === 'conv' ? node.weight.shape[2 + axis]! : node.kernel[axis]) - 1
  const room = size + before + after - (node.op === 'conv' ? node.dilations[axis] * extent : extent) - 1
  if (node.op === 'conv' || !node.ceil) return Math.max(0, Math.floor(room / stride) + 1)
  // Rounded up, but without windows that would start after the input's end and hold padding alone.
  return Math.max(0, Math.min(Math.ceil(room / stride) + 1, Math.ceil((size + before) / stride)))
}

function outputShape(node: Node, inputs: readonly [Shape, ...Shape[]], picture: Shape): Shape {
  const [first] = inputs
  const [n, channels, height, width] = first
  switch (node.op) {
    case 'conv': {
      const expected = node.weight.shape[1]! * node.group
      if (expected !== channels) throw new Error(`${node.output} expects ${expected} channels and gets ${channels}`)
      return [n, node.weight.shape[0]!, outputSize(node, 0, height), outputSize(node, 1, width)]
    }
    case 'maxPool':
    case 'averagePool':
      return [n, channels, outputSize(node, 0, height), outputSize(node, 1, width)]
    case 'globalAverage':
      return [n, channels, 1, 1]
    case 'concat':
      sameSize(node, inputs, picture)
      return [n, inputs.reduce((sum, shape) => sum + shape[1], 0), height, width]
    case 'add':
      if (inputs.some((shape) => shape[1] !== channels))
        throw new Error(`${node.output} adds ${inputs.map((shape) => shape[1]).join(' and ')} channels`)
      sameSize(node, inputs, picture)
      return first
    case 'relu':
    case 'lrn':
    case 'softmax':
      return first
  }
}

function sameSize(node: Node, inputs: readonly Shape[], picture: Shape): void {
  const sizes = new Set(inputs.map(([, , height, width]) => `${width} x ${height}`))
  if (sizes.size > 1)
    throw new UserError(
      'bad-image',
      phrase`A picture of ${picture[3]} x ${picture[2]} does not fit this network: ${node.output} would join maps of ${either([...sizes], 'and')}.`,
      phrase`Try another size; for many such networks both sides must be multiples of 32.`,
    )
}

function tooSmall(graph: Graph, node: Node, [, , height, width]: Shape): UserError {
  const [high, wide] = [smallest(graph, 0), smallest(graph, 1)]
  const possible = Number.isFinite(high) && Number.isFinite(wide)
  return possible
    ? new UserError(
        'too-small',
        phrase`A picture of ${width} x ${height} is too small for ${node.output}: it takes at least ${wide} x ${high}.`,
        phrase`Use a larger picture or a layer nearer to the input.`,
      )
    : new UserError(
        'too-small',
        phrase`A picture of ${width} x ${height} is too small for ${node.output}.`,
        phrase`Use a layer nearer to the input.`,
      )
}

/** The smallest height (axis 0) or width (axis 1) with which every tensor has a position; Infinity if there is none. */
function smallest(graph: Graph, axis: 0 | 1): number {
  const positions = (node: Node, [size]: readonly [number, ...number[]]) =>
    'strides' in node ? outputSize(node, axis, size) : node.op === 'globalAverage' ? 1 : size
  const fits = (side: number) => [...walk(graph, side, positions).values()].every((size) => size > 0)
  let [low, high] = [0, 2 ** 16]
  if (!fits(high)) return Number.POSITIVE_INFINITY
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (fits(middle)) high = middle
    else low = middle
  }
  return high
}
