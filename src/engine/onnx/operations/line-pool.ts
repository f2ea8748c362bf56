/** Max pooling along one axis, with a backward pass of comparisons: for runtimes that cannot say where a maximum was. */
import type { PoolNode } from '../../../network/graph/graph.ts'
import type { Shape } from '../../../network/graph/shapes.ts'
import type { GraphBuilder } from '../builder.ts'
import type { Emitted } from './operation.ts'

/**
 * `node`'s pool of rows (axis 0, last) or of columns within them (axis 1, first) of the ONNX tensor `x`.
 *
 * Output o looks at the padded input's positions stride * o + i, for i = 0, 1, ... Each i in turn is compared with the
 * maximum and takes what is left of the gradient where they are equal, so that the first alone takes it. Those with equal
 * i mod stride then lie side by side, and those with another in between.
 */
export function linePool(builder: GraphBuilder, node: PoolNode, axis: 0 | 1, x: string): Emitted {
  const [kernel, stride, before] = [node.kernel[axis], node.strides[axis], node.pads[axis]]
  const after = axis === 0 ? node.pads[2] : node.pads[3]
  if (kernel === 1 && stride === 1 && before + after === 0) return { output: x, backward: (gradient) => [gradient] }
  const line = <Value>(other: Value, own: Value): [Value, Value] => (axis === 0 ? [own, other] : [other, own])
  const around = (first: number, last: number) => [...line(0, first), ...line(0, last)]
  const output = builder.node('MaxPool', [x], {
    kernel_shape: line(1, kernel),
    strides: line(1, stride),
    pads: around(before, after),
    ceil_mode: node.ceil ? 1 : 0,
  })
  return { output, backward: (gradient) => [backward(gradient)] }

  function backward(gradient: string): string {
    const parts = matches(gradient)
    // Zeros behind each phase, so that all are of one length and cover the whole input.
    const room = Math.max(Math.floor((kernel - 1) / stride), Math.ceil((kernel - 1 - after) / stride))
    const phases = Array.from({ length: stride }, (_, phase) => {
      const own = parts.flatMap((part, i) =>
        i % stride === phase ? pad(part, (i - phase) / stride, room - (i - phase) / stride, 0) : [],
      )
      return own.length > 0 ? own.reduce((sum, part) => builder.node('Add', [sum, part])) : undefined
    })
    const whole = interleave(phases, room)
    const end = builder.sizes(1, (shapeOf) => [before + input(shapeOf)])
    return builder.node('Slice', [whole, builder.ints(before), end, builder.ints(2 + axis)])
  }

  /** The gradient that goes to each of the window's places. */
  function matches(gradient: string): string[] {
    const padded = pad(x, before, after + (node.ceil ? stride - 1 : 0), LOWEST)
    let left = gradient
    const parts = Array.from({ length: kernel - 1 }, (_, i) => {
      const end = builder.sizes(1, (shapeOf) => [i + (positions(shapeOf) - 1) * stride + 1])
      const ranges = [builder.ints(i), end, builder.ints(2 + axis), builder.ints(stride)]
      const equal = builder.node('Equal', [builder.node('Slice', [padded, ...ranges]), output])
      const part = builder.node('Where', [equal, left, builder.float(0)])
      left = builder.node('Where', [equal, builder.float(0), left])
      return part
    })
    // Whatever no other place took is the last one's.
    return [...parts, left]
  }

  /** One after the other, along the axis: the first number of each phase, the second of each, ... */
  function interleave(phases: readonly (string | undefined)[], room: number): string {
    if (phases.length === 1) return phases[0] ?? ''
    const some = phases.find((phase) => phase !== undefined) ?? ''
    const all = phases.map((phase) => phase ?? builder.node('Mul', [some, builder.float(0)]))
    // Rows stand side by side, and become rows again.
    const joined = builder.node('Concat', axis === 0 ? all : all.map(column), { axis: axis === 0 ? 3 : 4 })
    const shape = builder.sizes(4, (shapeOf) => {
      const [n, channels] = shapeOf(node.output)
      const length = stride * (positions(shapeOf) + room)
      const [height, width] =
        axis === 0 ? [length, shapeOf(node.output)[3]] : [shapeOf(node.inputs[0] ?? '')[2], length]
      return [n, channels, height, width]
    })
    return builder.reshape(joined, shape, 4)
  }

  function column(tensor: string): string {
    return builder.node('Unsqueeze', [tensor, builder.ints(4)])
  }

  function pad(tensor: string, first: number, last: number, value: number): string {
    if (first + last === 0) return tensor
    return builder.node('Pad', [
      tensor,
      builder.ints(0, 0, ...line(0, first), 0, 0, ...line(0, last)),
      builder.float(value),
    ])
  }

  function positions(shapeOf: (tensor: string) => Shape): number {
    return shapeOf(node.output)[axis === 0 ? 2 : 3]
  }

  function input(shapeOf: (tensor: string) => Shape): number {
    return shapeOf(node.inputs[0] ?? '')[axis === 0 ? 2 : 3]
  }
}

/** The least of float32, in the place of minus infinity, which shaders don't know. */
const LOWEST = -3.4028234663852886e38
