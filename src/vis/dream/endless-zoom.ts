/** The endless dream: each frame dreams on from the one before, a little closer and turned. */

import type { Pixels } from '../../core/pixels.ts'
import type { AscentStep } from '../../core/rendering.ts'
import type { Images } from '../../engine/engine.ts'
import { toPixels } from '../images.ts'
import { subProgress } from '../sub-progress.ts'
import { zoomAndTurn } from './roll-and-zoom.ts'

interface EndlessOptions {
  readonly frames: number
  /** Enlargement from frame to frame. */
  readonly zoom: number
  /** Turn from frame to frame in degrees, counterclockwise. */
  readonly rotate: number
  /** The work for each frame after the first, in units of the first one's. Default 1. */
  readonly later?: number
  /** What becomes of each frame before it is shown and dreamt on from, such as the end of a loop. Default itself. */
  readonly after?: (image: Images, frame: number) => Images
}

/**
 * Frames of `one(start, 0)`, `one` of that frame zoomed and turned, and so on, each with its index; yields the steps of
 * all. Source: gordicaleksa/pytorch-deepdream.
 */
export async function* endlessZoom(
  start: Images,
  { frames, zoom, rotate, later = 1, after = (image) => image }: EndlessOptions,
  one: (image: Images, frame: number) => AsyncGenerator<AscentStep, Images>,
): AsyncGenerator<AscentStep, Pixels[]> {
  const pictures: Pixels[] = []
  const work = 1 + (frames - 1) * later
  let image = start
  for (let frame = 0; frame < frames; frame++) {
    const from = frame === 0 ? 0 : (1 + (frame - 1) * later) / work
    const share = (frame === 0 ? 1 : later) / work
    const next = frame === 0 ? start : zoomAndTurn(image, zoom, rotate)
    const dreamt = yield* subProgress(one(next, frame), { from, share, at: { frame: [frame + 1, frames] } })
    image = after(dreamt, frame)
    pictures.push(toPixels(image))
  }
  return pictures
}
