/**
 * The compute contract: activations of a network, and gradients of an objective with respect to the network's input.
 * `onnx/` and `tensorflow/` implement it; one contract suite (test/contract/engine.ts) runs over all implementations.
 */
import type { Network } from '../network/graph/graph.ts'

/** A batch of maps: planar float32, `shape` = [n, channels, height, width], row-major. */
export interface Maps {
  readonly shape: readonly [n: number, channels: number, height: number, width: number]
  readonly data: Float32Array
}

/**
 * A batch of pictures: [n, 3, height, width], RGB, 0..255 for every network. Values outside of that range are allowed.
 */
export type Images = Maps

/** The activations of one layer: [n, channels, height, width]. */
export type FeatureMaps = Maps

/**
 * One term of an objective. For each image of the batch, with the activation A of `layer`, it is
 * `weight * mean(linear * A + 0.5 * quadratic * A^2)`, where the mean is over the chosen filters and all positions.
 */
export interface Tap {
  /** The name of the layer to read. */
  readonly layer: string
  /** Factor of the whole term. Default 1. */
  readonly weight?: number
  /** Filters in the mean: one list for all images, or one list per image. Default all. An empty list is an error. */
  readonly filters?: readonly number[] | readonly (readonly number[])[]
  /** Coefficient of A: a number, or maps that broadcast to A's [n, C, h, w]. Default 0. */
  readonly linear?: number | Maps
  /** Coefficient of A^2 / 2: a number, or maps that broadcast to A's [n, C, h, w]. Default 0. */
  readonly quadratic?: number | Maps
  /**
   * Whether to read the maps before the layer's last ReLU, which blocks the gradient of negative maps. Default false.
   */
  readonly beforeRelu?: boolean
}

/** A function to maximize: the sum of one or more taps. */
export type Objective = readonly Tap[]

export interface Gradient {
  /** One score per image: [n]. */
  readonly score: Float32Array
  /** d score[i] / d images[i], in the shape of the images, per unit of their range 0..255. */
  readonly gradient: Images
}

/**
 * A network that an engine has loaded. Calls on one instance must not overlap.
 *
 * A call that needs more memory than the device has throws `OutOfMemory`; a smaller one may then succeed. A call that
 * fails on a graphics card for another reason throws `DeviceFailed`.
 *
 * @example
 * const open = await engine.open(network)
 * // Half the mean square of a layer, as DeepDream maximizes it: the gradient has the shape of the images.
 * const { score, gradient } = await open.gradient(images, [{ layer: 'inception_4c/output', quadratic: 1 }])
 * // One filter of another layer for each image of a batch of two.
 * await open.gradient(images, [{ layer: 'conv2/norm2', filters: [[12], [40]], linear: 1 }])
 * await open.close()
 */
export interface OpenNetwork {
  /**
   * Feature maps of `layers`, in that order.
   * Throws `UserError` unknown-layer, or too-small when the images are too small for a layer.
   */
  activations(images: Images, layers: readonly string[]): Promise<FeatureMaps[]>
  /**
   * Score and gradient of `objective`. Throws as `activations`, and `UserError` bad-input for a filter out of range.
   */
  gradient(images: Images, objective: Objective): Promise<Gradient>
  /** Frees sessions and weights. Calls after it fail. */
  close(): Promise<void>
}

/**
 * A way to compute: a runtime on a device.
 *
 * @example
 * const engine: Engine = createOnnxEngine({ provider: 'cuda', device: 1 })
 * engine.name // 'onnx-cuda'
 * const open = await engine.open(network)
 */
export interface Engine {
  /** The name in `DREAMBOT_ENGINE` and in reports, such as `onnx-cpu`. */
  readonly name: string
  /** Loads a network. Sessions are compiled when they are first needed. */
  open(network: Network): Promise<OpenNetwork>
  /** The engine on the CPU, for calls that do not fit on the graphics card or fail there. Absent where this is it. */
  readonly processor?: Engine
}
