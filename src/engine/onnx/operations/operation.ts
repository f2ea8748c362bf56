/** How one operation of a network becomes ONNX: its forward nodes now, its backward nodes when asked for. */
import type { Node } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'

export interface Emitted {
  /** The ONNX tensor that holds the operation's output. */
  readonly output: string
  /** Adds the backward pass: the gradient of the output in, the gradients of the inputs out, in the inputs' order. */
  backward(gradient: string): readonly string[]
}

/**
 * Adds the forward nodes of `node`, whose inputs are in the ONNX tensors `inputs` and have `channels` channels.
 */
export type Emit<N extends Node = Node> = (
  builder: GraphBuilder,
  node: N,
  inputs: readonly string[],
  channels: readonly number[],
) => Emitted
