/** DeepDream: a photo climbs the activations of a layer, from coarse to fine. */

import type { AscentStep } from '../../core/rendering.ts'
import type { Images, Objective, OpenNetwork } from '../../engine/engine.ts'
import { toPixels } from '../images.ts'
import type { Random } from '../random.ts'
import { resize } from '../resize.ts'
import { gaussianBlur } from './gaussian-blur.ts'
import { normalizeLevels } from './laplacian.ts'
import { cutOutside, keepInside, maskPyramid } from './mask.ts'
import { type Octaves, octaveSizes, pyramid } from './octaves.ts'
import { roll } from './roll-and-zoom.ts'

export interface DreamOptions extends Octaves {
  readonly objective: Objective
  /** Steps in each octave. */
  readonly iterations: number
  /** The mean change of a value in one step, in units of 0..255. */
  readonly step: number
  /** The picture is shifted by up to this many pixels each way before each step, so that no grid shows. */
  readonly jitter: number
  /** Width of the gradient's blur in pixels; 0 for none. */
  readonly smooth: number
  /** Bands of the gradient that are made equally strong. Default 0: it stays as it is. */
  readonly laplacian?: number
  /** How much of what the smaller octave has lost of the photo comes back in the next. Default 1. */
  readonly detail?: number
  /** [1, 1, h, w] of the photo's size, 0..1: how much each pixel may change. Default all of them. */
  readonly mask?: Images | undefined
}

/**
 * From the smallest octave to the picture's own size, `iterations` times x += step * g / mean|g|, clipped to 0..255, with
 * g the gradient of the objective; what an octave has added is carried, enlarged, to the next. With a mask m it is
 * x += step * m * g / mean|g| with the mean over what m allows, and where m is 0 the result is the photo.
 * Takes and returns [1, 3, h, w]. Yields once per step, before its change.
 * Sources: google/deepdream (octaves, detail, jitter), gordicaleksa/pytorch-deepdream (blurred gradients), TensorFlow's
 * tutorial (Laplacian pyramid), Keras' example (detail that comes back).
 */
export async function* dream(
  photo: Images,
  options: DreamOptions,
  network: OpenNetwork,
  random: Random,
): AsyncGenerator<AscentStep, Images> {
  const { iterations, jitter, laplacian = 0, detail = 1 } = options
  const sizes = octaveSizes(photo, options)
  const works = sizes.map(([height, width]) => height * width)
  const work = works.reduce((sum, pixels) => sum + pixels, 0) * iterations
  let done = 0
  const masks = options.mask && maskPyramid(options.mask, sizes)
  let base = photo
  let x = photo
  for (const [octave, next] of pyramid(photo, sizes).entries()) {
    const mask = masks?.[octave]
    x = octave === 0 ? copy(next) : carry(x, base, next, detail, mask)
    base = next
    // A new buffer in every step would keep the garbage collector as busy as the steps themselves.
    let spare: Float32Array = new Float32Array(x.data.length)
    const blurred = new Float32Array(x.data.length)
    // How far the picture is shifted now; steps shift it on, and the octave's end undoes it.
    let [down, right] = [0, 0]
    for (let iteration = 0; iteration < iterations; iteration++) {
      const [nextDown, nextRight] = [random.integer(-jitter, jitter), random.integer(-jitter, jitter)]
      const rolled = roll(x, nextDown - down, nextRight - right, spare)
      if (rolled !== x) spare = x.data
      x = rolled
      down = nextDown
      right = nextRight
      const { score, gradient } = await network.gradient(x, options.objective)
      const at = { octave: [octave + 1, sizes.length], step: [iteration + 1, iterations] } as const
      const now = x
      const picture = () => toPixels(roll(now, -nextDown, -nextRight))
      yield { score: score[0]!, done: done / work, at, picture }
      const even = laplacian > 0 ? normalizeLevels(gradient, laplacian) : gradient
      ascend(x, gaussianBlur(even, options.smooth, blurred), options.step, mask && roll(mask, down, right))
      done += works[octave]!
    }
    x = roll(x, -down, -right)
  }
  return x
}

/** Changes `x`, and `gradient` where there is a mask. */
function ascend(x: Images, gradient: Images, step: number, mask?: Images): void {
  const [to, by] = [x.data, gradient.data]
  const places = mask ? keepInside(gradient, mask) : by.length
  let sum = 0
  for (let i = 0; i < by.length; i++) sum += Math.abs(by[i]!)
  // A layer that nothing excites has no gradient: the picture stays.
  const factor = sum > 0 ? (step * places) / sum : 0
  for (let i = 0; i < to.length; i++) to[i] = Math.min(255, Math.max(0, to[i]! + factor * by[i]!))
}

/**
 * `next` with what one octave has added to `base`, enlarged, and with `detail` of what is finer in it than in `base`;
 * changes `x`, that octave's result.
 */
function carry(x: Images, base: Images, next: Images, detail: number, mask?: Images): Images {
  const [, , height, width] = next.shape
  add(x, base, -1)
  const result = resize(x, height, width)
  if (detail !== 1) {
    const lost = copy(next)
    add(lost, resize(base, height, width), -1)
    add(result, lost, detail - 1)
  }
  if (mask) cutOutside(result, mask)
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
