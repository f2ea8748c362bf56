/**
 * The compute contract: activations of a network and gradients of an objective with respect to its input.
 * Each folder beside this file implements it; one contract suite runs over all of them.
 */
import type { Network } from '../network/graph/graph.ts'

/** Planar float32, `shape` = [n, channels, height, width], row-major. */
export interface Maps {
  readonly shape: readonly [n: number, channels: number, height: number, width: number]
  readonly data: Float32Array
}

/** A batch of pictures: [n, 3, height, width], RGB, 0..255, for every network (values may stray outside on the way). */
export type Images = Maps

/** The activations of one layer: [n, channels, height, width]. */
export type FeatureMaps = Maps

/**
 * One term of an objective, read at the activation A of `layer`, per image of the batch:
 * `weight * mean(linear * A + 0.5 * quadratic * A^2)`, the mean over the chosen filters and all positions.
 */
export interface Tap {
  readonly layer: string
  /** Default 1. */
  readonly weight?: number
  /** Filters that count: one list for all images, or one per image. Default all. An empty list is an error. */
  readonly filters?: readonly number[] | readonly (readonly number[])[]
  /** Coefficient of A: a number, or maps that broadcast to A's [n, C, h, w]. Default 0. */
  readonly linear?: number | Maps
  /** Coefficient of A^2 / 2: a number, or maps that broadcast to A's [n, C, h, w]. Default 0. */
  readonly quadratic?: number | Maps
  /** Read the maps before the layer's last ReLU: what a filter that does not fire would be. Default false. */
  readonly beforeRelu?: boolean
}

/** The sum of its taps. Needs at least one. */
export type Objective = readonly Tap[]

export interface Gradient {
  /** One score per image, before any step. */
  readonly score: Float32Array
  /** d score[i] / d images[i], shaped as the images, per unit of 0..255. */
  readonly gradient: Images
}

/**
 * A network loaded into an engine. Calls on one instance must not overlap. Those that need more memory than the device
 * has throw `OutOfMemory`, and smaller ones may follow; those that fail on a graphics card throw `DeviceFailed`.
 */
export interface OpenNetwork {
  /**
   * Feature maps of `layers`, in that order.
   * Throws `UserError` unknown-layer, or too-small when the images are too small for a layer.
   */
  activations(images: Images, layers: readonly string[]): Promise<FeatureMaps[]>
  /** Score and gradient of `objective`. Throws as `activations`, and bad-input for a filter out of range. */
  gradient(images: Images, objective: Objective): Promise<Gradient>
  /** Frees sessions and weights; the instance is dead afterwards. */
  close(): Promise<void>
}

export interface Engine {
  /** As `DREAMBOT_ENGINE` and reports name it, e.g. `onnx-cpu`. */
  readonly name: string
  open(network: Network): Promise<OpenNetwork>
  /** The engine of the processor, where this one is a card's: what does not fit there, or fails, may go well here. */
  readonly processor?: Engine
}
