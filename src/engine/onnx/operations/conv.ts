/** Convolution. Its backward pass is a convolution too, also when it is strided. */
import type { Conv } from '../../../network/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import type { Emit } from './operation.ts'

export const conv: Emit<Conv> = (builder, node, [x = '']) => {
  const { weight, bias, strides, pads, dilations, group } = node
  const parameters = [builder.floats(weight.data, weight.shape), builder.floats(bias, [bias.length])]
  const output = builder.node('Conv', [x, ...parameters], { strides, pads, dilations, group })
  return { output, backward: (gradient) => [convBackward(builder, node, x, gradient)] }
}

/** What the gradient needs to know of a convolution. */
export type Window = Pick<Conv, 'weight' | 'strides' | 'pads' | 'dilations' | 'group'>

/**
 * The gradient of a convolution's input `x` from that of its output, by sub-pixel convolution (Shi et al. 2016).
 *
 * Along each axis, the input at `stride * i + phase` met kernel tap r in the output at
 * `i + (phase + pad - dilation * r) / stride`, where that is whole. So each phase is a plain convolution of the gradient
 * with some of the taps, rotated, in and out swapped; one convolution computes all phases as channels, which are then
 * interleaved. With stride 1 there is one phase: the convolution with the rotated kernel.
 */
export function convBackward(builder: GraphBuilder, node: Window, x: string, gradient: string): string {
  const axes = [phases(node, 0), phases(node, 1)] as const
  const [vertical, horizontal] = axes
  const weight = phaseKernels(node, vertical, horizontal)
  const pads = [vertical.before, horizontal.before, vertical.after, horizontal.after] as const
  const attributes = { group: node.group, dilations: [vertical.step, horizontal.step] }
  const kernel = builder.floats(weight.data, weight.shape)
  // ONNX convolutions take no negative pads, Pad does: it crops.
  const output = pads.every((pad) => pad >= 0)
    ? builder.node('Conv', [gradient, kernel], { ...attributes, pads })
    : builder.node('Conv', [crop(builder, gradient, pads), kernel], attributes)
  if (axes.every(({ stride }) => stride === 1)) return output
  const channels = (node.weight.shape[1] ?? 0) * node.group
  const whole = interleave(builder, output, channels, vertical.stride, horizontal.stride)
  const size = builder.node('Shape', [x], { start: 2 })
  return builder.node('Slice', [whole, builder.ints(0, 0), size, builder.ints(2, 3)])
}

interface Phases {
  readonly stride: number
  /** Zeros to add to the gradient on either side; negative ones are positions to drop. */
  readonly before: number
  readonly after: number
  /** Distance of neighbouring taps in positions of the gradient. */
  readonly step: number
  /** Per phase, the original kernel's tap at each place of the new one; -1 where there is none. */
  readonly taps: readonly (readonly number[])[]
}

function phases({ weight, strides, pads, dilations }: Window, axis: 0 | 1): Phases {
  const kernel = weight.shape[2 + axis] ?? 1
  const stride = strides[axis]
  const dilation = dilations[axis]
  const [start, end] = [pads[axis], axis === 0 ? pads[2] : pads[3]]
  const step = stride === 1 ? dilation : 1
  const offset = (phase: number, tap: number) => (phase + start - dilation * tap) / stride
  const phaseList = Array.from({ length: stride }, (_, phase) => phase)
  const tapList = Array.from({ length: kernel }, (_, tap) => tap)
  const offsets = phaseList.flatMap((phase) => tapList.map((tap) => offset(phase, tap)).filter(Number.isInteger))
  const [first, last] = [Math.min(...offsets), Math.max(...offsets)]
  const places = Array.from({ length: (last - first) / step + 1 }, (_, place) => first + place * step)
  const taps = phaseList.map((phase) =>
    places.map((place) => tapList.find((tap) => offset(phase, tap) === place) ?? -1),
  )
  // How many more positions than the gradient's the phases can have, over all sizes (it repeats with the stride).
  const room = start + end - dilation * (kernel - 1) - 1
  const missing = Math.max(...phaseList.map((size) => Math.ceil(size / stride) - Math.floor((size + room) / stride)))
  return { stride, before: -first, after: missing - 1 + last, step, taps }
}

/** [in * phases, out / group, places, places]: phases vary fastest, then channels, then groups. */
function phaseKernels({ weight, group }: Window, vertical: Phases, horizontal: Phases) {
  const [out = 0, inputs = 0, height = 1, width = 1] = weight.shape
  const outputs = out / group
  const values: number[] = []
  for (let channel = 0; channel < inputs * group; channel++)
    for (const rows of vertical.taps)
      for (const columns of horizontal.taps)
        for (let output = 0; output < outputs; output++) {
          const filter = Math.floor(channel / inputs) * outputs + output
          const plane = (filter * inputs + (channel % inputs)) * height
          for (const row of rows)
            for (const column of columns)
              values.push(row < 0 || column < 0 ? 0 : (weight.data[(plane + row) * width + column] ?? 0))
        }
  const count = vertical.stride * horizontal.stride * inputs * group
  const size = [vertical.taps[0]?.length ?? 0, horizontal.taps[0]?.length ?? 0]
  return { shape: [count, outputs, ...size], data: Float32Array.from(values) }
}

/** [n, channels * down * across, h, w] -> [n, channels, h * down, w * across] */
function interleave(builder: GraphBuilder, x: string, channels: number, down: number, across: number): string {
  const [batch, height, width] = [0, 2, 3].map((axis) => builder.node('Shape', [x], { start: axis, end: axis + 1 }))
  const apart = builder.node('Concat', [batch ?? '', builder.ints(channels, down, across), height ?? '', width ?? ''], {
    axis: 0,
  })
  const split = builder.node('Reshape', [x, apart])
  const mixed = builder.node('Transpose', [split], { perm: [0, 1, 4, 2, 5, 3] })
  const rows = builder.node('Mul', [height ?? '', builder.ints(down)])
  const columns = builder.node('Mul', [width ?? '', builder.ints(across)])
  const together = builder.node('Concat', [batch ?? '', builder.ints(channels), rows, columns], { axis: 0 })
  return builder.node('Reshape', [mixed, together])
}

function crop(builder: GraphBuilder, x: string, [top, left, bottom, right]: readonly [number, number, number, number]) {
  return builder.node('Pad', [x, builder.ints(0, 0, top, left, 0, 0, bottom, right)])
}
