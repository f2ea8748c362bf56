/** DeepDream: gradient ascent from a photo on the activations of a layer, in octaves from coarse to fine. */

import type { AscentStep } from '../../core/rendering.ts'
import type { Images, Objective, OpenNetwork } from '../../engine/engine.ts'
import { toPixels } from '../images.ts'
import type { Random } from '../random.ts'
import { resize } from '../resize.ts'
import { subProgress } from '../sub-progress.ts'
import { gaussianBlur } from './gaussian-blur.ts'
import { normalizeLaplacian } from './laplacian.ts'
import { applyMask, maskPyramid, zeroOutside } from './mask.ts'
import { type Octaves, octavePyramid, octaveSizes } from './octaves.ts'
import { roll } from './roll-and-zoom.ts'

export interface DreamOptions extends Octaves {
  readonly network: OpenNetwork
  readonly objective: Objective
  /** Draws the jitter. */
  readonly random: Random
  /** Steps in each octave. */
  readonly iterations: number
  /** The step size: the mean absolute change of a value in one step, in units of 0..255. */
  readonly step: number
  /** The picture is rolled by up to this many pixels in each direction before each step, which hides grid patterns. */
  readonly jitter: number
  /** The width (sigma) of the blur of the gradient, in pixels; 0 for none. */
  readonly smooth: number
  /** Levels of Laplacian pyramid normalization of the gradient. Default 0: none. */
  readonly laplacian?: number
  /** The share of the photo's detail, lost in the smaller octave, that is added in the next one. Default 1. */
  readonly detail?: number
  /** How much each pixel may change, [1, 1, h, w] of the photo's size, 0..1. Default 1 everywhere. */
  readonly mask?: Images | undefined
}

/**
 * From the smallest octave to the size of the photo, `iterations` steps each of x += step * g / mean|g|, clipped to
 * 0..255, where g is the gradient of the objective. What an octave has added is enlarged and added to the next one.
 * With a mask m, a step is x += step * m * g / mean|m g|, where the mean is over the mask's area, and where m is 0 the
 * result is the photo.
 * Takes and returns [1, 3, h, w]. Yields once per step, before its change.
 * Sources: google/deepdream (octaves, detail, jitter, step size), gordicaleksa/pytorch-deepdream (blur of the
 * gradient), the DeepDream tutorial of TensorFlow 1 (Laplacian pyramid), Chollet's Keras example deep_dream (lost
 * detail).
 */
export async function* dream(photo: Images, options: DreamOptions): AsyncGenerator<AscentStep, Images> {
  const { detail = 1 } = options
  const sizes = octaveSizes(photo, options)
  const pixels = sizes.map(([height, width]) => height * width)
  const allPixels = pixels.reduce((sum, value) => sum + value, 0)
  const masks = options.mask && maskPyramid(options.mask, sizes)
  let from = 0
  let base = photo
  let x = photo
  for (const [octave, next] of octavePyramid(photo, sizes).entries()) {
    const mask = masks?.[octave]
    const start = octave === 0 ? copy(next) : nextOctave(x, { base, next, detail, mask })
    const share = pixels[octave]! / allPixels
    const at = { octave: [octave + 1, sizes.length] } as const
    x = yield* subProgress(ascendOctave(start, options, mask), { from, share, at })
    from += share
    base = next
  }
  return x
}

/** The steps of one octave. Changes `start`. */
async function* ascendOctave(
  start: Images,
  { network, objective, random, iterations, step, jitter, smooth, laplacian = 0 }: DreamOptions,
  mask: Images | undefined,
): AsyncGenerator<AscentStep, Images> {
  // Reused in all steps: new memory in every step would keep the garbage collector as busy as the steps themselves.
  const blurred = new Float32Array(start.data.length)
  let spare: Float32Array = new Float32Array(start.data.length)
  let x = start
  // The current shift of x. Each step rolls x on from there; the end of the octave rolls it back.
  let [down, right] = [0, 0]
  for (let iteration = 0; iteration < iterations; iteration++) {
    const [nextDown, nextRight] = [random.integer(-jitter, jitter), random.integer(-jitter, jitter)]
    const rolled = roll(x, nextDown - down, nextRight - right, spare)
    if (rolled !== x) spare = x.data
    x = rolled
    down = nextDown
    right = nextRight
    const { score, gradient } = await network.gradient(x, objective)
    const now = x
    yield {
      score: score[0]!,
      done: iteration / iterations,
      at: { step: [iteration + 1, iterations] },
      picture: () => toPixels(roll(now, -nextDown, -nextRight)),
    }
    const normalized = laplacian > 0 ? normalizeLaplacian(gradient, laplacian) : gradient
    ascend(x, gaussianBlur(normalized, smooth, blurred), { step, mask: mask && roll(mask, down, right) })
  }
  return roll(x, -down, -right)
}

interface StepOptions {
  readonly step: number
  readonly mask: Images | undefined
}

/** One step up the gradient, normalized by its mean absolute value. Changes `x`, and `gradient` if there is a mask. */
function ascend(x: Images, gradient: Images, { step, mask }: StepOptions): void {
  const [to, by] = [x.data, gradient.data]
  const values = mask ? applyMask(gradient, mask) : by.length
  let sum = 0
  for (let i = 0; i < by.length; i++) sum += Math.abs(by[i]!)
  // A layer that nothing excites has no gradient: the picture stays as it is.
  const factor = sum > 0 ? (step * values) / sum : 0
  for (let i = 0; i < to.length; i++) to[i] = Math.min(255, Math.max(0, to[i]! + factor * by[i]!))
}

interface OctaveStart {
  /** The photo at the size of the octave before, and at that of the next one. */
  readonly base: Images
  readonly next: Images
  /** See `DreamOptions`. */
  readonly detail: number
  readonly mask: Images | undefined
}

/**
 * The start of the next octave: the photo with what the octave before has added to it, enlarged. With a `detail` below
 * 1, that share of what the smaller photo lacks is added instead of all. Changes `x`, the result of the octave before.
 */
function nextOctave(x: Images, { base, next, detail, mask }: OctaveStart): Images {
  const [, , height, width] = next.shape
  add(x, base, -1)
  const result = resize(x, height, width)
  if (detail !== 1) {
    const lost = copy(next)
    add(lost, resize(base, height, width), -1)
    add(result, lost, detail - 1)
  }
  if (mask) zeroOutside(result, mask)
  add(result, next, 1)
  return result
}

/** Changes `x` to x + factor * y. */
function add(x: Images, y: Images, factor: number): void {
  const [to, by] = [x.data, y.data]
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + factor * by[i]!
}

function copy({ shape, data }: Images): Images {
  return { shape, data: data.slice() }
}
