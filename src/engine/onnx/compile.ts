/**
 * Compiles a graph into an ONNX model: the forward pass up to the tensors that are read and, for gradients, the
 * backward pass behind it, as ordinary nodes (reverse-mode automatic differentiation).
 */
import type { Graph, Node } from '../../network/graph/graph.ts'
import { channelCounts } from '../../network/graph/layers.ts'
import { needed } from '../../network/graph/shapes.ts'
import { must, walk } from '../../network/graph/walk.ts'
import { type CompiledModel, GraphBuilder, type Target } from './builder.ts'
import { operations } from './operations/index.ts'
import type { Emit, Emitted } from './operations/operation.ts'

/**
 * The forward pass. Inputs: `images` [n, 3, h, w]. Outputs: `maps0`, `maps1`, ..., one [n, c, h, w] for each of
 * `tensors`. Throws a plain `Error` for a tensor that the graph lacks.
 */
export function compileForward(graph: Graph, tensors: readonly string[], target: Target): CompiledModel {
  const builder = new GraphBuilder(target)
  const { values } = emitForward(builder, graph, tensors)
  const outputs = Object.fromEntries(tensors.map((tensor, i) => [`maps${i}`, must(values, tensor)]))
  return builder.build(outputs)
}

/**
 * The forward and the backward pass for an objective that reads the tensors `taps`. Inputs: `images` [n, 3, h, w]; for
 * each tap its coefficients `linear0`, `quadratic0`, ..., which broadcast to the tensor. Outputs: `score` [n], the sum
 * of linear * A + 0.5 * quadratic * A^2 over all taps, channels and positions; `gradient` [n, 3, h, w], d score / d
 * images. Throws a plain `Error` for a tensor that the graph lacks.
 */
export function compileGradient(graph: Graph, taps: readonly string[], target: Target): CompiledModel {
  const builder = new GraphBuilder(target)
  const { values, emitted } = emitForward(builder, graph, taps)
  /** The ONNX tensor with the gradient of each graph tensor, as far as the backward pass has come. */
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

/**
 * Adds the nodes that `tensors` need. Returns the ONNX tensor of every graph tensor, and the emitted nodes in running
 * order.
 */
function emitForward(builder: GraphBuilder, graph: Graph, tensors: readonly string[]) {
  const channels = channelCounts(graph)
  const emitted: EmittedNode[] = []
  const part = { input: graph.input, nodes: needed(graph, tensors) }
  const values = walk(part, builder.input('images'), (node, inputs) => {
    const counts = node.inputs.map((input) => must(channels, input))
    const { output, backward } = (operations[node.op] as Emit)(builder, { node, inputs, channels: counts })
    emitted.push({ node, output, backward })
    return output
  })
  return { values, emitted }
}
