/**
 * The maps as they are before a layer's last ReLU: a filter that does not fire has no gradient after it, and one before.
 */
import type { Graph, Node } from './graph.ts'

/**
 * The tensor whose ReLU is `tensor`, in a graph that has it. A ReLU gives its input; a concatenation or a max pool of
 * ReLUs is repeated over their inputs, by nodes added at the graph's end (max(relu(x)) = relu(max(x))). Anything else,
 * and any branch without a ReLU, stays as it is. Asking twice adds nothing twice.
 */
export function beforeRelu(graph: Graph, tensor: string): { graph: Graph; tensor: string } {
  const writers = new Map(graph.nodes.map((node) => [node.output, node]))
  const added: Node[] = []

  const resolve = (name: string): string => {
    const node = writers.get(name)
    if (node?.op === 'relu') return node.inputs[0] ?? name
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
