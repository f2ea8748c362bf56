/** DeepDream: a photo climbs the activations of a layer, from coarse to fine. */

import type { Step } from '../command.ts'
import type { Images, Objective, OpenNetwork } from '../engine/engine.ts'
import { UserError } from '../errors.ts'
import { count } from '../format.ts'
import type { Pixels } from '../image/pixels.ts'
import { phrase } from '../language.ts'
import { fit, toPixels } from './images.ts'
import type { Random } from './random.ts'
import { resize } from './resize.ts'
import { smooth } from './smooth.ts'
import { roll } from './transforms.ts'

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
}

export interface Octaves {
  readonly octaves: number
  /** From one octave's size to the next. */
  readonly octaveScale: number
}

/**
 * From the smallest octave to the picture's own size, `iterations` times x += step * g / mean|g|, clipped to 0..255, with
 * g the gradient of the objective; what an octave has added is carried, enlarged, to the next.
 * Takes and returns [1, 3, h, w]. Yields once per step, before its change.
 * Sources: google/deepdream (octaves, detail, jitter), gordicaleksa/pytorch-deepdream (blurred gradients).
 */
export async function* dream(
  photo: Images,
  options: DreamOptions,
  network: OpenNetwork,
  random: Random,
): AsyncGenerator<Step, Images> {
  const { iterations, jitter } = options
  const sizes = octaveSizes(photo, options)
  const works = sizes.map(([height, width]) => height * width)
  const work = works.reduce((sum, pixels) => sum + pixels, 0) * iterations
  let done = 0
  let base = photo
  let x = photo
  for (const [octave, next] of pyramid(photo, sizes).entries()) {
    x = octave === 0 ? copy(next) : carry(x, base, next)
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
      yield { score: score[0] ?? 0, done: done / work, at, picture }
      ascend(x, smooth(gradient, options.smooth, blurred), options.step)
      done += works[octave] ?? 0
    }
    x = roll(x, -down, -right)
  }
  return x
}

/** The photo at every octave's size, each made of the next larger one. */
function pyramid(photo: Images, sizes: readonly (readonly [height: number, width: number])[]): Images[] {
  let base = photo
  const bases = sizes.toReversed().map(([height, width]) => {
    base = resize(base, height, width)
    return base
  })
  return bases.reverse()
}

/** [height, width] of every octave, smallest first; the last is the photo's own. */
export function octaveSizes(
  { shape: [, , height, width] }: Pick<Images, 'shape'>,
  { octaves, octaveScale }: Octaves,
): (readonly [height: number, width: number])[] {
  const longer = Math.max(height, width)
  return Array.from({ length: octaves }, (_, i) => fit(height, width, longer / octaveScale ** (octaves - 1 - i)))
}

/**
 * Checks a photo that will be dreamt at `size` pixels on its longer side. Throws `UserError` too-small when a side of its
 * smallest octave is under `minimum`, with the least size up to `largest` and the most octaves that would do.
 */
export function checkOctaves(
  { height, width }: Pick<Pixels, 'height' | 'width'>,
  size: number,
  { octaves, octaveScale }: Octaves,
  { layer, minimum, largest }: { layer: string; minimum: number; largest: number },
): void {
  const smallest = (longer: number, count: number) => {
    const shape = [1, 3, ...fit(height, width, longer)] as const
    return octaveSizes({ shape }, { octaves: count, octaveScale })[0] ?? [0, 0]
  }
  const fits = (longer: number, count: number) => Math.min(...smallest(longer, count)) >= minimum
  if (fits(size, octaves)) return

  const sizes = Array.from({ length: largest - size }, (_, i) => size + 1 + i)
  const larger = sizes.find((longer) => fits(longer, octaves))
  const counts = Array.from({ length: octaves - 1 }, (_, i) => octaves - 1 - i)
  const fewer = counts.find((count) => fits(size, count))
  const remedies = [
    ...(larger === undefined ? [] : [phrase`for a size of at least ${larger}`]),
    ...(fewer === undefined ? [] : [phrase`for at most ${count(fewer, 'octave')}`]),
  ]
  const [one, other] = remedies
  const [rendered = '', smallestSide = ''] = [fit(height, width, size), smallest(size, octaves)].map(
    ([h, w]) => `${w} x ${h}`,
  )
  const found =
    octaves === 1
      ? phrase`A picture of ${rendered} is too small`
      : phrase`A picture of ${rendered} is too small: the smallest of ${octaves} octaves would be ${smallestSide}`
  const remedy = one && (other ? phrase`Ask ${one}, or ${other}.` : phrase`Ask ${one}.`)
  throw new UserError(
    'too-small',
    phrase`${found}, and ${layer} needs ${minimum} x ${minimum}.`,
    remedy ?? phrase`Choose a layer nearer to the input, or another photo.`,
  )
}

/** Changes `x`. */
function ascend(x: Images, gradient: Images, step: number): void {
  const [to, by] = [x.data, gradient.data]
  let sum = 0
  for (let i = 0; i < by.length; i++) sum += Math.abs(by[i] ?? 0)
  // A layer that nothing excites has no gradient: the picture stays.
  const factor = sum > 0 ? (step * by.length) / sum : 0
  for (let i = 0; i < to.length; i++) to[i] = Math.min(255, Math.max(0, (to[i] ?? 0) + factor * (by[i] ?? 0)))
}

/** `next` with what one octave has added to `base`, enlarged; changes `x`, that octave's result. */
function carry(x: Images, base: Images, next: Images): Images {
  add(x, base, -1)
  const detail = resize(x, next.shape[2], next.shape[3])
  add(detail, next, 1)
  return detail
}

/** Changes `x` to x + factor * y. */
function add(x: Images, y: Images, factor: number): void {
  const [to, by] = [x.data, y.data]
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (by[i] ?? 0)
}

function copy({ shape, data }: Images): Images {
  return { shape, data: data.slice() }
}
