/** The progress of a whole render: the score of its objective for the picture before and after. */

import type { ScoreChange } from '../core/rendering.ts'
import type { Gradient, Images } from '../engine/engine.ts'
import { fitSize } from './images.ts'
import { resize } from './resize.ts'

/** Larger pictures are scored at this size of their longer side, in pixels, to save time. */
const LONGER_SIDE = 256

interface ScoreChangeOptions {
  /** [1, 3, h, w], as are the pictures after it. */
  readonly before: Images
  readonly after: Images
  /**
   * No side becomes smaller than this, in pixels: details that are lost in a smaller picture would not count. Default
   * infinity: the pictures are scored at their own size.
   */
  readonly minimumSide?: number | undefined
}

/** Scores two pictures of one size with the objective that `gradient` computes. */
export async function scoreChange(
  gradient: (x: Images) => Promise<Pick<Gradient, 'score'>>,
  { before, after, minimumSide = Number.POSITIVE_INFINITY }: ScoreChangeOptions,
): Promise<ScoreChange> {
  const [, , height, width] = before.shape
  const [longer, shorter] = [Math.max(height, width), Math.min(height, width)]
  const reduced = Math.max(LONGER_SIDE, Math.ceil((minimumSide * longer) / shorter))
  const size = reduced < longer ? fitSize(height, width, reduced) : ([height, width] as const)
  const scoreOf = async (picture: Images) => (await gradient(resize(picture, ...size))).score[0]!
  return { before: await scoreOf(before), after: await scoreOf(after) }
}
