/**
 * Folds nodes into their neighbours: an affine map of each channel into the weights of the convolution before it, zeros
 * around maps into the pads of the windows after them.
 */
import type { ConvNode, Node, Pads } from '../../graph/graph.ts'
import { must, readersOf } from '../../graph/walk.ts'

/** A convolution that stands for another operation of the file: an affine map of each channel, or zeros around maps. */
export type Foldable = 'affine' | 'pad'

interface Folded {
  readonly nodes: Node[]
  /** The original output of each convolution that affine maps were folded into, by its output now. */
  readonly origins: ReadonlyMap<string, string>
}

/**
 * Weights of convolutions are scaled in place, because a copy of a large network's would take much memory.
 *
 * @param foldable The nodes to fold, by output.
 * @param read Tensors that must stay, because nodes that were left out read them.
 */
export function foldConstants(
  nodes: readonly Node[],
  foldable: ReadonlyMap<string, Foldable>,
  read: ReadonlySet<string>,
): Folded {
  const affine = foldAffine(nodes, foldable, read)
  return { nodes: foldPads(affine.nodes, foldable, read), origins: affine.origins }
}

function foldAffine(
  nodes: readonly Node[],
  foldable: ReadonlyMap<string, Foldable>,
  read: ReadonlySet<string>,
): Folded {
  const readers = readersOf(nodes)
  const origins = new Map<string, string>()
  // The index in `kept` of the node that writes a tensor; a convolution keeps its own when maps are folded into it.
  const places = new Map<string, number>()
  const kept: Node[] = []
  for (const node of nodes) {
    const input = node.inputs[0]!
    const place = places.get(input)
    const before = place === undefined ? undefined : kept[place]
    const isOnlyReader = readers.get(input)?.length === 1 && !read.has(input)
    const isAffine = node.op === 'conv' && foldable.get(node.output) === 'affine'
    if (place !== undefined && before?.op === 'conv' && isAffine && isOnlyReader) {
      kept[place] = { ...scaleConvolution(before, node), output: node.output }
      places.set(node.output, place)
      origins.set(node.output, origins.get(input) ?? input)
    } else {
      places.set(node.output, kept.push(node) - 1)
    }
  }
  return { nodes: kept, origins }
}

/** `conv` followed by an affine map, as one convolution. */
function scaleConvolution(conv: ConvNode, { weight: { data: factors }, bias: shifts }: ConvNode): ConvNode {
  const { data } = conv.weight
  const size = data.length / factors.length
  factors.forEach((factor, filter) => {
    for (let i = filter * size; i < (filter + 1) * size; i++) data[i] = data[i]! * factor
  })
  return { ...conv, bias: conv.bias.map((value, filter) => value * factors[filter]! + shifts[filter]!) }
}

function foldPads(nodes: readonly Node[], foldable: ReadonlyMap<string, Foldable>, read: ReadonlySet<string>): Node[] {
  // The nodes by output, in running order; a padded reader takes the place of the original.
  const kept = new Map(nodes.map((node) => [node.output, node]))
  const readers = readersOf(nodes)
  for (const { output } of nodes) {
    const node = kept.get(output)
    if (node?.op !== 'conv' || foldable.get(output) !== 'pad' || read.has(output)) continue
    const padded = (readers.get(output) ?? []).map((reader) => withPads(must(kept, reader.output), node, kept))
    if (padded.length === 0 || padded.includes(undefined)) continue
    kept.delete(output)
    for (const reader of padded) if (reader) kept.set(reader.output, reader)
  }
  return [...kept.values()]
}

/** `reader` with the zeros of `pad` as pads, on the input of `pad`; undefined where its pads would not count as zeros. */
function withPads(reader: Node, pad: ConvNode, writers: ReadonlyMap<string, Node>): Node | undefined {
  if (!('pads' in reader)) return undefined
  const { inputs } = pad
  const pads: Pads = [
    reader.pads[0] + pad.pads[0],
    reader.pads[1] + pad.pads[1],
    reader.pads[2] + pad.pads[2],
    reader.pads[3] + pad.pads[3],
  ]
  if (reader.op === 'conv') return { ...reader, inputs, pads }
  // Rounding up depends on where the maps end, and a window of padding alone has no maximum.
  if (reader.ceil || pads.some((side, i) => side >= reader.kernel[i % 2]!)) return undefined
  if (reader.op === 'maxPool') return isNonNegative(inputs[0]!, writers) ? { ...reader, inputs, pads } : undefined
  const counts = reader.countPadding || reader.pads.every((side) => side === 0)
  return counts ? { ...reader, inputs, pads, countPadding: true } : undefined
}

/** Whether a tensor is never negative, and has no gradient where it is zero: zeros around it then change no maximum. */
function isNonNegative(tensor: string, writers: ReadonlyMap<string, Node>): boolean {
  const node = writers.get(tensor)
  switch (node?.op) {
    case 'relu':
      return true
    case 'maxPool':
    case 'averagePool':
    case 'concat':
    case 'add':
      return node.inputs.every((input) => isNonNegative(input, writers))
  }
  return false
}
