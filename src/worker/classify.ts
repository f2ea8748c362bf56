/** What a network takes a picture for, in words. */

import type { Pixels } from '../core/pixels.ts'
import type { LikelyClass } from '../core/result.ts'
import type { Maps, OpenNetwork } from '../engine/engine.ts'
import type { Classifier } from '../network/catalog/model.ts'
import { toImages } from '../vis/images.ts'

const MOST_LIKELY = 5

/**
 * The five likeliest classes of a picture, likeliest first: softmax of the classifier's scores, the mean over positions.
 * `labels` are in the order of the scores.
 */
export async function classify(
  picture: Pixels,
  network: OpenNetwork,
  { layer, size }: Classifier,
  labels: readonly string[],
): Promise<LikelyClass[]> {
  const [maps] = await network.activations(toImages(picture, size, size), [layer])
  return softmax(meanOverPositions(maps as Maps))
    .map((probability, i) => ({ label: labels[i] ?? `class ${i}`, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, MOST_LIKELY)
}

function meanOverPositions({ shape: [, channels, height, width], data }: Maps): number[] {
  const positions = height * width
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0
    for (let i = 0; i < positions; i++) sum += data[c * positions + i] ?? 0
    return sum / positions
  })
}

function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - largest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
