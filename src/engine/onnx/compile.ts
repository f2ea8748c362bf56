/** Graph -> ONNX model: the forward pass up to the deepest tapped tensor, and behind it, as ordinary nodes, the backward pass. */
import type { Graph, Node } from '../../network/graph/graph.ts'
import { channelCounts } from '../../network/graph/layers.ts'
import { needed } from '../../network/graph/shapes.ts'
import { must, walk } from '../../network/graph/walk.ts'
import { type Compiled, createBuilder, type GraphBuilder, type Target } from './builder.ts'
import { operations } from './operations/index.ts'
import type { Emit, Emitted } from './operations/operation.ts'

/** Inputs: `images` [n, 3, h, w]. Outputs: `maps0`, `maps1`, ... one for each of `tensors`, [n, c, h, w]. */
export function compileForward(graph: Graph, tensors: readonly string[], target: Target): Compiled {
  const builder = createBuilder(target)
  const { values } = emitForward(builder, graph, tensors)
  const outputs = Object.fromEntries(tensors.map((tensor, i) => [`maps${i}`, must(values, tensor)]))
  return builder.build(outputs)
}

/**
 * Inputs: `images` [n, 3, h, w]; for each of `taps` (tensors) the coefficients `linear0`, `quadratic0`, ...
 * that broadcast to the tensor. Outputs: `score` [n], the sum of linear * A + 0.5 * quadratic * A^2 over all taps,
 * channels and positions; `gradient` [n, 3, h, w], d score / d images.
 */
export function compileGradient(graph: Graph, taps: readonly string[], target: Target): Compiled {
  const builder = createBuilder(target)
  const { values, emitted } = emitForward(builder, graph, taps)
  const gradients = new Map<string, string>()
  const accumulate = (tensor: string, gradient: string) => {
    const before = gradients.get(tensor)
    gradients.set(tensor, before === undefined ? gradient : builder.node('Add', [before, gradient]))
  }
  const scores = taps.map((tensor, i) => {
    const a = must(values, tensor)
    const linear = builder.input(`linear${i}`)
    const curved = builder.node('Mul', [builder.input(`quadratic${i}`), a])
    accumulate(tensor, builder.node('Add', [linear, curved]))
    const half = builder.node('Mul', [curved, builder.float(0.5)])
    const terms = builder.node('Mul', [a, builder.node('Add', [linear, half])])
    return builder.node('ReduceSum', [terms, builder.ints(1, 2, 3)], { keepdims: 0 })
  })
  for (const { node, backward } of emitted.reverse()) {
    const gradient = gradients.get(node.output)
    if (gradient === undefined) continue
    backward(gradient).forEach((input, i) => {
      accumulate(node.inputs[i]!, input)
    })
  }
  const score = scores.reduce((sum, term) => builder.node('Add', [sum, term]))
  return builder.build({ score, gradient: must(gradients, graph.input) })
}

interface EmittedNode extends Emitted {
  readonly node: Node
}

/** The ONNX tensor of every graph tensor that `tensors` need, and the nodes with their backward passes in running order. */
function emitForward(builder: GraphBuilder, graph: Graph, tensors: readonly string[]) {
  const channels = channelCounts(graph)
  const emitted: EmittedNode[] = []
  const part = { input: graph.input, nodes: needed(graph, tensors) }
  const values = walk(part, builder.input('images'), (node, inputs) => {
    const counts = node.inputs.map((input) => must(channels, input))
    const { output, backward } = (operations[node.op] as Emit)(builder, node, inputs, counts)
    emitted.push({ node, output, backward })
    return output
  })
  return { values, emitted }
}
