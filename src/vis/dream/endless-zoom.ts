/** The endless zoom: each frame of an animation is dreamt from the frame before it, slightly enlarged and rotated. */

import type { Pixels } from '../../core/pixels.ts'
import type { AscentStep } from '../../core/rendering.ts'
import type { Images } from '../../engine/engine.ts'
import { toPixels } from '../images.ts'
import { subProgress } from '../sub-progress.ts'
import { zoomAndRotate } from './roll-and-zoom.ts'

interface EndlessZoomOptions {
  readonly frames: number
  /** The enlargement from frame to frame, as a factor. */
  readonly zoom: number
  /** The rotation from frame to frame in degrees, counterclockwise. */
  readonly rotate: number
  /** The work of each frame after the first, relative to that of the first. Default 1. Used for progress only. */
  readonly laterWork?: number
  /** Changes each finished frame, before it is shown and before the next frame starts from it. Default: no change. */
  readonly transformFrame?: (image: Images, frame: number) => Images
}

/**
 * Returns the frames: the first is `dreamFrame(start, 0)`, each later one `dreamFrame` of the frame before it, enlarged
 * and rotated. Yields the steps of all frames. Source: gordicaleksa/pytorch-deepdream.
 */
export async function* endlessZoom(
  start: Images,
  { frames, zoom, rotate, laterWork = 1, transformFrame = (image) => image }: EndlessZoomOptions,
  dreamFrame: (image: Images, frame: number) => AsyncGenerator<AscentStep, Images>,
): AsyncGenerator<AscentStep, Pixels[]> {
  const pictures: Pixels[] = []
  const work = 1 + (frames - 1) * laterWork
  let image = start
  for (let frame = 0; frame < frames; frame++) {
    const from = frame === 0 ? 0 : (1 + (frame - 1) * laterWork) / work
    const share = (frame === 0 ? 1 : laterWork) / work
    const next = frame === 0 ? start : zoomAndRotate(image, zoom, rotate)
    const dreamt = yield* subProgress(dreamFrame(next, frame), { from, share, at: { frame: [frame + 1, frames] } })
    image = transformFrame(dreamt, frame)
    pictures.push(toPixels(image))
  }
  return pictures
}
