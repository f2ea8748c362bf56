/** Convolution. Its backward pass is a convolution too, also when it is strided. */
import type { ConvNode, Node, Pair } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import { convolution } from './convolution.ts'
import type { Emit } from './operation.ts'
import { suitsWinograd, winograd } from './winograd.ts'

export const conv: Emit<ConvNode> = (builder, node, [x = '']) => {
  const { weight, bias, strides, pads, dilations, group } = node
  const kernel = { ...weight, bias }
  const output =
    builder.winograd && suitsWinograd(node)
      ? winograd(builder, x, kernel, pads, (shapeOf) => shapeOf(node.inputs[0] ?? ''))
      : convolution(builder, x, kernel, { strides, pads, dilations, group })
  return { output, backward: (gradient) => [convBackward(builder, node, node, gradient)] }
}

/** What the gradient needs to know of a convolution. */
export type Window = Pick<ConvNode, 'weight' | 'strides' | 'pads' | 'dilations' | 'group'>

/**
 * The gradient of a convolution's input from that of its output, by sub-pixel convolution (Shi et al. 2016). `place` is
 * the node of the graph that it is done for.
 *
 * Along each axis, the input at `stride * i + phase` met kernel tap r in the output at
 * `i + (phase + pad - dilation * r) / stride`, where that is whole. So each phase is a plain convolution of the gradient
 * with some of the taps, rotated, in and out swapped; one convolution computes all phases as channels, which are then
 * interleaved. With stride 1 there is one phase: the convolution with the rotated kernel.
 */
export function convBackward(builder: GraphBuilder, node: Window, place: Node, gradient: string): string {
  const axes = [phases(node, 0), phases(node, 1)] as const
  const [vertical, horizontal] = axes
  const weight = phaseKernels(node, vertical, horizontal)
  const pads = [vertical.before, horizontal.before, vertical.after, horizontal.after] as const
  if (builder.winograd && place.op === 'conv' && suitsWinograd(place))
    return winograd(builder, gradient, weight, pads, (shapeOf) => shapeOf(place.output))
  const dilations: Pair = [vertical.step, horizontal.step]
  const attributes = { group: node.group, dilations }
  // ONNX convolutions take no negative pads, Pad does: it crops.
  const output = pads.every((pad) => pad >= 0)
    ? convolution(builder, gradient, weight, { ...attributes, pads })
    : convolution(builder, crop(builder, gradient, pads), weight, attributes)
  if (axes.every(({ stride }) => stride === 1)) return output
  const channels = (node.weight.shape[1] ?? 0) * node.group
  const room = [vertical, horizontal].map(
    ({ before, after, step, taps }) => before + after - step * ((taps[0]?.length ?? 0) - 1),
  )
  const split = builder.sizes(6, (shapeOf) => {
    const [n, , height, width] = shapeOf(place.output)
    return [n, channels, vertical.stride, horizontal.stride, height + (room[0] ?? 0), width + (room[1] ?? 0)]
  })
  const joined = builder.sizes(4, (shapeOf) => {
    const [n, , height, width] = shapeOf(place.output)
    return [n, channels, (height + (room[0] ?? 0)) * vertical.stride, (width + (room[1] ?? 0)) * horizontal.stride]
  })
  const mixed = builder.node('Transpose', [builder.reshape(output, split, 6)], { perm: [0, 1, 4, 2, 5, 3] })
  const size = builder.sizes(2, (shapeOf) => shapeOf(place.inputs[0] ?? '').slice(2))
  return builder.node('Slice', [builder.reshape(mixed, joined, 4), builder.ints(0, 0), size, builder.ints(2, 3)])
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
  const count = vertical.stride * horizontal.stride * inputs * group
  const size = [vertical.taps[0]?.length ?? 0, horizontal.taps[0]?.length ?? 0] as const
  const data = new Float32Array(count * outputs * size[0] * size[1])
  let i = 0
  for (let channel = 0; channel < inputs * group; channel++)
    for (const rows of vertical.taps)
      for (const columns of horizontal.taps)
        for (let output = 0; output < outputs; output++) {
          const filter = Math.floor(channel / inputs) * outputs + output
          const plane = (filter * inputs + (channel % inputs)) * height
          for (const row of rows)
            for (const column of columns)
              data[i++] = row < 0 || column < 0 ? 0 : (weight.data[(plane + row) * width + column] ?? 0)
        }
  return { shape: [count, outputs, ...size], data }
}

function crop(builder: GraphBuilder, x: string, [top, left, bottom, right]: readonly [number, number, number, number]) {
  return builder.node('Pad', [x, builder.ints(0, 0, top, left, 0, 0, bottom, right)])
}
