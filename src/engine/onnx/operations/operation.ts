/** The interface of operations in ONNX: each adds its forward nodes at once, and its backward nodes on request. */
import type { Node } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'

export interface Emitted {
  /** The ONNX tensor that holds the operation's output. */
  readonly output: string
  /**
   * Adds the backward pass: takes the gradient of the output, and returns the gradients of the inputs in their order.
   */
  backward(gradient: string): readonly string[]
}

/** A node to emit. */
interface Place<N extends Node> {
  readonly node: N
  /** The ONNX tensors that hold the node's inputs. */
  readonly inputs: readonly [string, ...string[]]
  /** The number of channels of each input. */
  readonly channels: readonly number[]
}

/** Adds the forward nodes of one operation. */
export type Emit<N extends Node = Node> = (builder: GraphBuilder, place: Place<N>) => Emitted

/** The graph's tensor that `node` reads first. */
export function firstInput(node: Node): string {
  return node.inputs[0]!
}
