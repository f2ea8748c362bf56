/** How far a render has come: its objective before and after, of the pictures as they are. */

import type { ScoreChange } from '../core/rendering.ts'
import type { Gradient, Images } from '../engine/engine.ts'
import { fit } from './images.ts'
import { resize } from './resize.ts'

/** Larger pictures may be looked at in this size. */
const LONGER = 256

/**
 * What `gradient` says of two pictures of one size, [1, 3, h, w]. Large ones are compared smaller, with no side under
 * `least`, by default as they are: what is drawn so small that it is lost there would not count.
 */
export async function scoreChange(
  gradient: (x: Images) => Promise<Pick<Gradient, 'score'>>,
  before: Images,
  after: Images,
  least = Number.POSITIVE_INFINITY,
): Promise<ScoreChange> {
  const [, , height, width] = before.shape
  const longer = Math.max(LONGER, Math.ceil((least * Math.max(height, width)) / Math.min(height, width)))
  const size = longer < Math.max(height, width) ? fit(height, width, longer) : ([height, width] as const)
  const scoreOf = async (picture: Images) => (await gradient(resize(picture, ...size))).score[0]!
  return { before: await scoreOf(before), after: await scoreOf(after) }
}
