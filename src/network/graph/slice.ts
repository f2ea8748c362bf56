/** Some channels of a tensor without the work for the others: the last convolution computes only those. */
import type { ConvNode, Graph, Node } from './graph.ts'
import { channelCounts } from './layers.ts'

/**
 * A graph with a tensor that holds just `channels` (ascending) of `tensor`; nodes are added at the graph's end. The choice
 * is carried down through ReLUs, pools, sums and concatenations to the convolutions that make those channels; branches
 * of a concatenation that make none fall away. Undefined where an operation mixes channels on the way (LRN, softmax).
 */
export function sliceChannels(
  graph: Graph,
  tensor: string,
  channels: readonly number[],
): { graph: Graph; tensor: string } | undefined {
  const writers = new Map(graph.nodes.map((node) => [node.output, node]))
  const counts = channelCounts(graph)
  const added: Node[] = []

  const known = new Map<string, string | undefined>()

  /** Each choice of a tensor's channels is made once, however many ways lead to it. */
  const slice = (name: string, wanted: readonly number[]): string | undefined => {
    const key = JSON.stringify([name, wanted])
    if (!known.has(key)) known.set(key, sliceAnew(name, wanted))
    return known.get(key)
  }

  const sliceAnew = (name: string, wanted: readonly number[]): string | undefined => {
    const node = writers.get(name)
    const inputs = node && slicedInputs(node, wanted)
    if (!inputs) return undefined
    if (node.op === 'concat' && inputs.length === 1) return inputs[0]
    const output = `${name} [sliced ${graph.nodes.length + added.length}]`
    added.push({ ...(node.op === 'conv' ? slicedConv(node, wanted) : node), inputs, output })
    return output
  }

  const slicedInputs = (node: Node, wanted: readonly number[]): string[] | undefined => {
    switch (node.op) {
      case 'conv':
        return node.group === 1 ? [...node.inputs] : isDepthwise(node) ? all(node.inputs, wanted) : undefined
      case 'relu':
      case 'maxPool':
      case 'averagePool':
      case 'globalAverage':
      case 'add':
        return all(node.inputs, wanted)
      case 'concat': {
        let first = 0
        const parts: (string | undefined)[] = []
        for (const input of node.inputs) {
          const end = first + (counts.get(input) ?? 0)
          const part = wanted.filter((c) => c >= first && c < end).map((c) => c - first)
          if (part.length > 0) parts.push(slice(input, part))
          first = end
        }
        return complete(parts)
      }
      case 'lrn':
      case 'softmax':
        return undefined
    }
  }

  const all = (names: readonly string[], wanted: readonly number[]) =>
    complete(names.map((name) => slice(name, wanted)))

  const sliced = slice(tensor, channels)
  return sliced === undefined
    ? undefined
    : { graph: { input: graph.input, nodes: [...graph.nodes, ...added] }, tensor: sliced }
}

function complete(names: readonly (string | undefined)[]): string[] | undefined {
  const present = names.filter((name) => name !== undefined)
  return present.length === names.length ? present : undefined
}

function isDepthwise({ weight, group }: ConvNode): boolean {
  return weight.shape[0] === group && weight.shape[1] === 1
}

function slicedConv(node: ConvNode, wanted: readonly number[]): ConvNode {
  const [, ...kernel] = node.weight.shape
  const size = kernel.reduce((product, n) => product * n, 1)
  const data = new Float32Array(wanted.length * size)
  wanted.forEach((filter, i) => {
    data.set(node.weight.data.subarray(filter * size, (filter + 1) * size), i * size)
  })
  return {
    ...node,
    weight: { shape: [wanted.length, ...kernel], data },
    bias: Float32Array.from(wanted, (filter) => node.bias[filter] ?? 0),
    group: node.group === 1 ? 1 : wanted.length,
  }
}
