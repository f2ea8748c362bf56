/**
 * A network as this project sees it: a list of layers' operations in running order, weights included.
 * Readers (ONNX, Keras, safetensors) produce it; engines compile it. Every tensor is [n, channels, height, width]:
 * a fully connected layer is a convolution over its whole input, class scores are maps of class scores.
 */

/** Row-major float32 weights. */
export interface Weights {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

interface Operation {
  /** Names of the tensors read. */
  readonly inputs: readonly string[]
  /** Name of the tensor written; unique in its network. */
  readonly output: string
}

/** A pair is [vertical, horizontal]; pads are [top, left, bottom, right]. */
export type Pair = readonly [number, number]
export type Pads = readonly [top: number, left: number, bottom: number, right: number]

export interface ConvNode extends Operation {
  readonly op: 'conv'
  /** [out, in / group, kernel height, kernel width] */
  readonly weight: Weights
  /** [out] */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly pads: Pads
  readonly dilations: Pair
  readonly group: number
}

/** min(max(x, 0), max). A value at either end passes no gradient. */
export interface Relu extends Operation {
  readonly op: 'relu'
  /** Default none; 6 in ReLU6. */
  readonly max?: number
}

/** Padding never wins a maximum and, unless `countPadding`, never counts in an average. */
export interface PoolNode extends Operation {
  readonly op: 'maxPool' | 'averagePool'
  readonly kernel: Pair
  readonly strides: Pair
  readonly pads: Pads
  /** Round the output size up instead of down, as Caffe does. */
  readonly ceil: boolean
  /** Average pools only. */
  readonly countPadding?: boolean
}

/** The mean of each map: [n, c, 1, 1]. */
export interface GlobalAverageNode extends Operation {
  readonly op: 'globalAverage'
}

/** y = x * (bias + alpha / size * sum over `size` neighbouring channels of x^2) ^ -beta, as ONNX defines LRN. */
export interface LrnNode extends Operation {
  readonly op: 'lrn'
  readonly size: number
  readonly alpha: number
  readonly beta: number
  readonly bias: number
}

/** Along the channels. */
export interface ConcatNode extends Operation {
  readonly op: 'concat'
}

/** The sum of its two inputs, of equal shape. */
export interface AddNode extends Operation {
  readonly op: 'add'
}

/** Along the channels. */
export interface SoftmaxNode extends Operation {
  readonly op: 'softmax'
}

export type Node = ConvNode | Relu | PoolNode | GlobalAverageNode | LrnNode | ConcatNode | AddNode | SoftmaxNode

/** A named place where a network can be tapped. */
export interface Layer {
  readonly name: string
  /** The tensor with its activations, after its ReLU if one follows directly. */
  readonly tensor: string
  readonly channels: number
}

/** The operations alone: what shapes are inferred from and what engines compile. */
export interface Graph {
  /** The tensor that holds the pictures: [n, 3, h, w], RGB, 0..255. The network's own input range is a first `conv`. */
  readonly input: string
  /** In running order: each reads only the input and outputs of earlier nodes. */
  readonly nodes: readonly Node[]
}

export interface Network extends Graph {
  readonly name: string
  /** sha256 of the weights file, hex: part of every cache key. */
  readonly hash: string
  /** In running order. */
  readonly layers: ReadonlyMap<string, Layer>
  /** The first operation of its file that was left out with all that needs it. */
  readonly unsupported?: UnsupportedNode
}

export interface UnsupportedNode {
  /** As its file calls it, e.g. `Sigmoid`. */
  readonly operation: string
  /** The layer that it reads. */
  readonly at: string
}
