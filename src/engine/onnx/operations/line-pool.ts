/**
 * Max pooling along one axis, with a backward pass of comparisons, for execution providers that cannot return the
 * positions of the maxima.
 *
 * Output o reads the padded input at the positions stride * o + i, for i = 0, 1, ..., kernel - 1. The backward pass
 * compares each i in turn with the maximum. Where they are equal, it takes what is left of the gradient, so that the
 * first maximum takes all of it. The parts with the same phase, which is i mod stride, lie side by side; the phases are
 * then interleaved.
 */
import type { PoolNode } from '../../../network/graph/graph.ts'
import type { GraphBuilder, ShapeOf } from '../builder.ts'
import { type Emitted, firstInput } from './operation.ts'

interface LinePool {
  readonly node: PoolNode
  /** 1: the node's pool of columns, which comes first. 0: its pool of rows, applied to the output of the other. */
  readonly axis: 0 | 1
  /** The ONNX tensor to pool. */
  readonly x: string
}

/** Adds the pool of `node` along one axis. */
export function emitLinePool(builder: GraphBuilder, { node, axis, x }: LinePool): Emitted {
  const line = lineOf(node, axis)
  const { kernel, stride, before, after } = line
  if (kernel === 1 && stride === 1 && before + after === 0) return { output: x, backward: (gradient) => [gradient] }
  const output = builder.node('MaxPool', [x], {
    kernel_shape: inOrder(axis, { own: kernel, other: 1 }),
    strides: inOrder(axis, { own: stride, other: 1 }),
    pads: [...inOrder(axis, { own: before, other: 0 }), ...inOrder(axis, { own: after, other: 0 })],
    ceil_mode: node.ceil ? 1 : 0,
  })
  return { output, backward: (gradient) => [emitBackward(builder, line, { x, output, gradient })] }
}

/** A pool's window along one axis. */
interface Line {
  readonly node: PoolNode
  readonly axis: 0 | 1
  readonly kernel: number
  readonly stride: number
  /** The pads before and after the input. */
  readonly before: number
  readonly after: number
}

function lineOf(node: PoolNode, axis: 0 | 1): Line {
  const { kernel, strides, pads } = node
  return { node, axis, kernel: kernel[axis], stride: strides[axis], before: pads[axis], after: pads[2 + axis]! }
}

interface LineTensors {
  readonly x: string
  readonly output: string
  readonly gradient: string
}

function emitBackward(builder: GraphBuilder, line: Line, tensors: LineTensors): string {
  const { node, axis, kernel, stride, before, after } = line
  const parts = emitParts(builder, line, tensors)
  // Zeros behind each phase make all phases equally long, and let them cover the whole input.
  const room = Math.max(Math.floor((kernel - 1) / stride), Math.ceil((kernel - 1 - after) / stride))
  const phases = Array.from({ length: stride }, (_, phase) => {
    const own = parts.flatMap((part, i) => {
      const shift = (i - phase) / stride
      return i % stride === phase ? emitPad(builder, line, { x: part, first: shift, last: room - shift, value: 0 }) : []
    })
    return own.length > 0 ? own.reduce((sum, part) => builder.node('Add', [sum, part])) : undefined
  })
  const whole = emitInterleaved(builder, line, { phases, room })
  const end = builder.sizes(1, (shapeOf) => [before + shapeOf(firstInput(node))[2 + axis]!])
  return builder.node('Slice', [whole, builder.ints(before), end, builder.ints(2 + axis)])
}

/** The gradient that each of the window's positions takes. */
function emitParts(builder: GraphBuilder, line: Line, { x, output, gradient }: LineTensors): string[] {
  const { node, axis, kernel, stride, before, after } = line
  const padded = emitPad(builder, line, {
    x,
    first: before,
    last: after + (node.ceil ? stride - 1 : 0),
    value: LOWEST,
  })
  let left = gradient
  const parts = Array.from({ length: kernel - 1 }, (_, i) => {
    const end = builder.sizes(1, (shapeOf) => [i + (outputLength(line, shapeOf) - 1) * stride + 1])
    const ranges = [builder.ints(i), end, builder.ints(2 + axis), builder.ints(stride)]
    const equal = builder.node('Equal', [builder.node('Slice', [padded, ...ranges]), output])
    const part = builder.node('Where', [equal, left, builder.float(0)])
    left = builder.node('Where', [equal, builder.float(0), left])
    return part
  })
  // The last position needs no comparison: it takes what is left.
  return [...parts, left]
}

/** The phases in one tensor: along the axis the first number of each phase, then the second of each, and so on. */
function emitInterleaved(
  builder: GraphBuilder,
  line: Line,
  { phases, room }: { readonly phases: readonly (string | undefined)[]; readonly room: number },
): string {
  const { node, axis, stride } = line
  const some = phases.find((phase) => phase !== undefined)!
  if (phases.length === 1) return some
  const all = phases.map((phase) => phase ?? builder.node('Mul', [some, builder.float(0)]))
  // Rows are joined side by side, columns along a new last axis; the reshape then puts them in order.
  const columns = (tensor: string) => builder.node('Unsqueeze', [tensor, builder.ints(4)])
  const joined = builder.node('Concat', axis === 0 ? all : all.map(columns), { axis: axis === 0 ? 3 : 4 })
  const shape = builder.sizes(4, (shapeOf) => {
    const [n, channels, , width] = shapeOf(node.output)
    const length = stride * (outputLength(line, shapeOf) + room)
    return axis === 0 ? [n, channels, length, width] : [n, channels, shapeOf(firstInput(node))[2], length]
  })
  return builder.reshape(joined, shape, 4)
}

function emitPad(
  builder: GraphBuilder,
  { axis }: Line,
  {
    x,
    first,
    last,
    value,
  }: { readonly x: string; readonly first: number; readonly last: number; readonly value: number },
): string {
  if (first + last === 0) return x
  const pads = [...inOrder(axis, { own: first, other: 0 }), 0, 0, ...inOrder(axis, { own: last, other: 0 })]
  return builder.node('Pad', [x, builder.ints(0, 0, ...pads), builder.float(value)])
}

function outputLength({ node, axis }: Line, shapeOf: ShapeOf): number {
  return shapeOf(node.output)[2 + axis]!
}

/** [vertical, horizontal], from the values along the line and across it. */
function inOrder(axis: 0 | 1, { own, other }: { readonly own: number; readonly other: number }): [number, number] {
  return axis === 0 ? [own, other] : [other, own]
}

/** The lowest float32 number. It stands for minus infinity, which WebGPU's shaders lack. */
const LOWEST = -3.4028234663852886e38
