/** Several faces of one filter: pictures that the filter likes, and that are as little alike as they can be. */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import type { Random } from '../random.ts'
import type { Opened } from './past-closed-relus.ts'
import { createSimilarity } from './similarity.ts'

/** How much a similarity of 1 costs, in units of the score: it tells faces apart, and all stay the filter's. */
const WEIGHT = 5
/** The share of the steps in which the pictures part; in the others each is drawn out on its own. */
const PARTING = 0.5

/**
 * `gradient`, and away from what makes the batch alike to the layer: up score - 5 |score| * similarity, |score| held fixed.
 * Source: Lucid's objectives.diversity, which takes a weight in units of the activations instead.
 */
export function diversify(
  gradient: (x: Images) => Promise<Opened>,
  network: OpenNetwork,
  layer: string,
  random: Random,
): (x: Images, done: number) => Promise<Opened> {
  const similarity = createSimilarity(network, layer, random)
  return async (x, done) => {
    const opened = await gradient(x)
    if (done >= PARTING) return opened
    const { gradient: alike } = await similarity(x)
    const score = opened.score.reduce((sum, value) => sum + value, 0) / opened.score.length
    const { data } = opened.gradient
    for (let i = 0; i < data.length; i++) data[i] = data[i]! - WEIGHT * Math.abs(score) * alike.data[i]!
    return opened
  }
}
