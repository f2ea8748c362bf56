/**
 * A network as a list of operations in running order, weights included. Readers (ONNX, Keras, safetensors) make it, and
 * engines compile it. Every tensor is [n, channels, height, width]: a fully connected layer is a convolution over its
 * whole input, and class scores are maps of scores.
 */

/** Row-major float32 values. */
export interface Weights {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

interface Operation {
  /** Names of the tensors read. */
  readonly inputs: readonly string[]
  /** Name of the tensor written, unique in its network. */
  readonly output: string
}

/** [vertical, horizontal] */
export type Pair = readonly [number, number]
export type Pads = readonly [top: number, left: number, bottom: number, right: number]

/** A convolution as in ONNX: a cross-correlation, with zeros as padding. */
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

/** min(max(x, 0), max). The gradient is zero where the result is 0 or `max`. */
export interface Relu extends Operation {
  readonly op: 'relu'
  /** The upper bound, such as 6 in ReLU6. Default none. */
  readonly max?: number
}

/** A pool. Padding is never the maximum and, unless `countPadding`, is not counted in an average. */
export interface PoolNode extends Operation {
  readonly op: 'maxPool' | 'averagePool'
  readonly kernel: Pair
  readonly strides: Pair
  readonly pads: Pads
  /** Whether the output size is rounded up, as in Caffe, instead of down. */
  readonly ceil: boolean
  /** Whether an average counts zeros for the padding. Default false. */
  readonly countPadding?: boolean
}

/** The mean of each map: [n, c, 1, 1]. */
export interface GlobalAverageNode extends Operation {
  readonly op: 'globalAverage'
}

/**
 * Local response normalization as in ONNX:
 * y = x * (bias + alpha / size * sum over `size` neighbouring channels of x^2) ^ -beta.
 */
export interface LrnNode extends Operation {
  readonly op: 'lrn'
  readonly size: number
  readonly alpha: number
  readonly beta: number
  readonly bias: number
}

/** A concatenation along the channels. */
export interface ConcatNode extends Operation {
  readonly op: 'concat'
}

/** The sum of two inputs of equal shape. */
export interface AddNode extends Operation {
  readonly op: 'add'
}

/** A softmax over the channels of each position. */
export interface SoftmaxNode extends Operation {
  readonly op: 'softmax'
}

export type Node = ConvNode | Relu | PoolNode | GlobalAverageNode | LrnNode | ConcatNode | AddNode | SoftmaxNode

/** A named tensor of a network, whose activations can be read and climbed. */
export interface Layer {
  readonly name: string
  /** The tensor with the layer's activations, after its ReLU if one follows directly. */
  readonly tensor: string
  readonly channels: number
}

/** The operations alone: what shapes are inferred from and what engines compile. */
export interface Graph {
  /**
   * The tensor that holds the pictures: [n, 3, h, w], RGB, 0..255. A network with another input range begins with a `conv`
   * to that range.
   */
  readonly input: string
  /** In running order: each reads only the input and outputs of earlier nodes. */
  readonly nodes: readonly Node[]
}

export interface Network extends Graph {
  readonly name: string
  /** The sha256 of the weights file in hexadecimal: part of every cache key. */
  readonly hash: string
  /** The layers by name, in running order. */
  readonly layers: ReadonlyMap<string, Layer>
  /** The first operation of its file that is not supported. It was left out, with all operations that need its output. */
  readonly unsupported?: UnsupportedNode
}

export interface UnsupportedNode {
  /** The operation's name in the file, e.g. `Sigmoid`. */
  readonly operation: string
  /** The layer that it reads. */
  readonly at: string
}
