/**
 * Nodes whose work another can do in passing: an affine map of each channel goes into the convolution before it, zeros
 * around maps go into the windows behind them.
 */
import type { ConvNode, Node, Pads } from '../../graph/graph.ts'

/** Kinds of convolutions that readers make of what is none in the file. */
export type Foldable = 'affine' | 'pad'

interface Folded {
  readonly nodes: Node[]
  /** By the output of a convolution that has taken on others' work: what it wrote before. */
  readonly origins: ReadonlyMap<string, string>
}

/**
 * `foldable` has the nodes to fold, by output; `read` are tensors that more than `nodes` read. Weights of convolutions are
 * scaled in place, because a second copy of a large network's would not be small.
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
  // By the last output; a convolution stays at its place.
  const places = new Map<string, number>()
  const kept: Node[] = []
  for (const node of nodes) {
    const [input = ''] = node.inputs
    const place = places.get(input) ?? -1
    const before = kept[place]
    const alone = readers.get(input)?.length === 1 && !read.has(input)
    if (node.op === 'conv' && foldable.get(node.output) === 'affine' && before?.op === 'conv' && alone) {
      kept[place] = { ...scaled(before, node), output: node.output }
      places.set(node.output, place)
      origins.set(node.output, origins.get(input) ?? input)
    } else {
      places.set(node.output, kept.push(node) - 1)
    }
  }
  return { nodes: kept, origins }
}

/** The convolution whose results are those of `conv`, then `affine`'s. */
function scaled(conv: ConvNode, { weight: { data: factors }, bias: shifts }: ConvNode): ConvNode {
  const { data } = conv.weight
  const size = data.length / factors.length
  factors.forEach((factor, filter) => {
    for (let i = filter * size; i < (filter + 1) * size; i++) data[i] = (data[i] ?? 0) * factor
  })
  return { ...conv, bias: conv.bias.map((value, filter) => value * (factors[filter] ?? 0) + (shifts[filter] ?? 0)) }
}

function foldPads(nodes: readonly Node[], foldable: ReadonlyMap<string, Foldable>, read: ReadonlySet<string>): Node[] {
  // By output, in running order; padded readers take the places of those without.
  const kept = new Map(nodes.map((node) => [node.output, node]))
  const readers = readersOf(nodes)
  for (const { output } of nodes) {
    const node = kept.get(output)
    if (node?.op !== 'conv' || foldable.get(output) !== 'pad' || read.has(output)) continue
    const padded = (readers.get(output) ?? []).map((reader) => withPads(kept.get(reader), node, kept))
    if (padded.length === 0 || padded.includes(undefined)) continue
    kept.delete(output)
    for (const reader of padded) if (reader) kept.set(reader.output, reader)
  }
  return [...kept.values()]
}

/** `reader` with the zeros of `pad`, whose input it reads instead; undefined where its own padding is something else. */
function withPads(reader: Node | undefined, pad: ConvNode, writers: ReadonlyMap<string, Node>): Node | undefined {
  if (reader?.op !== 'conv' && reader?.op !== 'maxPool' && reader?.op !== 'averagePool') return undefined
  const { inputs } = pad
  const pads: Pads = [
    reader.pads[0] + pad.pads[0],
    reader.pads[1] + pad.pads[1],
    reader.pads[2] + pad.pads[2],
    reader.pads[3] + pad.pads[3],
  ]
  if (reader.op === 'conv') return { ...reader, inputs, pads }
  // Rounding up depends on where the maps end, and a window of nothing but padding has no maximum.
  if (reader.ceil || pads.some((side, i) => side >= (reader.kernel[i % 2] ?? 0))) return undefined
  if (reader.op === 'maxPool') return isNonNegative(inputs[0] ?? '', writers) ? { ...reader, inputs, pads } : undefined
  const counts = reader.countPadding || reader.pads.every((side) => side === 0)
  return counts ? { ...reader, inputs, pads, countPadding: true } : undefined
}

/** Whether a tensor is never below zero, and zero only where no gradient passes: there zeros never win a maximum. */
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

/** The outputs of the nodes that read a tensor, once for each time. */
function readersOf(nodes: readonly Node[]): Map<string, string[]> {
  const readers = new Map<string, string[]>()
  for (const { inputs, output } of nodes)
    for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), output])
  return readers
}
