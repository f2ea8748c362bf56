/**
 * The activations of a layer before its last ReLU. A filter whose activations are all negative has no gradient after the
 * ReLU, and one before it.
 */
import type { Graph, Node } from './graph.ts'
import { writersOf } from './walk.ts'

/**
 * The tensor that becomes `tensor` by a ReLU, in a graph that has it. Before a ReLU that is its input. A concatenation or
 * max pool of ReLUs is repeated over their inputs, because max(relu(x)) = relu(max(x)), by nodes at the end of the graph.
 * Any other tensor, and any branch without a ReLU, stays as it is. A second call adds no nodes again.
 */
export function beforeRelu(graph: Graph, tensor: string): { graph: Graph; tensor: string } {
  const writers = writersOf(graph.nodes)
  const added: Node[] = []

  const resolve = (name: string): string => {
    const node = writers.get(name)
    if (node?.op === 'relu') return node.inputs[0]!
    if (node?.op !== 'concat' && node?.op !== 'maxPool') return name
    const inputs = node.inputs.map(resolve)
    if (inputs.every((input, i) => input === node.inputs[i])) return name
    const output = `${name}/before-relu`
    if (!writers.has(output)) {
      const copy = { ...node, inputs, output }
      writers.set(output, copy)
      added.push(copy)
    }
    return output
  }

  const before = resolve(tensor)
  return { graph: added.length > 0 ? { input: graph.input, nodes: [...graph.nodes, ...added] } : graph, tensor: before }
}
