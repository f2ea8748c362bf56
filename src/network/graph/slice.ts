/** Some channels of a tensor without the work for the others: the last convolutions before it compute only those. */
import type { ConcatNode, ConvNode, Graph, Node } from './graph.ts'
import { channelCounts } from './layers.ts'
import { must, writersOf } from './walk.ts'

/**
 * A graph with a tensor that holds just `channels` (ascending) of `tensor`; nodes are added at the graph's end. The
 * selection is carried from `tensor` backwards through ReLUs, pools, sums and concatenations to the convolutions that
 * compute those channels. Inputs of a concatenation that hold none of them are dropped.
 * Undefined where an operation on the way mixes channels (LRN, softmax, a convolution in groups of several channels).
 */
export function sliceChannels(
  graph: Graph,
  tensor: string,
  channels: readonly number[],
): { graph: Graph; tensor: string } | undefined {
  const writers = writersOf(graph.nodes)
  const counts = channelCounts(graph)
  const added: Node[] = []
  const known = new Map<string, string | undefined>()

  /** The tensor with the `wanted` channels of `name`. A selection that several readers want is computed once. */
  const slice = (name: string, wanted: readonly number[]): string | undefined => {
    const key = JSON.stringify([name, wanted])
    if (!known.has(key)) known.set(key, sliceAnew(name, wanted))
    return known.get(key)
  }

  const sliceAnew = (name: string, wanted: readonly number[]): string | undefined => {
    const original = writers.get(name)
    const sliced = original && applyRule(original, wanted, counts)
    if (!sliced) return undefined
    const inputs = sliced.inputs.map(({ tensor, wanted }) => (wanted ? slice(tensor, wanted) : tensor))
    if (!inputs.every((input) => input !== undefined)) return undefined
    if (!sliced.node) return inputs[0]
    const output = `${name} [sliced ${graph.nodes.length + added.length}]`
    added.push({ ...sliced.node, inputs, output })
    return output
  }

  const sliced = slice(tensor, channels)
  return sliced === undefined
    ? undefined
    : { graph: { input: graph.input, nodes: [...graph.nodes, ...added] }, tensor: sliced }
}

/** How a node is replaced by one that writes only some of its channels. */
interface SlicedNode {
  /** The replacement, whose inputs and output are still the original's. Without one, its only input has those channels. */
  readonly node?: Node
  /** The tensors that it reads, each with the channels that it needs of it; without `wanted`, it needs all. */
  readonly inputs: readonly { readonly tensor: string; readonly wanted?: readonly number[] }[]
}

/** Undefined where each of the node's channels depends on all channels of its input. `counts` are numbers of channels. */
type Rule<N> = (node: N, wanted: readonly number[], counts: ReadonlyMap<string, number>) => SlicedNode | undefined

const eachChannelAlone: Rule<Node> = (node, wanted) => ({
  node,
  inputs: node.inputs.map((tensor) => ({ tensor, wanted })),
})

const mixesChannels: Rule<Node> = () => undefined

const RULES: { readonly [Op in Node['op']]: Rule<Extract<Node, { op: Op }>> } = {
  conv: sliceConv,
  concat: sliceConcat,
  relu: eachChannelAlone,
  maxPool: eachChannelAlone,
  averagePool: eachChannelAlone,
  globalAverage: eachChannelAlone,
  add: eachChannelAlone,
  lrn: mixesChannels,
  softmax: mixesChannels,
}

const applyRule: Rule<Node> = (node, wanted, counts) => (RULES[node.op] as Rule<Node>)(node, wanted, counts)

function sliceConv(node: ConvNode, wanted: readonly number[]): SlicedNode | undefined {
  const [out, perGroup, ...kernel] = node.weight.shape
  const isDepthwise = out === node.group && perGroup === 1
  if (node.group !== 1 && !isDepthwise) return undefined
  const tensor = node.inputs[0]!
  const size = node.weight.data.length / out!
  const data = new Float32Array(wanted.length * size)
  wanted.forEach((filter, i) => {
    data.set(node.weight.data.subarray(filter * size, (filter + 1) * size), i * size)
  })
  const sliced = {
    ...node,
    weight: { shape: [wanted.length, perGroup!, ...kernel], data },
    bias: Float32Array.from(wanted, (filter) => node.bias[filter]!),
    group: node.group === 1 ? 1 : wanted.length,
  }
  return { node: sliced, inputs: [node.group === 1 ? { tensor } : { tensor, wanted }] }
}

function sliceConcat(
  node: ConcatNode,
  wanted: readonly number[],
  counts: ReadonlyMap<string, number>,
): SlicedNode | undefined {
  let first = 0
  const inputs = node.inputs.map((tensor) => {
    const start = first
    first += must(counts, tensor)
    return { tensor, wanted: wanted.filter((c) => c >= start && c < first).map((c) => c - start) }
  })
  const needed = inputs.filter((input) => input.wanted.length > 0)
  return needed.length === 1 ? { inputs: needed } : { node, inputs: needed }
}
