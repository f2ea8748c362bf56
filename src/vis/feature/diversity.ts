/** The diversity objective: several pictures of one filter that it likes, and that resemble each other little. */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import type { Random } from '../random.ts'
import { meanScore } from './batch-objective.ts'
import type { PastReluGradient } from './past-relu-gradient.ts'
import { createSimilarity } from './similarity.ts'

/** The penalty for a similarity of 1, in units of the score: enough to tell the pictures apart, and all still fire. */
const WEIGHT = 5
/** The share of steps with the penalty; in the others each picture is refined on its own. */
const DIVERSITY_SHARE = 0.5

interface DiversityOptions {
  readonly network: OpenNetwork
  /** The layer in whose feature maps pictures are compared. */
  readonly layer: string
  /** Draws the positions that are compared. */
  readonly random: Random
}

/**
 * Returns the gradient of score - 5 |score| * similarity, with |score| taken as a constant.
 * Source: diversity in Lucid, optvis/objectives.py, which takes a weight in units of the activations instead.
 */
export function diversify(
  gradient: (x: Images) => Promise<PastReluGradient>,
  { network, layer, random }: DiversityOptions,
): (x: Images, done: number) => Promise<PastReluGradient> {
  const similarity = createSimilarity(network, layer, random)
  return async (x, done) => {
    const found = await gradient(x)
    if (done >= DIVERSITY_SHARE) return found
    const { gradient: ofSimilarity } = await similarity(x)
    const score = meanScore(found.score)
    const { data } = found.gradient
    for (let i = 0; i < data.length; i++) data[i] = data[i]! - WEIGHT * Math.abs(score) * ofSimilarity.data[i]!
    return found
  }
}
