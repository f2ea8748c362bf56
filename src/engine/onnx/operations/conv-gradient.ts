/**
 * The gradient of a convolution's input, computed as a convolution too, also for strides above 1: sub-pixel convolution
 * (Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural
 * Network", 2016).
 *
 * Along each axis, the input at `stride * i + phase` met kernel tap r in the output at
 * `i + (phase + pad - dilation * r) / stride`, where that is whole. So each phase is a plain convolution of the
 * gradient with some of the taps, rotated, in and out swapped. One convolution computes all phases as channels, which
 * are then interleaved. With stride 1 there is one phase: the convolution with the rotated kernel.
 */
import type { ConvNode, Node, Pads, Pair } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import { type ConvKernel, emitConvolution } from './convolution-forms.ts'
import { firstInput } from './operation.ts'
import { emitWinograd, suitsWinograd } from './winograd.ts'

/** The part of a convolution that determines its gradient. */
export type Window = Pick<ConvNode, 'weight' | 'strides' | 'pads' | 'dilations' | 'group'>

interface GradientOfOutput {
  readonly window: Window
  /** The graph's node that applies the window: a convolution, or a pool that is computed as one. */
  readonly node: Node
  /** The ONNX tensor with the gradient of the node's output. */
  readonly gradient: string
}

/** Adds the gradient of the node's first input, and returns its ONNX tensor. */
export function emitInputGradient(builder: GraphBuilder, { window, node, gradient }: GradientOfOutput): string {
  const [vertical, horizontal] = [phasesAlong(0, window), phasesAlong(1, window)]
  const kernel = phaseKernel(window, vertical, horizontal)
  const pads: Pads = [vertical.before, horizontal.before, vertical.after, horizontal.after]
  if (builder.useWinograd && node.op === 'conv' && suitsWinograd(node))
    return emitWinograd(builder, { x: gradient, tensor: node.output, kernel, pads })
  const dilations: Pair = [vertical.step, horizontal.step]
  const attributes = { group: window.group, dilations }
  // ONNX's Conv refuses negative pads; its Pad crops.
  const output = pads.every((pad) => pad >= 0)
    ? emitConvolution(builder, { x: gradient, kernel, ...attributes, pads })
    : emitConvolution(builder, { x: emitPad(builder, gradient, pads), kernel, ...attributes })
  if (vertical.stride === 1 && horizontal.stride === 1) return output

  const channels = window.weight.shape[1]! * window.group
  const phaseSize = (height: number, width: number) => [height + vertical.extra, width + horizontal.extra] as const
  const split = builder.sizes(6, (shapeOf) => {
    const [n, , height, width] = shapeOf(node.output)
    return [n, channels, vertical.stride, horizontal.stride, ...phaseSize(height, width)]
  })
  const joined = builder.sizes(4, (shapeOf) => {
    const [n, , height, width] = shapeOf(node.output)
    const [rows, columns] = phaseSize(height, width)
    return [n, channels, rows * vertical.stride, columns * horizontal.stride]
  })
  const interleaved = builder.node('Transpose', [builder.reshape(output, split, 6)], { perm: [0, 1, 4, 2, 5, 3] })
  const size = builder.sizes(2, (shapeOf) => shapeOf(firstInput(node)).slice(2))
  return builder.node('Slice', [builder.reshape(interleaved, joined, 4), builder.ints(0, 0), size, builder.ints(2, 3)])
}

/** The phases along one axis. */
interface Phases {
  readonly stride: number
  /** Zeros to add before and after the gradient; negative numbers are positions to drop. */
  readonly before: number
  readonly after: number
  /** Distance of neighbouring taps, in positions of the gradient. */
  readonly step: number
  /** For each phase, the tap of the original kernel at each place of the new one; -1 for none. */
  readonly taps: readonly (readonly number[])[]
  /** The positions that a phase has beyond those of the gradient. */
  readonly extra: number
}

function phasesAlong(axis: 0 | 1, { weight, strides, pads, dilations }: Window): Phases {
  const kernel = weight.shape[2 + axis]!
  const stride = strides[axis]
  const dilation = dilations[axis]
  const [start, end] = [pads[axis], pads[2 + axis]!]
  const step = stride === 1 ? dilation : 1
  const offset = (phase: number, tap: number) => (phase + start - dilation * tap) / stride
  const phases = [...Array(stride).keys()]
  const taps = [...Array(kernel).keys()]
  const offsets = phases.flatMap((phase) => taps.map((tap) => offset(phase, tap)).filter(Number.isInteger))
  const [first, last] = [Math.min(...offsets), Math.max(...offsets)]
  const places = Array.from({ length: (last - first) / step + 1 }, (_, place) => first + place * step)
  const placed = phases.map((phase) => places.map((place) => taps.findIndex((tap) => offset(phase, tap) === place)))
  // The phases may need more positions than the gradient has. This is the largest such number over all sizes; it
  // repeats with the stride.
  const room = start + end - dilation * (kernel - 1) - 1
  const missing = Math.max(...phases.map((size) => Math.ceil(size / stride) - Math.floor((size + room) / stride)))
  const [before, after] = [-first, missing - 1 + last]
  return { stride, before, after, step, taps: placed, extra: before + after - step * (places.length - 1) }
}

/** [in * phases, out / group, places, places]: phases vary fastest, then channels, then groups. */
function phaseKernel({ weight, group }: Window, vertical: Phases, horizontal: Phases): ConvKernel {
  const [out, inputs, height, width] = weight.shape as ConvKernel['shape']
  const outputs = out / group
  const count = vertical.stride * horizontal.stride * inputs * group
  const shape = [count, outputs, vertical.taps[0]!.length, horizontal.taps[0]!.length] as const
  const data = new Float32Array(count * outputs * shape[2] * shape[3])
  let i = 0
  for (let channel = 0; channel < inputs * group; channel++)
    for (const rows of vertical.taps)
      for (const columns of horizontal.taps)
        for (let output = 0; output < outputs; output++) {
          const filter = Math.floor(channel / inputs) * outputs + output
          const plane = (filter * inputs + (channel % inputs)) * height
          for (const row of rows)
            for (const column of columns)
              data[i++] = row < 0 || column < 0 ? 0 : weight.data[(plane + row) * width + column]!
        }
  return { shape, data }
}

function emitPad(builder: GraphBuilder, x: string, [top, left, bottom, right]: Pads): string {
  return builder.node('Pad', [x, builder.ints(0, 0, top, left, 0, 0, bottom, right)])
}
