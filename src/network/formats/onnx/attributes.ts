/** The attributes of an ONNX node, with defaults for those that the file omits. */
import type { Pads, Pair } from '../../graph/graph.ts'
import { type NodeProto, toNumber } from './schema.ts'

export type Attributes = ReturnType<typeof attributesOf>

export function attributesOf(proto: NodeProto) {
  const byName = new Map((proto.attribute ?? []).map((attribute) => [attribute.name, attribute]))
  const ints = (name: string) => (byName.get(name)?.ints ?? []).map((value) => toNumber(value))
  const pair = (name: string): Pair => {
    const [first = 1, second = first] = ints(name)
    return [first, second]
  }
  const text = (name: string) => new TextDecoder().decode(byName.get(name)?.s)
  return {
    /** A list of integers. Default empty. */
    ints,
    /** A string. Default empty. */
    text,
    /** [vertical, horizontal]. Default [1, 1]. */
    pair,
    int: (name: string, absent: number) => toNumber(byName.get(name)?.i, absent),
    float: (name: string, absent: number) => byName.get(name)?.f ?? absent,
    /** The pads of a window of `extent` positions over maps of `size`, from `pads` or `auto_pad`. */
    pads(extent: Pair, size: Pair | undefined): Pads {
      const mode = text('auto_pad')
      if (mode === 'VALID') return [0, 0, 0, 0]
      if (mode.startsWith('SAME')) return samePads(mode, { extent, strides: pair('strides'), size })
      const [top = 0, left = 0, bottom = 0, right = 0] = ints('pads')
      return [top, left, bottom, right]
    },
  }
}

interface SameWindow {
  /** The positions that the window covers, dilation included. */
  readonly extent: Pair
  readonly strides: Pair
  /** The size of the maps, if it is known. */
  readonly size: Pair | undefined
}

/**
 * The pads with which a window has ceil(size / stride) positions. An odd pad goes to the end, or for SAME_LOWER to the
 * beginning. With strides above 1 the pads depend on the size: it is the one that the file fixes, or else one that the
 * strides divide.
 */
function samePads(mode: string, { extent, strides, size }: SameWindow): Pads {
  const around = (axis: 0 | 1): Pair => {
    const length = size?.[axis] ?? strides[axis]
    const reach = (Math.ceil(length / strides[axis]) - 1) * strides[axis] + extent[axis]
    const total = Math.max(0, reach - length)
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)]
    return mode === 'SAME_LOWER' ? [more, less] : [less, more]
  }
  const [top, bottom] = around(0)
  const [left, right] = around(1)
  return [top, left, bottom, right]
}
