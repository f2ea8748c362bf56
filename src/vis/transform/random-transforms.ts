/**
 * Transformation robustness: random jitter, padding, scaling, rotation and noise that a picture should survive, so that
 * an ascent draws forms rather than high-frequency patterns of one pixel grid.
 * Each transform is (config) => (random) => differentiable function, drawn anew in every step.
 */
import type { Maps } from '../../engine/engine.ts'
import { chain, createBuffer, type Differentiable } from '../differentiable.ts'
import type { Random } from '../random.ts'
import { createWarp } from './warp.ts'

/** Draws one step's transform of all pictures of a batch; `done` is the share of steps before this one, 0..1. */
export type Transform = (random: Random, done: number) => Differentiable

/**
 * The standard transforms of Lucid. Scale and rotation share their centre and are done in one resampling.
 * Source: standard_transforms in Lucid, optvis/transform.py.
 */
export function standardTransforms(): Transform {
  return compose([pad(12), jitter(8), scaleAndRotate([0.9, 1.1], [-10, 10]), jitter(4)])
}

/**
 * The standard transforms for the first half of the steps, then only a jitter of 2 pixels, so that the forms found
 * under transforms adapt to the picture as it will be seen. Scores of untransformed pictures rise by a third, and the
 * pictures look the same (bench/quality.ts).
 */
export function settlingTransforms(): Transform {
  const [strong, weak] = [standardTransforms(), compose([pad(1), jitter(2)])]
  return (random, done) => (done < 0.5 ? strong : weak)(random, done)
}

/** Applies transforms one after the other, the first one first. */
export function compose(transforms: readonly Transform[]): Transform {
  return (random, done) => chain(transforms.map((transform) => transform(random, done)))
}

/** Adds a border of `edge` pixels in one grey, 0..255. */
export function pad(edge: number, grey = 127.5): Transform {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return () => (x) => {
    const [n, channels, height, width] = x.shape
    const y = forward([n, channels, height + 2 * edge, width + 2 * edge])
    y.data.fill(grey)
    copyWindow(x, y, { from: [0, 0], to: [edge, edge], size: [height, width] })
    return {
      y,
      pullback: (gradient) => {
        const g = backward(x.shape)
        copyWindow(gradient, g, { from: [edge, edge], to: [0, 0], size: [height, width] })
        return g
      },
    }
  }
}

/** Crops a window at a random place that is `by` pixels smaller than the picture in both directions. */
export function jitter(by: number): Transform {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (random) => {
    const corner = [random.integer(0, by), random.integer(0, by)] as const
    return (x) => {
      const [n, channels, height, width] = x.shape
      const size = [height - by, width - by] as const
      const y = forward([n, channels, ...size])
      copyWindow(x, y, { from: corner, to: [0, 0], size })
      return {
        y,
        pullback: (gradient) => {
          const g = backward(x.shape)
          g.data.fill(0)
          copyWindow(gradient, g, { from: [0, 0], to: corner, size })
          return g
        },
      }
    }
  }
}

/**
 * Scales and rotates about the centre, with a factor and an angle that are uniform in their ranges. Angles are in
 * degrees, counterclockwise.
 */
export function scaleAndRotate(zooms: Range, degrees: Range): Transform {
  const warp = createWarp()
  return (random) => {
    const zoom = uniform(random, zooms)
    const angle = (uniform(random, degrees) * Math.PI) / 180
    const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom]
    return (x) => {
      const [, , height, width] = x.shape
      const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2]
      return warp({
        height,
        width,
        start: [middleY - cos * middleY - sin * middleX, middleX - cos * middleX + sin * middleY],
        down: [cos, -sin],
        right: [sin, cos],
      })(x)
    }
  }
}

/**
 * Adds normal noise of this standard deviation, on the scale 0..255. In every step each plane gets another section of
 * one recorded sequence, which costs far less than new numbers.
 */
export function addNoise(deviation: number): Transform {
  const forward = createBuffer()
  const noise = new Float32Array(NOISE_LENGTH)
  let isRecorded = false
  return (random) => (x) => {
    if (!isRecorded) for (let i = 0; i < NOISE_LENGTH; i++) noise[i] = deviation * random.normal()
    isRecorded = true
    const [n, channels, height, width] = x.shape
    const y = forward(x.shape)
    for (let plane = 0, i = 0; plane < n * channels; plane++) {
      const start = random.integer(0, NOISE_LENGTH - 1)
      for (let p = 0; p < height * width; p++, i++) y.data[i] = x.data[i]! + noise[(start + p) % NOISE_LENGTH]!
    }
    return { y, pullback: (gradient) => gradient }
  }
}

/** A prime, so that repetitions of the sequence do not align with the rows of a picture. */
const NOISE_LENGTH = 65_537

type Range = readonly [from: number, to: number]
/** A value for each axis: [vertical, horizontal]. */
type Pair = readonly [number, number]

function uniform(random: Random, [from, to]: Range): number {
  return from + (to - from) * random.uniform()
}

interface Window {
  /** The window's top left pixel in the source and in the target. */
  readonly from: Pair
  readonly to: Pair
  /** [height, width] */
  readonly size: Pair
}

/** Copies a window of every plane of `source` to `target`. */
function copyWindow(source: Maps, target: Maps, { from, to, size: [height, width] }: Window): void {
  const [n, channels, fromHeight, fromWidth] = source.shape
  const [, , toHeight, toWidth] = target.shape
  const [read, written] = [source.data, target.data]
  for (let plane = 0; plane < n * channels; plane++)
    for (let y = 0; y < height; y++) {
      const start = (plane * fromHeight + from[0] + y) * fromWidth + from[1]
      const end = (plane * toHeight + to[0] + y) * toWidth + to[1]
      // Rows are short: creating subarrays of them would cost more than copying the values.
      for (let x = 0; x < width; x++) written[end + x] = read[start + x]!
    }
}
